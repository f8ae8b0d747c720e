import Base
import Directory
import SQL
import TestSupport
import Testing

@testable import Storage

struct UserAttributeTests {
    @Test func `a look-up reads no user but those it finds`() async throws {
        let store = try await Store.inMemory(sealing: TestSealing())
        let look = SQLUsers.owners(of: "extension_key", "raw-1", in: Sample.tenant.id)

        let plan: [String] = try await store.database.read { db in
            try db.rows("EXPLAIN QUERY PLAN \(look)") { row in try row[3] }
        }

        #expect(!plan.isEmpty)
        #expect(plan.contains { $0.hasPrefix("SEARCH user_attributes") }, "\(plan)")
        #expect(!plan.contains { $0.contains("SCAN users") || $0.contains("SCAN user_attributes") }, "\(plan)")
        #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
    }

    @Test func `users from before are found, too`() async throws {
        let database = try await Database.open(.memory)
        let all = Migrations.main
        let before = try #require(all.firstIndex { $0.name == Migrations.userAttributes.name })
        try await Migrator(Array(all[..<before])).migrate(database)
        let tenant = Sample.tenant.id
        _ = try await database.write { db in
            try db.execute("INSERT INTO tenants (id, name, display_name) VALUES (\(tenant), 'a', 'b')")
            var user = Sample.user("u")
            user.attributes = ["Extension_Key": "RAW-1", "extension_key": "raw-1", "list": [1]]
            try db.insert(user)
        }

        try await Migrator(all).migrate(database)

        let found = try await SQLUsers(database: database).users(
            attribute: "extension_key", equals: "raw-1", of: tenant)
        #expect(found.map(\.id.text) == ["u"])
    }
}
