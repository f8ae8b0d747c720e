import SQL

extension Migrations {
    /// Who has which attribute, for look-ups by it: `match_name` and `match_value` in lower case, long values cut.
    static let userAttributes = Migration(
        "0005-user-attributes",
        [
            """
            CREATE TABLE user_attributes (
                tenant TEXT NOT NULL,
                match_name TEXT NOT NULL,
                match_value TEXT NOT NULL,
                user_id TEXT NOT NULL,
                PRIMARY KEY (tenant, match_name, match_value, user_id),
                FOREIGN KEY (tenant, user_id) REFERENCES users (tenant, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID
            """,
            "CREATE INDEX user_attributes_of_user ON user_attributes (tenant, user_id)",
            """
            INSERT INTO user_attributes (tenant, match_name, match_value, user_id)
            SELECT DISTINCT users.tenant, lower(attribute.key), lower(substr(attribute.value, 1, 200)), users.id
            FROM users, json_each(users.attributes) AS attribute
            WHERE attribute.type IN ('text', 'integer') AND attribute.key NOT LIKE 'cardea.%'
            """,
        ])
}
