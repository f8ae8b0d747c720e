import Base
import Cryptography

@testable import FIDO

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
