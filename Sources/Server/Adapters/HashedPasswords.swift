import Base
import Cryptography
import Directory

/// Passwords under Argon2id.
struct HashedPasswords: Passwords {
    let hasher: PasswordHasher

    func hash(_ password: Secret<String>) async throws -> String { try await hasher.hash(password).phc }

    func check(_ password: Secret<String>, against hash: String?) async throws -> PasswordCheck {
        guard let known = hash.flatMap({ PasswordHash(phc: $0) }) else {
            try await hasher.decoy(password)
            return .wrong
        }
        guard try await hasher.verify(password, against: known) else { return .wrong }
        return known.needsRehash ? .rightButStale : .right
    }
}
