import SQL

extension Migrations {
    static let realms = Migration("0002-realms", realmTables + people)

    private static let realmTables: [SQL] = [
        """
        CREATE TABLE realms (
            id TEXT NOT NULL PRIMARY KEY,
            tenant TEXT NOT NULL UNIQUE REFERENCES tenants (id) ON DELETE CASCADE,
            display_name TEXT NOT NULL,
            settings TEXT NOT NULL,
            version INTEGER NOT NULL CHECK (version >= 1)
        ) STRICT
        """,
        """
        CREATE TABLE realm_hosts (
            host TEXT NOT NULL PRIMARY KEY,
            realm TEXT NOT NULL REFERENCES realms (id) ON DELETE CASCADE,
            position INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX hosts_of_realm ON realm_hosts (realm)",
    ]

    private static let people: [SQL] = [
        """
        CREATE TABLE authenticators (
            tenant TEXT NOT NULL,
            id TEXT NOT NULL,
            user_id TEXT NOT NULL,
            method TEXT NOT NULL,
            handle TEXT,
            name TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            last_used_at INTEGER,
            verified_at INTEGER,
            sealed_content BLOB NOT NULL,
            PRIMARY KEY (tenant, id),
            UNIQUE (tenant, method, handle),
            FOREIGN KEY (tenant, user_id) REFERENCES users (tenant, id) ON DELETE CASCADE
        ) STRICT
        """,
        "CREATE INDEX authenticators_of_user ON authenticators (tenant, user_id, created_at)",
        """
        CREATE TABLE actions (
            tenant TEXT NOT NULL,
            user_id TEXT NOT NULL,
            code TEXT NOT NULL,
            idempotency_key TEXT NOT NULL,
            state TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            state_updated_at INTEGER NOT NULL,
            content TEXT NOT NULL,
            PRIMARY KEY (tenant, user_id, code, idempotency_key),
            FOREIGN KEY (tenant, user_id) REFERENCES users (tenant, id) ON DELETE CASCADE
        ) STRICT
        """,
        "CREATE INDEX actions_of_user ON actions (tenant, user_id, created_at)",
        "CREATE INDEX actions_by_state ON actions (tenant, state, created_at)",
        """
        CREATE TABLE devices (
            tenant TEXT NOT NULL,
            user_id TEXT NOT NULL,
            id TEXT NOT NULL,
            name TEXT NOT NULL,
            user_agent TEXT NOT NULL,
            address TEXT NOT NULL,
            country TEXT,
            created_at INTEGER NOT NULL,
            last_seen_at INTEGER NOT NULL,
            is_invalidated INTEGER NOT NULL CHECK (is_invalidated IN (0, 1)),
            trusted_until INTEGER,
            PRIMARY KEY (tenant, user_id, id),
            FOREIGN KEY (tenant, user_id) REFERENCES users (tenant, id) ON DELETE CASCADE
        ) STRICT
        """,
        """
        CREATE TABLE activities (
            tenant TEXT NOT NULL,
            user_id TEXT NOT NULL,
            at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            content TEXT NOT NULL,
            FOREIGN KEY (tenant, user_id) REFERENCES users (tenant, id) ON DELETE CASCADE
        ) STRICT
        """,
        "CREATE INDEX activities_of_user ON activities (tenant, user_id, at)",
    ]
}
