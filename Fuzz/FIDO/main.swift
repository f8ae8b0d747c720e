// libFuzzer targets for the parsers of FIDO: `make fuzz TARGET=cbor SECONDS=600`.

import Base
import Cryptography
import FIDO
import Glibc

typealias Target = @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32

@_silgen_name("LLVMFuzzerRunDriver")
func runFuzzer(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>, _ target: Target
) -> Int32

func read(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Bytes {
    Bytes(UnsafeBufferPointer(start: start, count: count))
}

let targets: [String: Target] = [
    "cbor": { start, count in
        let bytes = read(start, count)
        // CTAP2 gives every value one spelling, so what is read and written again is what was there.
        if let value = try? CBOR(decoding: bytes) {
            precondition(value.encoded == bytes, "one spelling for each value")
        }
        return 0
    },
    "cose": { start, count in
        _ = try? COSEKey(decoding: read(start, count))
        return 0
    },
    "authdata": { start, count in
        _ = try? AuthenticatorData(read(start, count))
        return 0
    },
    "clientdata": { start, count in
        _ = try? ClientData(parsing: read(start, count))
        return 0
    },
    "attestation": { start, count in
        Registration.attempt(read(start, count))
        return 0
    },
    "u2f": { start, count in
        _ = try? U2FRegistrationMessage(read(start, count))
        _ = try? U2FAuthenticationMessage(read(start, count))
        return 0
    },
    "facets": { start, count in
        _ = try? TrustedFacets(parsing: read(start, count))
        _ = try? RelatedOrigins(parsing: read(start, count))
        return 0
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

let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
guard let target = targets[name] else {
    print("FUZZ_TARGET is one of \(targets.keys.sorted().joined(separator: ", "))")
    exit(2)
}
var count = CommandLine.argc
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> = CommandLine.unsafeArgv
exit(runFuzzer(&count, &arguments, target))
