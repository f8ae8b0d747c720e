import SQL

extension Migrations {
    /// What other servers must still be told.
    static let realmInterfaces = Migration(
        "0004-realm-interfaces",
        [
            """
            CREATE TABLE outbox (
                id TEXT NOT NULL PRIMARY KEY,
                tenant TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
                due_at INTEGER NOT NULL,
                tries INTEGER NOT NULL,
                sealed_content BLOB NOT NULL
            ) STRICT
            """,
            "CREATE INDEX outbox_by_due ON outbox (due_at)",
        ])
}
