import Base
import Directory
import Glibc
import SQL
import Storage
import TestSupport
import Testing

struct StoreTests {
    let directory = TemporaryDirectory()

    private func open() async throws -> Store {
        try await Store.open(directory: directory.path + "/data", sealing: TestSealing())
    }

    @Test func `a store that is opened again has everything`() async throws {
        let user = Sample.user("u", [Sample.email("ann@example.com")])
        let store = try await open()
        try await store.tenants.save(Sample.tenant)
        #expect(try await store.users.create(user) == .created)
        #expect(try await store.journeys.save(Sample.journey("j", 1, "state")))
        await store.close()

        let again = try await open()

        #expect(try await again.users.user(user.id, of: Sample.tenant.id) == user)
        let journey = try await again.journeys.journey("j", of: Sample.tenant.id, at: Sample.now)
        #expect(journey == Sample.journey("j", 1, "state"))
        #expect(try await again.database.faults() == [])
    }

    @Test func `a store of a newer version is refused`() async throws {
        let store = try await open()
        try await store.database.write { db in
            try db.execute("INSERT INTO migrations (position, name) VALUES (999, '9999-tomorrow')")
        }
        await store.close()

        await #expect(throws: MigrationError.newer(migration: "9999-tomorrow")) { _ = try await open() }
    }

    @Test func `a folder that cannot be made is said so`() async throws {
        await #expect(throws: StoreError.self) {
            _ = try await Store.open(directory: directory.path + "/none/data", sealing: TestSealing())
        }
    }

    @Test func `only the owner may enter the folder`() async throws {
        let store = try await open()

        var status = stat()
        #expect(stat(directory.path + "/data", &status) == 0)
        #expect(status.st_mode & 0o777 == 0o700)
        await store.close()
    }

    @Test func `what belongs to a tenant needs one, and goes with it`() async throws {
        let store = try await open()
        await #expect(throws: SQLError.self) { try await store.applications.save(Sample.application("a")) }
        await #expect(throws: SQLError.self) { try await store.keySets.save(Sample.keySet("k", "1")) }
        await #expect(throws: SQLError.self) { _ = try await store.users.create(Sample.user("u")) }

        try await store.tenants.save(Sample.tenant)
        try await store.applications.save(Sample.application("a"))
        try await store.keySets.save(Sample.keySet("k", "1"))
        _ = try await store.users.create(Sample.user("u", [Sample.email("ann@example.com")]))
        try await store.database.write { db in try db.execute("DELETE FROM tenants") }

        for table in ["applications", "key_sets", "key_set_keys", "users", "identities"] as [SQL] {
            #expect(try await !store.database.read { db in try db.hasRow("SELECT 1 FROM \(table)") })
        }
    }

    @Test func `a damaged row is an error, not a weaker client`() async throws {
        let store = try await open()
        try await store.tenants.save(Sample.tenant)
        try await store.applications.save(Sample.application("a"))
        try await store.database.write { db in try db.execute("UPDATE applications SET settings = '{}'") }

        await #expect(throws: (any Error).self) {
            _ = try await store.applications.application(Application.ID("a"), of: Sample.tenant.id)
        }
    }
}
