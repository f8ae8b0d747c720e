import Base
import Cryptography

extension JWK {
    /// The key as others may see it. Throws for a secret, which has no public form.
    package var publicJSON: JSON.Object {
        get throws(JOSEError) {
            guard let key = publicKey else { throw .wrongKey("a secret has no public form") }
            return try key.json(revealing: false)
        }
    }

    /// The whole key, private members included.
    package var privateJSON: Secret<JSON.Object> {
        get throws(JOSEError) { Secret(try json(revealing: true)) }
    }

    /// RFC 7638 with SHA-256, in base64url: a name that depends on the key alone.
    package var thumbprint: String {
        get throws(JOSEError) {
            let required = try requiredMembers.sorted { $0.0 < $1.0 }
            return Base64.encodeURL(Hash.sha256(JSON.object(JSON.Object(required)).bytes))
        }
    }

    private func json(revealing: Bool) throws(JOSEError) -> JSON.Object {
        var members = JSON.Object(try requiredMembers)
        members["kid"] = id.map(JSON.string)
        members["use"] = use.map { .string($0.rawValue) }
        members["key_ops"] = operations.map { JSON($0.map(\.rawValue).sorted()) }
        members["alg"] = algorithm.map { .string($0.name) }
        if !certificates.isEmpty { members["x5c"] = JSON(certificates) }
        if revealing, case .privateKey(let key) = material {
            for (name, value) in try JWK.secretMembers(key) { members[name] = value }
        }
        return members
    }

    /// The members that RFC 7638 §3.2 hashes.
    private var requiredMembers: [(String, JSON)] {
        get throws(JOSEError) {
            switch material {
            case .secret(let secret): [("kty", "oct"), JWK.member("k", secret.exposed)]
            case .publicKey(let key): try JWK.members(key)
            case .privateKey(let key): try JWK.members(key.publicKey)
            }
        }
    }

    private static func members(_ key: PublicKey) throws(JOSEError) -> [(String, JSON)] {
        switch try wrapping({ () throws(CryptographyError) in try key.parameters }) {
        case .rsa(let n, let e): [("kty", "RSA"), member("n", n), member("e", e)]
        case .ec(let curve, let x, let y):
            [("kty", "EC"), ("crv", .string(curve.rawValue)), member("x", x), member("y", y)]
        case .okp(let curve, let x): [("kty", "OKP"), ("crv", .string(curve.rawValue)), member("x", x)]
        }
    }

    private static func secretMembers(_ key: PrivateKey) throws(JOSEError) -> [(String, JSON)] {
        switch try wrapping({ () throws(CryptographyError) in try key.secretParameters }) {
        case .scalar(let d): [member("d", d)]
        case .rsa(let d, let factors):
            [
                member("d", d), member("p", factors.p), member("q", factors.q), member("dp", factors.dp),
                member("dq", factors.dq), member("qi", factors.qi),
            ]
        }
    }

    private static func member(_ name: String, _ bytes: Bytes) -> (String, JSON) {
        (name, .string(Base64.encodeURL(bytes)))
    }
}

/// Runs `body` and says a failure of the cryptography in this module's words.
func wrapping<Value>(_ body: () throws(CryptographyError) -> Value) throws(JOSEError) -> Value {
    do {
        return try body()
    } catch .decryptionFailed {
        throw .decryptionFailed
    } catch {
        throw .wrongKey(error.description)
    }
}
