import SQL
import Synchronization
import TestSupport

/// A database with one table, `people (id, name UNIQUE, boss → people)`.
struct TestDatabase {
    let directory = TemporaryDirectory()
    let database: Database

    init(_ change: (inout Database.Options) -> Void = { _ in }) async throws {
        var options = Database.Options()
        change(&options)
        database = try await Database.open(.file("\(directory.path)/test.db"), options)
        try await database.write { db in
            try db.execute(
                """
                CREATE TABLE people (
                    id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE CHECK (name <> ''),
                    boss INTEGER REFERENCES people (id)
                ) STRICT
                """)
        }
    }

    func add(_ id: Int, _ name: String) async throws {
        try await database.write { db in try db.execute("INSERT INTO people (id, name) VALUES (\(id), \(name))") }
    }

    func names() async throws -> [String] {
        try await database.read { db in try db.rows("SELECT name FROM people ORDER BY id") { row in try row[0] } }
    }

    /// Returns once `count` writes wait for the writer.
    func untilWaiting(_ count: Int) async {
        while database.waitingWrites < count { await Task.yield() }
    }

    /// Keeps the writer busy until `body` has returned and `count` writes wait, so that they end up in one group.
    func inOneGroup(of count: Int, _ body: () async throws -> Void) async throws {
        let isHeld = Flags()
        let database = database
        async let held: Void = database.write { _ in
            isHeld.began.store(true, ordering: .sequentiallyConsistent)
            while !isHeld.ended.load(ordering: .sequentiallyConsistent) {}
        }
        while !isHeld.began.load(ordering: .sequentiallyConsistent) { await Task.yield() }
        try await body()
        await untilWaiting(count)
        isHeld.ended.store(true, ordering: .sequentiallyConsistent)
        try await held
    }
}

/// Two flags that a closure can share.
private final class Flags: Sendable {
    let began = Atomic(false)
    let ended = Atomic(false)
}
