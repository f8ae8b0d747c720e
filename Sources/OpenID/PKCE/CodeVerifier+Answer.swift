import Base
import Cryptography

extension CodeVerifier {
    /// The `S256` challenge of this verifier.
    package var challenge: CodeChallenge { .s256(Hash.sha256(text.utf8)) }

    /// Whether this is the verifier that `challenge` was made of (RFC 7636 §4.6).
    package func answers(_ challenge: CodeChallenge) -> Bool {
        switch challenge {
        case .s256(let digest): constantTimeEqual(Hash.sha256(text.utf8), digest)
        case .plain(let text): constantTimeEqual(self.text.utf8, text.utf8)
        }
    }
}
