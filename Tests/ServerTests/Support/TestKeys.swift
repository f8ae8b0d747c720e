import Base
import Cryptography
import Directory
import JOSE
import Policy
import Testing

/// The policy keys of every test server: one RSA key, and one secret.
enum TestKeys {
    static let signing: SigningKey = {
        guard let key = try? SigningKey(id: "k1", algorithm: .rs256, privateKey: .rsa(bits: 2048)) else {
            preconditionFailure("OpenSSL makes RSA keys")
        }
        return key
    }()

    static func sets(for policies: [ResolvedPolicy], of tenant: Tenant) throws -> [KeySet] {
        let names = Set(policies.flatMap(\.policyKeys).map(\.name))
        return try names.map { name in
            let isSecret = !name.folded.hasPrefix("b2c_1a_token")
            let material: JSON =
                isSecret
                ? ["kty": "oct", "k": .string(Base64.encodeURL(Bytes(utf8: "secret-of-\(name)")))]
                : .object(try signing.privateJWK.privateJSON.exposed)
            return KeySet(
                tenant: tenant.id, name: name.text, use: .signature,
                keys: [KeySet.Key(id: "k1", material: Secret(material), createdAt: Timestamp(seconds: 0))])
        }
    }

    static func claims(of json: JSON, _ name: String) throws -> JSON.Object {
        let token = try #require(json[name]?.string, "\(json.text)")
        return try JWT.verify(token, keys: JWKSet([signing.publicJWK]), allowing: [.rs256]).claims
    }
}
