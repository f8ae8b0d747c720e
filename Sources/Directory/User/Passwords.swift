import Base

/// Hashes and checks passwords on a bounded pool.
package protocol Passwords: Sendable {
    /// In PHC string form.
    func hash(_ password: Secret<String>) async throws -> String
    /// Does the same work whether there is a hash or not, so that time does not tell whether a user exists.
    func check(_ password: Secret<String>, against hash: String?) async throws -> PasswordCheck
}

package enum PasswordCheck: Sendable, Equatable {
    case right
    /// Right, but hashed with older parameters: hash it again.
    case rightButStale
    case wrong
}
