import Base

/// Slows down whoever fails often from one place. `burst` failures are free, and one more every `seconds`; what goes
/// beyond is answered with a wait that doubles each time.
///
/// The record's `expiresAt` is the time when all its failures are forgiven (a leaky bucket), so a swept record is one
/// that says nothing.
package struct Throttle: Sendable, Hashable {
    package let burst: Int64
    package let seconds: Int64
    package let firstWaitSeconds: Int64
    package let maximumWaitSeconds: Int64

    package init(burst: Int64, seconds: Int64, firstWaitSeconds: Int64, maximumWaitSeconds: Int64) {
        self.burst = burst
        self.seconds = seconds
        self.firstWaitSeconds = firstWaitSeconds
        self.maximumWaitSeconds = maximumWaitSeconds
    }

    package func state(of record: AttemptRecord, at now: Timestamp) -> Lockout.State {
        guard let until = record.lockedUntil, now < until else { return .open }
        return .locked(until: until)
    }

    package func fail(_ record: inout AttemptRecord, at now: Timestamp) {
        record.failures += 1
        record.expiresAt = max(record.expiresAt, now).adding(seconds: seconds)
        guard record.expiresAt > now.adding(seconds: burst * seconds) else { return }
        let wait = min(maximumWaitSeconds, firstWaitSeconds << min(Int64(record.locks), 20))
        record.lockedUntil = now.adding(seconds: wait)
        record.locks += 1
        // The bucket is full when the wait is over: the next failure is the next, longer wait.
        record.expiresAt = now.adding(seconds: wait + burst * seconds)
    }

    /// Takes back a failure that was counted before it was known to be none.
    package func forgive(_ record: inout AttemptRecord, at now: Timestamp) {
        guard record.failures > 0 else { return }
        record.failures -= 1
        record.expiresAt = max(now, record.expiresAt.adding(seconds: -seconds))
        if state(of: record, at: now) != .open {
            record.lockedUntil = nil
            record.locks = max(0, record.locks - 1)
        }
    }
}
