import SQL

extension Migrations {
    /// A realm's sessions say whose they are; those of tenants, which keep several people, do not.
    static let sessionsOfUser = Migration(
        "0006-sessions-of-user",
        [
            "ALTER TABLE sessions ADD COLUMN user_id TEXT",
            "CREATE INDEX sessions_of_user ON sessions (tenant, user_id)",
        ])
}
