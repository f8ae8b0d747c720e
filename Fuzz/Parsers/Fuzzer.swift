// libFuzzer targets for the parsers of FIDO: `make fuzz TARGET=cbor SECONDS=600`.

import Base
import Cryptography
import FIDO
import Glibc

typealias Target = @Sendable (Bytes) -> Void

let targets: [String: Target] = [
    "cbor": { bytes in
        // CTAP2 gives every value one spelling, so what is read and written again is what was there.
        if let value = try? CBOR(decoding: bytes) {
            precondition(value.encoded == bytes, "one spelling for each value")
        }
    },
    "cose": { bytes in
        _ = try? COSEKey(decoding: bytes)
    },
    "authdata": { bytes in
        _ = try? AuthenticatorData(bytes)
    },
    "clientdata": { bytes in
        _ = try? ClientData(parsing: bytes)
    },
    "attestation": { bytes in
        Registration.attempt(bytes)
    },
    "u2f": { bytes in
        _ = try? U2FRegistrationMessage(bytes)
        _ = try? U2FAuthenticationMessage(bytes)
    },
    "facets": { bytes in
        _ = try? TrustedFacets(parsing: bytes)
        _ = try? RelatedOrigins(parsing: bytes)
    },
]

/// A registration in which all is as it should be but the statement, whose format the first byte chooses.
enum Registration {
    static let credentialID = Bytes(utf8: "credential")
    static let now = Timestamp(seconds: 1_790_000_000)

    static let ceremony: RegistrationCeremony? = {
        guard let origin = try? Origin("https://example.org"),
            let party = try? RelyingParty(id: "example.org", name: "", origins: [origin]),
            let user = PublicKeyCredentialCreationOptions.UserEntity(id: [1], name: "", displayName: ""),
            let challenge = Challenge(Bytes(repeating: 7, count: 16))
        else { return nil }
        let options = PublicKeyCredentialCreationOptions(party, user, challenge)
        let policy = AttestationPolicy(.indirect, rules: AttestationRules(allowsSHA1: true))
        return try? RegistrationCeremony(options, party, policy: policy, expiresAt: now.adding(seconds: 1))
    }()

    /// With P-256's base point for a key.
    static let authenticatorData: Bytes = {
        let x = Hex.decode("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296") ?? []
        let y = Hex.decode("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5") ?? []
        let key: CBOR = [1: 2, 3: -7, -1: 1, -2: .bytes(x), -3: .bytes(y)]
        var output: Bytes = Hash.sha256(Bytes(utf8: "example.org"))
        output += [0x45, 0, 0, 0, 1]
        output += Bytes(repeating: 2, count: 16)
        output += [0, UInt8(credentialID.count)]
        output += credentialID
        output += key.encoded
        return output
    }()

    static func attempt(_ bytes: Bytes) {
        guard let first = bytes.first, let ceremony else { return }
        let format = Attestation.formats[Int(first) % Attestation.formats.count]
        var object: Bytes = [0xa3]
        let parts: [CBOR] = ["fmt", .text(format), "authData", .bytes(authenticatorData), "attStmt"]
        for part in parts { object += part.encoded }
        object += bytes.dropFirst()
        let clientData = ClientData.serialized(
            .create, ceremony.options.challenge, "https://example.org", crossOrigin: false, topOrigin: nil)
        let id = JSON.string(Base64.encodeURL(credentialID))
        let json: JSON = [
            "id": id, "rawId": id, "type": "public-key",
            "response": [
                "clientDataJSON": .string(Base64.encodeURL(clientData + Bytes(utf8: "}"))),
                "attestationObject": .string(Base64.encodeURL(object)),
            ],
        ]
        guard let response = try? RegistrationResponse(json) else { return }
        _ = try? ceremony.verify(response, isRegistered: false, now: now)
    }
}

@_silgen_name("LLVMFuzzerRunDriver")
func runFuzzer(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ target: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// What the package manager takes for the program's `main`.
@_cdecl("fuzz_fido_main")
func main(_ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32 {
    var (count, arguments) = (count, arguments)
    return runFuzzer(&count, &arguments, testOneInput)
}

@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    chosen(Bytes(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

let chosen: Target = {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = targets[name] else {
        print("FUZZ_TARGET is one of \(targets.keys.sorted().joined(separator: ", "))")
        exit(2)
    }
    return target
}()
