import Base
import Cryptography
import FIDO
import TestVectors
import Testing

struct Level3VectorTests {
    static let expected: [String: (format: String, type: AttestationType)] = [
        "ES256 Credential with No Attestation": ("none", .none),
        "ES256 Credential with Self Attestation": ("packed", .self),
        "ES256 Credential with \"crossOrigin\": true in clientDataJSON": ("none", .none),
        "ES256 Credential with \"topOrigin\" in clientDataJSON": ("none", .none),
        "ES256 Credential with very long credential ID": ("none", .none),
        "Packed Attestation with ES256 Credential": ("packed", .basic),
        "Packed Attestation with ES384 Credential": ("packed", .basic),
        "Packed Attestation with ES512 Credential": ("packed", .basic),
        "Packed Attestation with RS256 Credential": ("packed", .basic),
        "Packed Attestation with Ed25519 Credential": ("packed", .basic),
        "Packed Attestation with Ed448 Credential": ("packed", .basic),
        "TPM Attestation with ES256 Credential": ("tpm", .attestationCA),
        "Android Key Attestation with ES256 Credential": ("android-key", .basic),
        "Apple Anonymous Attestation with ES256 Credential": ("apple", .anonymizationCA),
        "FIDO U2F Attestation with ES256 Credential": ("fido-u2f", .basic),
    ]

    @Test func `every vector with a registration is in the table`() throws {
        guard try Level3.all() != nil else { return }
        #expect(Set(Level3.names) == Set(Self.expected.keys))
    }

    @Test(arguments: Level3.names, [ClientData.Reading.parsed, .limited])
    func `a published registration and sign-in verify`(name: String, reading: ClientData.Reading) throws {
        let vectors = try #require(try Level3.all())
        let vector = try #require(vectors[name])
        let part = try #require(vector["registration"])
        let policy = AttestationPolicy(.indirect, anchors: TrustAnchors(common: [try Level3.root(vectors)]))

        let (ceremony, response) = try Level3.registration(part, policy: policy, reading: reading)
        let registration = try ceremony.verify(response, isRegistered: false, now: Level3.now)
        let authentication = try Level3.authentication(
            try #require(vector["authentication"]), registration.record, reading: reading)

        let expected = try #require(Self.expected[name])
        #expect(registration.attestation.format == expected.format)
        #expect(registration.attestation.type == expected.type)
        #expect(registration.trust.isTrusted == (expected.type != .none && expected.type != .self))
        #expect(registration.record.id == (try part.hex("credential_id")))
        let isU2F = expected.format == "fido-u2f"
        #expect(registration.record.aaguid == (isU2F ? .zero : AAGUID(try part.hex("aaguid"))))
        #expect(!authentication.signals.contains { if case .counterRegressed = $0 { true } else { false } })
    }

    @Test(arguments: Level3.names)
    func `a published registration is refused when one byte of it is another`(name: String) throws {
        let vectors = try #require(try Level3.all())
        let vector = try #require(vectors[name])
        let part = try #require(vector["registration"])
        let policy = AttestationPolicy(.indirect, anchors: TrustAnchors(common: [try Level3.root(vectors)]))
        let (ceremony, whole) = try Level3.registration(part, policy: policy)
        let bytes = whole.attestationObject
        let expected = try #require(Self.expected[name])
        // Without attestation only the relying party, the id and the key bind anything.
        guard expected.type != .none else { return }

        var accepted: [Int] = []
        for index in bytes.indices where index % 4 == 0 {
            var changed = bytes
            changed[index] ^= 0x20
            guard let response = try? whole.replacing(changed, try part.hex("credential_id")) else { continue }
            let result = try? ceremony.verify(response, isRegistered: false, now: Level3.now)
            if let result, result.trust.isTrusted || expected.type == .self { accepted.append(index) }
        }

        #expect(accepted == (expected.format == "fido-u2f" ? try unsignedByU2F(bytes) : []))
    }

    /// U2F's signature leaves out the flags (a bit of which means nothing here), the counter and the model.
    private func unsignedByU2F(_ bytes: Bytes) throws -> [Int] {
        let name = try #require(bytes.firstRange(of: Bytes(utf8: "authData")))
        let data = name.upperBound + 2
        return (data + 32..<data + 53).filter { $0 % 4 == 0 }
    }
}

extension RegistrationResponse {
    /// The same with another attestation object.
    func replacing(_ attestationObject: Bytes, _ id: Bytes) throws -> RegistrationResponse {
        let id = JSON.string(Base64.encodeURL(id))
        return try RegistrationResponse([
            "id": id, "rawId": id, "type": "public-key",
            "response": [
                "clientDataJSON": .string(Base64.encodeURL(clientDataJSON)),
                "attestationObject": .string(Base64.encodeURL(attestationObject)),
            ],
        ])
    }
}
