import Base
import Cryptography
import Directory
import JOSE
import Policy

/// Makes the policy keys that policies refer to and nobody has made, so that a folder runs as it is.
struct DevelopmentKeys: Sendable {
    let keySets: any KeySets
    let random: Random
    let now: Now

    enum Made: Equatable {
        case signing(Name), encryption(Name), secret(Name)

        var warning: String {
            switch self {
            case .signing(let name): "made the policy key \(name) (RSA 2048, signature)"
            case .encryption(let name): "made the policy key \(name) (RSA 2048, encryption)"
            case .secret(let name): "made the policy key \(name): a random secret, which no other party knows"
            }
        }
    }

    func makeMissing(for policies: [ResolvedPolicy], of tenant: Tenant) async throws -> [Made] {
        var made: [Made] = []
        for (name, use) in DevelopmentKeys.references(policies).sorted(by: { $0.key < $1.key }) {
            guard try await keySets.keySet(name.text, of: tenant.id) == nil else { continue }
            _ = try await keySets.saveIfAbsent(try keySet(name, use, tenant))
            made.append(use)
        }
        return made
    }

    /// What each container is for, by the key ids under which profiles refer to it.
    private static func references(_ policies: [ResolvedPolicy]) -> [Name: Made] {
        var uses: [Name: Made] = [:]
        for policy in policies {
            for profile in policy.technicalProfiles.values {
                for key in profile.cryptographicKeys {
                    let use = DevelopmentKeys.use(of: key)
                    // A container that signs anywhere must be able to.
                    if case .signing = uses[key.storageReference] { continue }
                    if case .encryption = uses[key.storageReference], case .secret = use { continue }
                    uses[key.storageReference] = use
                }
            }
        }
        return uses
    }

    private static func use(of key: TechnicalProfile.CryptographicKey) -> Made {
        switch key.id.folded {
        case "issuer_secret", "samlmessagesigning", "samlassertionsigning", "metadatasigning", "assertion_signing_key":
            .signing(key.storageReference)
        case "issuer_refresh_token_key", "samlassertiondecryption": .encryption(key.storageReference)
        default: .secret(key.storageReference)
        }
    }

    private func keySet(_ name: Name, _ use: Made, _ tenant: Tenant) throws -> KeySet {
        let time = now()
        let material: JSON
        let isSignature: Bool
        var id = random.token(16)
        switch use {
        case .signing, .encryption:
            let key = try SigningKey(algorithm: .rs256, privateKey: .rsa(bits: 2048))
            id = key.id
            material = .object(try key.privateJWK.privateJSON.exposed)
            isSignature = if case .signing = use { true } else { false }
        case .secret:
            material = ["kty": "oct", "k": .string(Base64.encodeURL(Bytes(utf8: random.token(32))))]
            isSignature = true
        }
        return KeySet(
            tenant: tenant.id, name: name.text, use: isSignature ? .signature : .encryption,
            keys: [KeySet.Key(id: id, material: Secret(material), createdAt: time)])
    }
}
