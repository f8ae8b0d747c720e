import Base
import Directory
import Synchronization

package final class MemoryAttempts: Attempts {
    private let records = Mutex<[String: AttemptRecord]>([:])

    package init() {}

    package func change<Answer: Sendable>(
        _ keys: [String], at now: Timestamp, _ body: @escaping @Sendable (inout [AttemptRecord]) -> Answer
    ) async throws -> Answer {
        records.withLock { records in
            var changed = keys.map { key in
                records[key].flatMap { now < $0.expiresAt ? $0 : nil } ?? AttemptRecord(expiresAt: now)
            }
            let answer = body(&changed)
            for (key, record) in zip(keys, changed) { records[key] = now < record.expiresAt ? record : nil }
            return answer
        }
    }

    package func records(_ keys: [String], at now: Timestamp) async throws -> [AttemptRecord] {
        try await change(keys, at: now) { $0 }
    }

    package func forget(_ key: String) async throws { records.withLock { $0[key] = nil } }
}

package final class MemoryUsedIdentifiers: UsedIdentifiers {
    private let expiries = Mutex<[String: Timestamp]>([:])

    package init() {}

    package func use(_ id: String, until expiresAt: Timestamp, at now: Timestamp) async throws -> Bool {
        expiries.withLock { expiries in
            if let expiry = expiries[id], now < expiry { return false }
            expiries[id] = expiresAt
            return true
        }
    }
}
