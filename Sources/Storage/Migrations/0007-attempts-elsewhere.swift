import SQL

extension Migrations {
    /// Counts of tries moved to the file of journeys: they are written with every try, and a power cut may forget the
    /// last ones.
    static let attemptsElsewhere = Migration("0007-attempts-elsewhere", ["DROP TABLE attempts"])

    static let attemptsOfJourneys = Migration(
        "0002-attempts",
        [
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
        ])
}
