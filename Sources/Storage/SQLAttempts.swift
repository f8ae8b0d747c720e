import Base
import Directory
import SQL

package struct SQLAttempts: Attempts {
    let database: Database

    package func change<Answer: Sendable>(
        _ keys: [String], at now: Timestamp, _ body: @escaping @Sendable (inout [AttemptRecord]) -> Answer
    ) async throws -> Answer {
        try await database.write { db in
            let kept = try keys.map { try db.attemptRecord($0, at: now) }
            var records = kept.map { $0 ?? AttemptRecord(expiresAt: now) }
            let answer = body(&records)
            // To look costs no write, so asking "is it locked?" costs no `fsync`.
            for (index, record) in records.enumerated() where record != kept[index] {
                if record.expiresAt > now {
                    try db.save(record, as: keys[index])
                } else if kept[index] != nil {
                    try db.forget(keys[index])
                }
            }
            return answer
        }
    }

    package func records(_ keys: [String], at now: Timestamp) async throws -> [AttemptRecord] {
        try await database.read { db in
            try keys.map { try db.attemptRecord($0, at: now) ?? AttemptRecord(expiresAt: now) }
        }
    }

    package func forget(_ key: String) async throws {
        try await database.write { db in try db.forget(key) }
    }
}

extension Connection {
    fileprivate func forget(_ key: String) throws {
        try execute("DELETE FROM attempts WHERE id = \(key)")
    }

    fileprivate func attemptRecord(_ key: String, at now: Timestamp) throws -> AttemptRecord? {
        try first(
            """
            SELECT expires_at, failures, locked_until, locks, last_failure FROM attempts
            WHERE id = \(key) AND expires_at > \(now)
            """
        ) { row in
            var record = AttemptRecord(expiresAt: try row[0])
            record.failures = try row[1]
            record.lockedUntil = try row[2]
            record.locks = try row[3]
            record.lastFailure = try row[4]
            return record
        }
    }

    fileprivate func save(_ record: AttemptRecord, as key: String) throws {
        try execute(
            """
            INSERT INTO attempts (id, failures, locked_until, locks, last_failure, expires_at)
            VALUES (\(key), \(record.failures), \(record.lockedUntil), \(record.locks), \(record.lastFailure),
                \(record.expiresAt))
            ON CONFLICT (id) DO UPDATE SET failures = excluded.failures, locked_until = excluded.locked_until,
                locks = excluded.locks, last_failure = excluded.last_failure, expires_at = excluded.expires_at
            """)
    }
}
