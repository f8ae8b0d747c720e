import Base
import Cryptography
import JOSE

/// What signs an issuer's tokens, and what verifies them. Made when keys are loaded, not for each request: the
/// published document is written here, once.
package struct IssuerKeys: Sendable {
    package let signing: SigningKey
    package let verification: JWKSet
    /// The body of the keys endpoint (RFC 7517 §5).
    package let document: Bytes
    /// For the metadata, the signing key's first.
    package let algorithms: [SignatureAlgorithm]

    /// `others` are published too: the next key before it signs, the last one until its tokens have expired. Only
    /// their public halves are kept.
    package init(signing: SigningKey, others: [JWK] = []) throws(JOSEError) {
        let published = [signing.publicJWK] + others.filter { $0.id != signing.id }.compactMap(\.publicKey)
        self.signing = signing
        verification = try JWKSet(published)
        document = try verification.publicJSON.bytes
        var algorithms: [SignatureAlgorithm] = []
        for case .signature(let algorithm)? in published.map(\.algorithm) where !algorithms.contains(algorithm) {
            algorithms.append(algorithm)
        }
        self.algorithms = algorithms
    }

    func sign(_ claims: JSON.Object, type: String = "JWT") throws(JOSEError) -> String {
        try JWT.sign(claims: claims, with: signing, type: type)
    }

    /// Verifies that a token was signed here; who it is for and until when is the caller's to check.
    func verify(_ token: String) throws(JOSEError) -> VerifiedJWT {
        try JWT.verify(token, keys: verification, allowing: SignatureAlgorithm.asymmetric)
    }
}
