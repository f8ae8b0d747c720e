import SQL

extension Migrations {
    /// A file of its own, so no reference to its tenant: `journey(_:of:at:)` compares it.
    static let initialJourneys = Migration(
        "0001-initial-journeys",
        [
            """
            CREATE TABLE journeys (
                id TEXT NOT NULL PRIMARY KEY,
                tenant TEXT NOT NULL,
                version INTEGER NOT NULL CHECK (version >= 1),
                expires_at INTEGER NOT NULL,
                sealed_content BLOB NOT NULL
            ) STRICT
            """,
            "CREATE INDEX journeys_by_expiry ON journeys (expires_at)",
        ])
}
