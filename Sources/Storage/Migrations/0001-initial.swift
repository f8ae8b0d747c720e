import SQL

extension Migrations {
    static let initial = Migration(
        "0001-initial", tenants + applications + users + keySets + sessions + grants + attempts)

    private static let tenants: [SQL] = [
        """
        CREATE TABLE tenants (
            id TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL UNIQUE CHECK (name <> ''),
            display_name TEXT NOT NULL
        ) STRICT
        """
    ]

    private static let applications: [SQL] = [
        """
        CREATE TABLE applications (
            tenant TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
            id TEXT NOT NULL,
            name TEXT NOT NULL,
            is_enabled INTEGER NOT NULL CHECK (is_enabled IN (0, 1)),
            secret_hashes TEXT NOT NULL,
            settings TEXT NOT NULL,
            PRIMARY KEY (tenant, id)
        ) STRICT
        """
    ]

    private static let users: [SQL] = [
        """
        CREATE TABLE users (
            tenant TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
            id TEXT NOT NULL,
            is_enabled INTEGER NOT NULL CHECK (is_enabled IN (0, 1)),
            password_hash TEXT,
            forces_password_change INTEGER NOT NULL CHECK (forces_password_change IN (0, 1)),
            password_changed_at INTEGER,
            created_at INTEGER NOT NULL,
            tokens_valid_from INTEGER NOT NULL,
            attributes TEXT NOT NULL,
            PRIMARY KEY (tenant, id)
        ) STRICT
        """,
        // `match_key` is what uniqueness goes by: the name in lower case, or a provider's id to the letter.
        """
        CREATE TABLE identities (
            tenant TEXT NOT NULL,
            match_key TEXT NOT NULL,
            sign_in_type TEXT NOT NULL,
            issuer TEXT NOT NULL,
            assigned_id TEXT NOT NULL,
            user_id TEXT NOT NULL,
            position INTEGER NOT NULL,
            PRIMARY KEY (tenant, match_key, sign_in_type, issuer),
            FOREIGN KEY (tenant, user_id) REFERENCES users (tenant, id) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX identities_of_user ON identities (tenant, user_id)",
    ]

    private static let keySets: [SQL] = [
        """
        CREATE TABLE key_sets (
            tenant TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
            match_name TEXT NOT NULL,
            name TEXT NOT NULL,
            key_use TEXT NOT NULL CHECK (key_use IN ('sig', 'enc')),
            PRIMARY KEY (tenant, match_name)
        ) STRICT
        """,
        """
        CREATE TABLE key_set_keys (
            tenant TEXT NOT NULL,
            match_name TEXT NOT NULL,
            id TEXT NOT NULL,
            position INTEGER NOT NULL,
            sealed_material BLOB NOT NULL,
            not_before INTEGER,
            expires_at INTEGER,
            created_at INTEGER NOT NULL,
            PRIMARY KEY (tenant, match_name, id),
            FOREIGN KEY (tenant, match_name) REFERENCES key_sets (tenant, match_name) ON DELETE CASCADE
        ) STRICT
        """,
    ]

    private static let sessions: [SQL] = [
        """
        CREATE TABLE sessions (
            id TEXT NOT NULL PRIMARY KEY,
            tenant TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
            created_at INTEGER NOT NULL,
            used_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            is_persistent INTEGER NOT NULL CHECK (is_persistent IN (0, 1)),
            content TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX sessions_by_expiry ON sessions (expires_at)",
        "CREATE INDEX sessions_by_tenant ON sessions (tenant)",
    ]

    private static let grants: [SQL] = [
        """
        CREATE TABLE grants (
            id TEXT NOT NULL PRIMARY KEY,
            issuer TEXT NOT NULL,
            policy TEXT NOT NULL,
            client TEXT NOT NULL,
            user_id TEXT,
            scope TEXT NOT NULL,
            authenticated_at INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER,
            content TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX grants_by_expiry ON grants (expires_at)",
        "CREATE INDEX grants_by_creation ON grants (created_at)",
        """
        CREATE TABLE codes (
            hash TEXT NOT NULL PRIMARY KEY,
            grant_id TEXT NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
            redirect_uri TEXT NOT NULL,
            nonce TEXT,
            challenge TEXT,
            challenge_method TEXT,
            expires_at INTEGER NOT NULL,
            used_at INTEGER
        ) STRICT
        """,
        "CREATE INDEX codes_of_grant ON codes (grant_id)",
        "CREATE INDEX codes_by_expiry ON codes (expires_at)",
        """
        CREATE TABLE refresh_tokens (
            hash TEXT NOT NULL PRIMARY KEY,
            grant_id TEXT NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
            issued_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            used_at INTEGER
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX refresh_tokens_of_grant ON refresh_tokens (grant_id)",
        "CREATE INDEX refresh_tokens_by_expiry ON refresh_tokens (expires_at)",
    ]

    private static let attempts: [SQL] = [
        """
        CREATE TABLE attempts (
            id TEXT NOT NULL PRIMARY KEY,
            failures INTEGER NOT NULL,
            locked_until INTEGER,
            locks INTEGER NOT NULL,
            last_failure BLOB,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX attempts_by_expiry ON attempts (expires_at)",
        """
        CREATE TABLE used_identifiers (
            id TEXT NOT NULL PRIMARY KEY,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX used_identifiers_by_expiry ON used_identifiers (expires_at)",
    ]
}
