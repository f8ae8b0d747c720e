import Storage
import TestSupport
import Testing

/// One suite, every store.
struct StoreSuiteTests {
    @Test(arguments: StoreSuite.rules)
    func `the memory store keeps every rule`(rule: StoreRule) async throws {
        try await StoreSuite.run(rule, on: StoreUnderTest(MemoryStore()))
    }

    @Test(arguments: StoreSuite.rules)
    func `SQLite in memory keeps every rule`(rule: StoreRule) async throws {
        try await StoreSuite.run(rule, on: StoreUnderTest(try await Store.inMemory(sealing: TestSealing())))
    }

    @Test(arguments: StoreSuite.rules)
    func `SQLite in a file keeps every rule`(rule: StoreRule) async throws {
        let directory = TemporaryDirectory()
        let store = try await Store.open(directory: directory.path, sealing: TestSealing())

        try await StoreSuite.run(rule, on: StoreUnderTest(store))

        await store.close()
    }
}

extension StoreUnderTest {
    init(_ store: Store) {
        self.init(
            tenants: store.tenants, applications: store.applications, users: store.users, sessions: store.sessions,
            grants: store.grants, keySets: store.keySets, journeys: store.journeys, attempts: store.attempts,
            usedIdentifiers: store.usedIdentifiers)
    }
}
