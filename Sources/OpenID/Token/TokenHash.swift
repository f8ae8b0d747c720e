import Base
import Cryptography

/// `at_hash` and `c_hash` (OpenID Connect Core §3.1.3.6, §3.3.2.11): the left half of the digest of a token or code,
/// by the hash of the ID token's algorithm. They bind what came beside an ID token to it.
package enum TokenHash {
    package static func of(_ text: String, for algorithm: SignatureAlgorithm) -> String {
        // EdDSA names no hash; SHA-512 is what Ed25519 uses inside and what others have settled on.
        let digest = (algorithm.hash ?? .sha512).digest(text.utf8)
        return Base64.encodeURL(digest.prefix(digest.count / 2))
    }

    /// Whether `hash` is the one of `text`.
    package static func matches(_ hash: String, _ text: String, for algorithm: SignatureAlgorithm) -> Bool {
        constantTimeEqual(hash.utf8, of(text, for: algorithm).utf8)
    }
}
