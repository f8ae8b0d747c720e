import Base
import Directory
import SQL

package struct SQLUsedIdentifiers: UsedIdentifiers {
    let database: Database

    package func use(_ id: String, until expiresAt: Timestamp, at now: Timestamp) async throws -> Bool {
        try await database.write { db in
            // One statement: a row comes back when it was inserted, or replaced one that had expired.
            try db.hasRow(
                """
                INSERT INTO used_identifiers (id, expires_at) VALUES (\(id), \(expiresAt))
                ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at
                WHERE used_identifiers.expires_at <= \(now)
                RETURNING 1
                """)
        }
    }
}
