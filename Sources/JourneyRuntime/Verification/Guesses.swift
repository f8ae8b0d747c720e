import Base
import Directory
import Journey

/// How often somebody may guess at a secret, over all transactions and browsers: counted in the store.
struct Guesses: Sendable {
    private let attempts: any Attempts
    private let key: String
    private let limit: Lockout
    private let now: Timestamp
    private let random: Random

    init(_ call: ProfileCall, subject: String, limit: Lockout) {
        attempts = call.services.attempts
        key = "guess:\(call.tenant.id.text):\(subject)"
        self.limit = limit
        now = call.environment.now
        random = call.environment.random
    }

    /// Whether one more guess may be tried, or when it may. It counts before it is judged, so that many at once are no
    /// way round the limit; and even the same again, since what was wrong a minute ago may be right now.
    func take() async throws -> Lockout.State {
        let mark = random.bytes(16)
        return try await attempts.change(key, at: now) { [limit, now] record in
            let state = limit.state(of: record, at: now)
            guard state == .open else { return state }
            limit.fail(&record, answer: mark, at: now)
            return .open
        }
    }

    /// The guess was right.
    func forget() async throws { try await attempts.forget(key) }
}
