import Base
import Directory
import Synchronization

/// Leaves a server alone that has failed several times in a row: for a while nobody calls it, then one call may try.
///
/// A tenant's policies know their own servers only, so that nobody's mistakes shut a service for somebody else. Servers
/// that work cost no memory.
package final class CircuitBreakers: Sendable {
    package struct Key: Hashable, Sendable {
        package let tenant: Tenant.ID
        /// Scheme, host and port.
        package let origin: String

        package init(tenant: Tenant.ID, origin: String) {
            self.tenant = tenant
            self.origin = origin
        }
    }

    package enum State: Equatable, Sendable {
        case closed
        /// Nobody calls until then.
        case open(until: Timestamp)
        /// The next call tries.
        case halfOpen
    }

    package enum Outcome: Sendable {
        case answered, failed
        /// Says nothing about the server: our own request was wrong, or was given up.
        case unknown
    }

    private struct Entry {
        var failures = 0
        var lastFailure: Timestamp
        var openUntil: Timestamp?
        var triedAt: Timestamp?
    }

    private let threshold: Int
    private let restSeconds: Int64
    private let capacity: Int
    private let entries = Mutex<[Key: Entry]>([:])

    /// Failures that lie further apart are no row.
    private static let windowSeconds: Int64 = 60
    /// A call that tries and is never heard of again.
    private static let trialSeconds: Int64 = 60

    package init(threshold: Int = 5, restSeconds: Int64 = 30, capacity: Int = 1024) {
        self.threshold = threshold
        self.restSeconds = restSeconds
        self.capacity = capacity
    }

    package var count: Int { entries.withLock { $0.count } }

    package func state(of key: Key, at now: Timestamp) -> State {
        entries.withLock { entries in
            guard let until = entries[key]?.openUntil else { return .closed }
            return now < until ? .open(until: until) : .halfOpen
        }
    }

    /// Whether the server may be called. Of several that ask when it has rested, one may.
    package func admits(_ key: Key, at now: Timestamp) -> Bool {
        entries.withLock { entries in
            guard let entry = entries[key], let until = entry.openUntil else { return true }
            guard now >= until else { return false }
            if let tried = entry.triedAt, now < tried.adding(seconds: CircuitBreakers.trialSeconds) { return false }
            entries[key]?.triedAt = now
            return true
        }
    }

    /// Every call that was admitted says how it went.
    package func report(_ outcome: Outcome, of key: Key, at now: Timestamp) {
        entries.withLock { entries in
            switch outcome {
            case .answered: entries[key] = nil
            case .unknown: entries[key]?.triedAt = nil
            case .failed: fail(key, at: now, &entries)
            }
        }
    }

    private func fail(_ key: Key, at now: Timestamp, _ entries: inout [Key: Entry]) {
        var entry = entries[key] ?? Entry(lastFailure: now)
        let isRow = now <= entry.lastFailure.adding(seconds: CircuitBreakers.windowSeconds)
        entry.failures = isRow ? entry.failures + 1 : 1
        entry.lastFailure = now
        if entry.triedAt != nil || entry.failures >= threshold { entry.openUntil = now.adding(seconds: restSeconds) }
        entry.triedAt = nil
        if entries[key] == nil, entries.count >= capacity,
            let oldest = entries.min(by: { $0.value.lastFailure < $1.value.lastFailure })
        {
            entries[oldest.key] = nil
        }
        entries[key] = entry
    }
}
