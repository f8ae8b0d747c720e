import SQL

extension Migrations {
    /// Of realms whose issuer is elsewhere than where their name says.
    static let issuerPaths = Migration(
        "0008-issuer-paths",
        [
            "ALTER TABLE realms ADD COLUMN issuer_path TEXT",
            "CREATE UNIQUE INDEX realms_by_issuer_path ON realms (issuer_path)",
        ])
}
