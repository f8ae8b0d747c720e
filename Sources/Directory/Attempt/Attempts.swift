import Base

/// How often something was tried, and until when it may not be tried again. Kept in the store, never in the browser.
package struct AttemptRecord: Sendable, Equatable {
    package var failures: Int
    package var lockedUntil: Timestamp?
    /// How often it was locked since the last success: waits grow with it.
    package var locks: Int
    /// A keyed digest of the last wrong answer: repeating the same mistake does not count again.
    package var lastFailure: Bytes?
    /// The record may be forgotten then.
    package var expiresAt: Timestamp

    package init(expiresAt: Timestamp) {
        failures = 0
        locks = 0
        self.expiresAt = expiresAt
    }
}

package protocol Attempts: Sendable {
    /// Reads the records of `keys` (or makes them), lets `body` change them, and writes what has changed, in one atomic
    /// step. A record that has expired afterwards is forgotten.
    func change<Answer: Sendable>(
        _ keys: [String], at now: Timestamp, _ body: @escaping @Sendable (inout [AttemptRecord]) -> Answer
    ) async throws -> Answer
    /// The records of `keys` as they are, to look at.
    func records(_ keys: [String], at now: Timestamp) async throws -> [AttemptRecord]
    func forget(_ key: String) async throws
}

extension Attempts {
    package func change<Answer: Sendable>(
        _ key: String, at now: Timestamp, _ body: @escaping @Sendable (inout AttemptRecord) -> Answer
    ) async throws -> Answer {
        try await change([key], at: now) { body(&$0[0]) }
    }
}

/// Keeps one-time identifiers from being used twice (`jti` of a client assertion).
package protocol UsedIdentifiers: Sendable {
    /// True when `id` was not used before; it counts as used until `expiresAt`.
    func use(_ id: String, until expiresAt: Timestamp, at now: Timestamp) async throws -> Bool
}
