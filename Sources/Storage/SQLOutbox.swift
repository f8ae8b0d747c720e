import Base
import Directory
import SQL

package struct SQLOutbox: Outbox {
    let database: Database
    let sealing: any Sealing

    package func add(_ item: OutboxItem) async throws {
        let sealed = sealing.seal(item.content.bytes, for: Self.purpose(item.tenant, item.id))
        try await database.write { db in
            try db.execute(
                """
                INSERT INTO outbox (id, tenant, due_at, tries, sealed_content)
                VALUES (\(item.id), \(item.tenant), \(item.dueAt), \(item.tries), \(sealed))
                """)
        }
    }

    package func take(at now: Timestamp, lease: Timestamp, limit: Int) async throws -> [OutboxItem] {
        // Asking costs no write where nothing is due, which is nearly always.
        let isAny = try await database.read { db in
            try db.hasRow("SELECT 1 FROM outbox WHERE due_at <= \(now) LIMIT 1")
        }
        guard isAny else { return [] }
        return try await database.write { db in
            let rows = try db.rows(
                """
                SELECT id, tenant, tries, sealed_content FROM outbox WHERE due_at <= \(now)
                ORDER BY due_at, rowid LIMIT \(limit)
                """
            ) { row in
                (
                    id: try row[0] as String, tenant: try row[1] as Tenant.ID, tries: try row[2] as Int,
                    content: try row[3] as Bytes
                )
            }
            return try rows.map { row in
                try db.execute("UPDATE outbox SET due_at = \(lease), tries = \(row.tries + 1) WHERE id = \(row.id)")
                let plain = try sealing.open(row.content, for: Self.purpose(row.tenant, row.id))
                return OutboxItem(
                    id: row.id, tenant: row.tenant, dueAt: lease, tries: row.tries + 1,
                    content: try JSON(parsing: plain))
            }
        }
    }

    package func postpone(_ id: String, until dueAt: Timestamp) async throws {
        try await database.write { db in try db.execute("UPDATE outbox SET due_at = \(dueAt) WHERE id = \(id)") }
    }

    package func remove(_ id: String) async throws {
        try await database.write { db in try db.execute("DELETE FROM outbox WHERE id = \(id)") }
    }

    private static func purpose(_ tenant: Tenant.ID, _ id: String) -> String {
        sealingPurpose("outbox", tenant.text, id)
    }
}
