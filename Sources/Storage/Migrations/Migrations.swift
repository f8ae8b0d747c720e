import SQL

/// The history of the schema. Append; never edit what was released.
///
/// `STRICT` and `WITHOUT ROWID` are SQLite's own. Everything else is plain SQL, so that PostgreSQL's list differs in
/// column types only. Points in time are milliseconds since 1970, in `BIGINT`'s range.
enum Migrations {
    static let main = [
        initial, realms, realmInterfaces, userAttributes, sessionsOfUser, attemptsElsewhere, issuerPaths,
    ]
    static let journeys = [initialJourneys, attemptsOfJourneys]
}
