import SQL

extension Migrations {
    /// For looking people up by what interfaces know of them, and for what must still be told to others.
    static let realmInterfaces = Migration(
        "0004-realm-interfaces",
        [
            // No index over `users.attributes`: the schema may use no function (trusted_schema is off).
            """
            CREATE TABLE user_contacts (
                tenant TEXT NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('email', 'phoneNumber', 'username')),
                match_key TEXT NOT NULL,
                user_id TEXT NOT NULL,
                PRIMARY KEY (tenant, kind, match_key, user_id),
                FOREIGN KEY (tenant, user_id) REFERENCES users (tenant, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID
            """,
            "CREATE INDEX contacts_of_user ON user_contacts (tenant, user_id)",
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
