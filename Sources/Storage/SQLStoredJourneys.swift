import Base
import Directory
import SQL

/// Journeys between two requests, in a database of their own with weaker durability (`Store`). The content is sealed
/// for its row *and version*: an old state that somebody put back does not open.
package struct SQLStoredJourneys: StoredJourneys {
    let database: Database
    let sealing: any Sealing

    package func journey(_ id: String, of tenant: Tenant.ID, at now: Timestamp) async throws -> StoredJourney? {
        let stored = try await database.read { db in
            try db.first(
                """
                SELECT version, expires_at, sealed_content FROM journeys
                WHERE id = \(id) AND tenant = \(tenant) AND expires_at > \(now)
                """
            ) { row in
                StoredJourney(
                    id: id, tenant: tenant, version: try row[0], expiresAt: try row[1], content: try row[2])
            }
        }
        guard var journey = stored else { return nil }
        journey.content = try sealing.open(journey.content, for: purpose(of: journey))
        return journey
    }

    package func save(_ journey: StoredJourney) async throws -> Bool {
        let sealed = sealing.seal(journey.content, for: purpose(of: journey))
        return try await database.write { db in
            guard journey.version > 1 else {
                return try db.hasRow(
                    """
                    INSERT INTO journeys (id, tenant, version, expires_at, sealed_content)
                    VALUES (\(journey.id), \(journey.tenant), \(journey.version), \(journey.expiresAt), \(sealed))
                    ON CONFLICT (id) DO NOTHING RETURNING 1
                    """)
            }
            return try db.hasRow(
                """
                UPDATE journeys SET version = \(journey.version), expires_at = \(journey.expiresAt),
                    sealed_content = \(sealed)
                WHERE id = \(journey.id) AND tenant = \(journey.tenant) AND version = \(journey.version - 1)
                RETURNING 1
                """)
        }
    }

    package func remove(_ id: String) async throws {
        try await database.write { db in try db.execute("DELETE FROM journeys WHERE id = \(id)") }
    }

    package func remove(_ id: String, version: Int) async throws -> Bool {
        try await database.write { db in
            try db.hasRow("DELETE FROM journeys WHERE id = \(id) AND version = \(version) RETURNING 1")
        }
    }

    private func purpose(of journey: StoredJourney) -> String {
        sealingPurpose("journey", journey.tenant.text, journey.id, String(journey.version))
    }
}
