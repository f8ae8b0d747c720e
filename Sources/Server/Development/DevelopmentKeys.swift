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
        case signing(Name), encryption(Name), certificate(Name), secret(Name)

        var rank: Int {
            switch self {
            case .signing: 3
            case .encryption: 2
            case .certificate: 1
            case .secret: 0
            }
        }

        var warning: String {
            switch self {
            case .signing(let name): "made the policy key \(name) (RSA 2048, signature)"
            case .encryption(let name): "made the policy key \(name) (RSA 2048, encryption)"
            case .certificate(let name):
                "made the policy key \(name) (a client certificate, which no service trusts yet)"
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

    /// What each container is for. One that signs anywhere must be able to, so signing wins, then encryption.
    private static func references(_ policies: [ResolvedPolicy]) -> [Name: Made] {
        var uses: [Name: Made] = [:]
        for key in Set(policies.flatMap(\.policyKeys)).sorted(by: { ($0.name, $0.use) < ($1.name, $1.use) }) {
            let use = DevelopmentKeys.use(of: key)
            uses[key.name] = uses[key.name].map { $0.rank >= use.rank ? $0 : use } ?? use
        }
        return uses
    }

    private static func use(of key: PolicyKeyReference) -> Made {
        switch key.use.folded {
        case "issuer_secret", "samlmessagesigning", "samlassertionsigning", "metadatasigning", "assertion_signing_key":
            .signing(key.name)
        case "issuer_refresh_token_key", "samlassertiondecryption": .encryption(key.name)
        case "clientcertificate": .certificate(key.name)
        default: .secret(key.name)
        }
    }

    /// A key with its certificate and its authority's (`x5c`), as an uploaded PFX is kept.
    private func clientCertificate(_ name: String) throws -> JSON {
        let authority = try DevelopmentAuthority.create(now: now(), random: random)
        let issued = try authority.issue(names: [name], for: .client, now: now(), random: random)
        let chain = try Certificate.all(pem: issued.certificatePEM + authority.certificatePEM)
        let key = JWK(
            .privateKey(try PrivateKey(pem: issued.keyPEM.exposed)), certificates: chain.map { Base64.encode($0.der) })
        return .object(try key.privateJSON.exposed)
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
        case .certificate:
            material = try clientCertificate(tenant.name)
            isSignature = true
        case .secret:
            material = ["kty": "oct", "k": .string(Base64.encodeURL(Bytes(utf8: random.token(32))))]
            isSignature = true
        }
        return KeySet(
            tenant: tenant.id, name: name.text, use: isSignature ? .signature : .encryption,
            keys: [KeySet.Key(id: id, material: Secret(material), createdAt: time)])
    }
}

extension DevelopmentKeys {
    /// Every key that the policies refer to, of what is there already: one RSA key, and secrets that say their name in
    /// what a header may hold. For tests, which shall not wait for keys to be made.
    static func sets(for policies: [ResolvedPolicy], of tenant: Tenant, sharing key: SigningKey) throws -> [KeySet] {
        let shared = JSON.object(try key.privateJWK.privateJSON.exposed)
        return references(policies).map { name, use in
            let secret: JSON = ["kty": "oct", "k": .string(Base64.encodeURL(Bytes(utf8: "secret-of-\(name)")))]
            let (kind, material): (KeySet.Use, JSON) =
                switch use {
                // No test of a journey gets as far as TLS, so a certificate's key is enough.
                case .signing, .certificate: (.signature, shared)
                case .encryption: (.encryption, shared)
                case .secret: (.signature, secret)
                }
            return KeySet(
                tenant: tenant.id, name: name.text, use: kind,
                keys: [KeySet.Key(id: key.id, material: Secret(material), createdAt: Timestamp(seconds: 0))])
        }
    }
}
