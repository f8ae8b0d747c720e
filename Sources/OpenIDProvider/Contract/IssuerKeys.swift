import Base
import Cryptography
import JOSE

/// What signs an issuer's tokens, and what verifies them. Made when keys are loaded, not for each request: the
/// published document is written here, once.
package struct IssuerKeys: Sendable {
    package let signing: SigningKey
    /// Others that sign now: by ES256, at a tenth of what RS256 costs.
    let alternatives: [SigningKey]
    package let verification: JWKSet
    /// The body of the keys endpoint (RFC 7517 §5).
    package let document: Bytes
    /// For the metadata, the signing key's first.
    package let algorithms: [SignatureAlgorithm]

    /// `others` are published too: the next key before it signs, the last one until its tokens have expired. Only
    /// their public halves are kept.
    package init(
        signing: SigningKey, alternatives: [SigningKey] = [], others: [JWK] = []
    ) throws(JOSEError) {
        let own = [signing] + alternatives
        let published =
            own.map(\.publicJWK)
            + others.filter { other in !own.contains { $0.id == other.id } }.compactMap(\.publicKey)
        self.signing = signing
        self.alternatives = alternatives
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

    /// The key that signs by `algorithm`; the issuer's usual one where there is none, or nobody has chosen.
    package func key(for algorithm: SignatureAlgorithm?) -> SigningKey {
        alternatives.first { $0.algorithm == algorithm } ?? signing
    }

    /// Verifies that a token was signed here; who it is for and until when is the caller's to check.
    func verify(_ token: String) throws(JOSEError) -> VerifiedJWT {
        try JWT.verify(token, keys: verification, allowing: SignatureAlgorithm.asymmetric)
    }
}
