import Base
import Cryptography
import FIDO
import TestVectors

/// The vectors of WebAuthn Level 3 §16, whose fields are in hexadecimal.
enum Level3 {
    static let now = Timestamp(seconds: 1_750_000_000)

    static func all() throws -> JSON.Object? { try PublishedVectors.json("webauthn-l3-vectors.json")?.object }

    /// Names of those that have a registration, for the arguments of tests. The others are the root, and the secrets of
    /// `hmac-secret`, which no relying party ever sees.
    static let names: [String] =
        (try? all())?.members.filter { $0.value["registration"]?["attestationObject"] != nil }.map(\.name) ?? []

    static func root(_ vectors: JSON.Object) throws -> Certificate {
        guard let part = vectors["Attestation trust root certificate"]?["registration"] else {
            throw MissingVector(name: "root")
        }
        return try Certificate(der: try part.hex("attestation_ca_cert"))
    }

    static func party() throws -> RelyingParty {
        try RelyingParty(
            id: "example.org", name: "Example", origins: [try Origin("https://example.org")],
            embedding: .within([try Origin("https://example.com")], unnamed: true))
    }

    static func registration(
        _ part: JSON, policy: AttestationPolicy, reading: ClientData.Reading = .parsed
    ) throws -> (RegistrationCeremony, RegistrationResponse) {
        let party = try party()
        var options = PublicKeyCredentialCreationOptions(
            party, .alice, try challenge(part.hex("challenge")))
        options.algorithms = COSEAlgorithm.allCases
        let ceremony = try RegistrationCeremony(
            options, party, policy: policy, expiresAt: now.adding(seconds: 300), reading: reading)
        let id = JSON.string(Base64.encodeURL(try part.hex("credential_id")))
        let response = try RegistrationResponse([
            "id": id, "rawId": id, "type": "public-key",
            "response": [
                "clientDataJSON": try part.base64url("clientDataJSON"),
                "attestationObject": try part.base64url("attestationObject"), "transports": ["usb"],
            ],
        ])
        return (ceremony, response)
    }

    static func authentication(
        _ part: JSON, _ record: CredentialRecord, reading: ClientData.Reading = .parsed
    ) throws -> Authentication {
        let party = try party()
        let options = PublicKeyCredentialRequestOptions(party, try challenge(part.hex("challenge")))
        let ceremony = try AuthenticationCeremony(
            options, party, userHandle: record.userHandle, expiresAt: now.adding(seconds: 300), reading: reading)
        let id = JSON.string(Base64.encodeURL(record.id))
        let response = try AuthenticationResponse([
            "id": id, "rawId": id, "type": "public-key",
            "response": [
                "clientDataJSON": try part.base64url("clientDataJSON"),
                "authenticatorData": try part.base64url("authenticatorData"),
                "signature": try part.base64url("signature"),
            ],
        ])
        return try ceremony.verify(response, record, now: now)
    }

    static func challenge(_ bytes: Bytes) throws -> Challenge {
        guard let challenge = Challenge(bytes) else { throw MissingVector(name: "challenge") }
        return challenge
    }
}

struct MissingVector: Error {
    let name: String
}

extension JSON {
    func base64url(_ name: String) throws -> JSON { .string(Base64.encodeURL(try hex(name))) }
}

extension PublicKeyCredentialCreationOptions.UserEntity {
    static var alice: Self {
        Self(id: Bytes(utf8: "user-1"), name: "alice", displayName: "Alice") ?? preconditionUser()
    }

    private static func preconditionUser() -> Self { preconditionFailure("a handle of six bytes is allowed") }
}
