import Glibc
import SQL
import TestSupport
import Testing

struct DatabaseTests {
    @Test func `a read may not write`() async throws {
        for database in [try await TestDatabase().database, try await Database.open(.memory)] {
            await #expect(throws: SQLError.readOnly) {
                try await database.read { db in try db.execute("CREATE TABLE t (a INTEGER) STRICT") }
            }
        }
    }

    @Test func `more reads at once than connections are all answered`() async throws {
        let test = try await TestDatabase()
        try await test.add(1, "Ann")

        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    try await test.database.read { db in
                        usleep(2000)
                        return try db.first("SELECT count(*) FROM people") { row in try row[0] } ?? 0
                    }
                }
            }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }

        #expect(counts == Array(repeating: 1, count: 64))
    }

    @Test(
        arguments: [
            ("INSERT INTO people (id, name) VALUES (1, 'Bob')", .unique),
            ("INSERT INTO people (id, name) VALUES (2, 'Ann')", .unique),
            ("INSERT INTO people (id, name) VALUES (2, '')", .check),
            ("INSERT INTO people (id, name) VALUES (2, NULL)", .notNull),
            ("INSERT INTO people (id, name, boss) VALUES (2, 'Bob', 9)", .foreignKey),
            ("INSERT INTO people (id, name, boss) VALUES (2, 'Bob', 'x')", .type),
        ] as [(SQL, SQLError.Constraint)])
    func `a refusal of the schema says which kind`(statement: SQL, kind: SQLError.Constraint) async throws {
        let test = try await TestDatabase()
        try await test.add(1, "Ann")

        do {
            try await test.database.write { db in try db.execute(statement) }
            Issue.record("the schema refuses it")
        } catch SQLError.constraint(let found, _) {
            #expect(found == kind)
        }
        #expect(try await test.names() == ["Ann"])
    }

    @Test func `a file has a log, checks its references, and does not wait for the disk by itself`() async throws {
        let test = try await TestDatabase()
        let pragmas = try await test.database.write { db in
            (
                try db.first("PRAGMA synchronous") { row in try row[0] as Int },
                try db.first("PRAGMA journal_mode") { row in try row[0] as String },
                try db.first("PRAGMA foreign_keys") { row in try row[0] as Int }
            )
        }
        #expect(pragmas.0 == 1 && pragmas.1 == "wal" && pragmas.2 == 1)
    }

    @Test func `only the owner may read the files`() async throws {
        let test = try await TestDatabase()

        for suffix in ["", "-wal", "-shm"] {
            var status = stat()
            #expect(stat("\(test.directory.path)/test.db\(suffix)", &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
        }
    }

    @Test func `a read goes on while somebody writes, and sees what was there before`() async throws {
        let test = try await TestDatabase()
        try await test.add(1, "Ann")

        try await test.inOneGroup(of: 0) { () async throws in
            #expect(try await test.names() == ["Ann"])
        }
    }

    @Test func `a statement is compiled once`() async throws {
        let test = try await TestDatabase()

        let use = try await test.database.write { db in
            let before = db.cacheUse
            for id in 1...10 { try db.execute("INSERT INTO people (id, name) VALUES (\(id), \(String(id)))") }
            return (hits: db.cacheUse.hits - before.hits, misses: db.cacheUse.misses - before.misses)
        }

        #expect(use.hits == 9 && use.misses == 1)
    }

    @Test func `a statement may run inside its own rows`() async throws {
        let test = try await TestDatabase()
        for id in 1...3 { try await test.add(id, "p\(id)") }

        let pairs = try await test.database.read { db in
            try db.rows("SELECT name FROM people") { _ in
                try db.rows("SELECT name FROM people") { row in try row[0] as String }.count
            }
        }

        #expect(pairs == [3, 3, 3])
    }

    @Test func `a closed database refuses work, and has done what waited`() async throws {
        let test = try await TestDatabase()
        try await test.add(1, "Ann")

        await test.database.close()

        await #expect(throws: SQLError.closed) { try await test.names() }
        await #expect(throws: SQLError.closed) { try await test.add(2, "Bob") }
        let again = try await Database.open(test.database.location)
        #expect(try await again.faults() == [])
    }

    @Test func `too many who wait are refused instead of piled up`() async throws {
        let test = try await TestDatabase { $0.waitingCallers = 2 }

        try await withThrowingTaskGroup(of: Void.self) { group in
            try await test.inOneGroup(of: 2) { () async throws in
                for id in 1...2 { group.addTask { try await test.add(id, "p\(id)") } }
                await test.untilWaiting(2)
                await #expect(throws: SQLError.overloaded) { try await test.add(3, "p3") }
            }
            try await group.waitForAll()
        }
        #expect(try await test.names() == ["p1", "p2"])
    }

    @Test func `another process that keeps the lock is reported, not waited for without end`() async throws {
        let test = try await TestDatabase { $0.busyTimeoutMilliseconds = 20 }
        var options = Database.Options()
        options.busyTimeoutMilliseconds = 20
        let other = try await Database.open(test.database.location, options)

        try await test.inOneGroup(of: 0) {
            await #expect(throws: SQLError.busy) {
                try await other.write { db in try db.execute("DELETE FROM people") }
            }
        }
        #expect(try await other.write { db in try db.execute("DELETE FROM people") } == 0)
    }

    @Test func `what is not a database is refused`() async throws {
        let directory = TemporaryDirectory()
        let file = try #require(fopen("\(directory.path)/x.db", "w"))
        fputs(String(repeating: "not a database. ", count: 100), file)
        fclose(file)

        await #expect(throws: SQLError.corrupt("file is not a database")) {
            _ = try await Database.open(.file("\(directory.path)/x.db"))
        }
    }

    @Test func `a backup is a whole database, taken while others write`() async throws {
        let test = try await TestDatabase()
        try await test.add(1, "Ann")
        let path = "\(test.directory.path)/backup.db"

        try await withThrowingTaskGroup(of: Void.self) { group in
            for id in 2...200 { group.addTask { try await test.add(id, "p\(id)") } }
            group.addTask { try await test.database.backup(to: path) }
            try await group.waitForAll()
        }

        let copy = try await Database.open(.file(path))
        #expect(try await copy.faults() == [])
        #expect(try await copy.read { db in try db.hasRow("SELECT 1 FROM people WHERE name = 'Ann'") })
        #expect(access("\(path).partial", F_OK) != 0)
    }

    @Test func `a database in memory can be backed up`() async throws {
        let directory = TemporaryDirectory()
        let database = try await Database.open(.memory)
        try await database.write { db in try db.execute("CREATE TABLE t (a INTEGER) STRICT") }

        try await database.backup(to: "\(directory.path)/backup.db")

        let copy = try await Database.open(.file("\(directory.path)/backup.db"))
        #expect(try await !copy.read { db in try db.hasRow("SELECT a FROM t") })
    }

    @Test func `a checkpoint empties the write-ahead log`() async throws {
        let test = try await TestDatabase()
        try await test.add(1, "Ann")

        try await test.database.checkpoint()

        var status = stat()
        #expect(stat("\(test.directory.path)/test.db-wal", &status) == 0)
        #expect(status.st_size == 0)
        #expect(try await test.names() == ["Ann"])
    }
}
