/// One change of the schema. Once released it is never edited; a further one is appended.
package struct Migration: Sendable {
    package let name: String
    package let statements: [SQL]

    package init(_ name: String, _ statements: [SQL]) {
        self.name = name
        self.statements = statements
    }
}

/// Brings a database up to the schema that the program knows: the appended list of all migrations.
package struct Migrator: Sendable {
    private let migrations: [Migration]

    package init(_ migrations: [Migration]) { self.migrations = migrations }

    /// Applies what is missing, each migration atomically, and answers the names of those applied now. Throws
    /// `MigrationError` when the database has migrations that this program does not know.
    @discardableResult
    package func migrate(_ database: Database) async throws -> [String] {
        _ = try await database.write { db in
            try db.execute(
                """
                CREATE TABLE IF NOT EXISTS migrations (
                    position INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE
                ) STRICT
                """)
        }
        var applied: [String] = []
        while let name = try await database.write(applyNext) { applied.append(name) }
        return applied
    }

    /// Looks and applies in one transaction, so that two processes cannot both apply the same migration.
    @Sendable private func applyNext(_ db: Connection) throws -> String? {
        let present: [String] = try db.rows("SELECT name FROM migrations ORDER BY position") { row in try row[0] }
        for (position, name) in present.enumerated() {
            guard position < migrations.count else { throw MigrationError.newer(migration: name) }
            guard name == migrations[position].name else {
                throw MigrationError.different(migration: name, expected: migrations[position].name)
            }
        }
        guard present.count < migrations.count else { return nil }
        let next = migrations[present.count]
        for statement in next.statements { try db.execute(statement) }
        try db.execute("INSERT INTO migrations (position, name) VALUES (\(present.count), \(next.name))")
        return next.name
    }
}

/// The database is not of this program's past.
package enum MigrationError: Error, Equatable, CustomStringConvertible {
    case newer(migration: String)
    case different(migration: String, expected: String)

    package var description: String {
        switch self {
        case .newer(let migration):
            "the database was written by a newer version: it has the migration '\(migration)', which this one does not "
                + "know; start that version again, or restore a backup from before the upgrade"
        case .different(let migration, let expected):
            "the database has the migration '\(migration)' where '\(expected)' is expected; it was not written by "
                + "this program"
        }
    }
}
