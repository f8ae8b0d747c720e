import Base

/// B2C's smart lockout: after `threshold` failures a wait of one minute, which doubles with every further lock.
package struct Lockout: Sendable {
    package var threshold: Int
    package var firstWaitSeconds: Int64
    package var maximumWaitSeconds: Int64

    package init(threshold: Int = 10, firstWaitSeconds: Int64 = 60, maximumWaitSeconds: Int64 = 3600) {
        self.threshold = threshold
        self.firstWaitSeconds = firstWaitSeconds
        self.maximumWaitSeconds = maximumWaitSeconds
    }

    package enum State: Sendable, Equatable {
        case open
        case locked(until: Timestamp)

        /// Open where all are; else locked until the last of them opens.
        package static func all(_ states: [State]) -> State {
            let ends = states.compactMap { state -> Timestamp? in
                switch state {
                case .open: nil
                case .locked(let until): until
                }
            }
            return ends.max().map { .locked(until: $0) } ?? .open
        }
    }

    package func state(of record: AttemptRecord, at now: Timestamp) -> State {
        guard let until = record.lockedUntil, now < until else { return .open }
        return .locked(until: until)
    }

    /// Counts a failure, and says whether it did. The same wrong answer twice running counts once: it is somebody with
    /// a stale password manager, not a guess.
    @discardableResult
    package func fail(_ record: inout AttemptRecord, answer: Bytes, at now: Timestamp) -> Bool {
        record.expiresAt = now.adding(seconds: 86_400)
        if let last = record.lastFailure, constantTimeEqual(last, answer) { return false }
        record.lastFailure = answer
        record.failures += 1
        guard record.failures >= threshold else { return true }
        let wait = min(maximumWaitSeconds, firstWaitSeconds << min(Int64(record.locks), 20))
        record.lockedUntil = now.adding(seconds: wait)
        record.locks += 1
        // One more try after the wait, then the next lock.
        record.failures = threshold - 1
        return true
    }
}
