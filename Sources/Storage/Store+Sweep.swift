import Base
import SQL

extension Store {
    /// A used code or a grant is remembered for a day after its time: a replay must still find what to revoke, and
    /// the last access token (a day at most) still finds its grant.
    private static let memorySeconds: Int64 = 86_400

    /// Removes what has expired, and answers how many rows. At most `batch` rows go in one transaction, so that a
    /// backlog of any size keeps nobody waiting.
    @discardableResult
    package func sweep(at now: Timestamp, batch: Int = 500) async throws -> Int {
        let past = now.adding(seconds: -Store.memorySeconds)
        var removed = try await journeyDatabase.drain(batch, Store.expired("journeys", "id", now, batch))
        removed += try await journeyDatabase.drain(batch, Store.expired("attempts", "id", now, batch))
        for statement in [
            Store.expired("sessions", "id", now, batch),
            Store.expired("used_identifiers", "id", now, batch),
            Store.expired("codes", "hash", past, batch),
            Store.expired("refresh_tokens", "hash", past, batch),
            Store.expired("grants", "id", past, batch),
            Store.abandonedGrants(past, batch),
        ] {
            removed += try await database.drain(batch, statement)
        }
        return removed
    }

    private static func expired(_ table: SQL, _ key: SQL, _ time: Timestamp, _ batch: Int) -> SQL {
        """
        DELETE FROM \(table) WHERE \(key) IN (
            SELECT \(key) FROM \(table) WHERE expires_at <= \(time) ORDER BY expires_at LIMIT \(batch))
        """
    }

    /// Grants without an end of their own, once nothing hangs on them any more.
    private static func abandonedGrants(_ time: Timestamp, _ batch: Int) -> SQL {
        """
        DELETE FROM grants WHERE id IN (
            SELECT id FROM grants WHERE created_at <= \(time)
                AND NOT EXISTS (SELECT 1 FROM codes WHERE grant_id = grants.id)
                AND NOT EXISTS (SELECT 1 FROM refresh_tokens WHERE grant_id = grants.id)
            ORDER BY created_at LIMIT \(batch))
        """
    }
}

extension Database {
    /// Runs `statement`, which changes at most `batch` rows, until it finds fewer.
    fileprivate func drain(_ batch: Int, _ statement: SQL) async throws -> Int {
        var total = 0
        while true {
            let removed = try await write { db in try db.execute(statement) }
            total += removed
            guard removed == batch else { return total }
        }
    }
}
