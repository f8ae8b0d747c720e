import SQL
import Testing

struct MigratorTests {
    private let first = Migration("0001-first", ["CREATE TABLE a (x INTEGER NOT NULL) STRICT"])
    private let second = Migration(
        "0002-second", ["ALTER TABLE a ADD COLUMN y TEXT NOT NULL DEFAULT 'new'", "CREATE INDEX a_by_y ON a (y)"])

    @Test func `a new database gets every migration, once`() async throws {
        let database = try await Database.open(.memory)
        let migrator = Migrator([first, second])

        #expect(try await migrator.migrate(database) == ["0001-first", "0002-second"])
        #expect(try await migrator.migrate(database) == [])
    }

    @Test func `an old database is upgraded and keeps its rows`() async throws {
        let database = try await Database.open(.memory)
        try await Migrator([first]).migrate(database)
        try await database.write { db in try db.execute("INSERT INTO a (x) VALUES (7)") }

        #expect(try await Migrator([first, second]).migrate(database) == ["0002-second"])

        let row = try await database.read { db in
            try db.first("SELECT x, y FROM a") { row in (try row[0] as Int, try row[1] as String) }
        }
        #expect(try #require(row) == (7, "new"))
    }

    @Test func `a newer database is refused, and left as it is`() async throws {
        let database = try await Database.open(.memory)
        try await Migrator([first, second]).migrate(database)

        let error = await #expect(throws: MigrationError.newer(migration: "0002-second")) {
            try await Migrator([first]).migrate(database)
        }

        #expect(try #require(error).description.contains("newer version"))
        #expect(try await Migrator([first, second]).migrate(database) == [])
    }

    @Test func `a database of another past is refused`() async throws {
        let database = try await Database.open(.memory)
        try await Migrator([first]).migrate(database)

        await #expect(throws: MigrationError.different(migration: "0001-first", expected: "0002-second")) {
            try await Migrator([second, first]).migrate(database)
        }
    }

    @Test func `a migration that fails half-way leaves nothing of itself`() async throws {
        let database = try await Database.open(.memory)
        let broken = Migration(
            "0002-broken", ["CREATE TABLE b (x INTEGER) STRICT", "CREATE TABLE a (x INTEGER) STRICT"])

        await #expect(throws: SQLError.self) { try await Migrator([first, broken]).migrate(database) }

        #expect(try await !database.read { db in try db.hasRow("SELECT 1 FROM sqlite_schema WHERE name = 'b'") })
        #expect(try await Migrator([first, second]).migrate(database) == ["0002-second"])
    }
}
