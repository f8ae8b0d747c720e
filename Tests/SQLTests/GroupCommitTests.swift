import SQL
import Testing

struct GroupCommitTests {
    @Test func `many who write at once share a commit`() async throws {
        let test = try await TestDatabase()
        let before = test.database.statistics

        try await withThrowingTaskGroup(of: Void.self) { group in
            try await test.inOneGroup(of: 100) {
                for id in 1...100 { group.addTask { try await test.add(id, "p\(id)") } }
            }
            try await group.waitForAll()
        }

        // The table, the held write, and a hundred.
        #expect(before.writes == 102)
        #expect(before.commits == 3)
        #expect(try await test.names().count == 100)
    }

    @Test func `one who fails undoes only what he did`() async throws {
        let test = try await TestDatabase()

        let outcomes = try await group(
            test,
            [
                ["INSERT INTO people (id, name) VALUES (1, 'Ann')"],
                ["INSERT INTO people (id, name) VALUES (2, 'Bob')", "INSERT INTO people (id, name) VALUES (3, '')"],
                ["INSERT INTO people (id, name) VALUES (4, 'Cid')"],
            ])

        #expect(outcomes == [true, false, true])
        #expect(try await test.names() == ["Ann", "Cid"])
    }

    @Test func `when the commit fails, nobody is told that it worked`() async throws {
        let test = try await TestDatabase()

        let outcomes = try await group(
            test,
            [
                ["INSERT INTO people (id, name) VALUES (1, 'Ann')"],
                ["PRAGMA defer_foreign_keys = ON", "INSERT INTO people (id, name, boss) VALUES (2, 'Bob', 9)"],
            ])

        #expect(outcomes == [false, false])
        #expect(try await test.names() == [])
        // The writer goes on.
        try await test.add(3, "Cid")
        #expect(try await test.names() == ["Cid"])
    }

    @Test func `one who takes the transaction down fails those before him, not those after`() async throws {
        let test = try await TestDatabase()

        let outcomes = try await group(
            test,
            [
                ["INSERT INTO people (id, name) VALUES (1, 'Ann')"], ["ROLLBACK"],
                ["INSERT INTO people (id, name) VALUES (3, 'Cid')"],
            ])

        #expect(outcomes == [false, false, true])
        #expect(try await test.names() == ["Cid"])
    }

    /// Runs each list of statements as one write, in this order and in one group; answers who succeeded.
    private func group(_ test: TestDatabase, _ writes: [[SQL]]) async throws -> [Bool] {
        try await withThrowingTaskGroup(of: (Int, Bool).self) { group in
            try await test.inOneGroup(of: writes.count) {
                for (index, statements) in writes.enumerated() {
                    group.addTask {
                        do {
                            try await test.database.write { db in
                                for statement in statements { try db.execute(statement) }
                            }
                            return (index, true)
                        } catch is SQLError { return (index, false) }
                    }
                    await test.untilWaiting(index + 1)
                }
            }
            return try await group.reduce(into: writes.map { _ in false }) { $0[$1.0] = $1.1 }
        }
    }
}
