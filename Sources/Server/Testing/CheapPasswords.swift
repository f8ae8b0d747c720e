import Base
import Cryptography
import Directory

/// Passwords of journey tests: hashed once, so that a test takes milliseconds. No server that people reach uses this.
struct CheapPasswords: Passwords {
    func hash(_ password: Secret<String>) async throws -> String {
        "test:" + Hex.encode(Hash.sha256(password.exposed.utf8))
    }

    func check(_ password: Secret<String>, against hash: String?) async throws -> PasswordCheck {
        guard let hash else { return .wrong }
        return hash == (try await self.hash(password)) ? .right : .wrong
    }
}
