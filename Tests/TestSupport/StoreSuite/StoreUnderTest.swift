import Base
import Directory

/// A store as the suite sees it: Directory's protocols, whoever keeps them.
package struct StoreUnderTest: Sendable {
    package let tenants: any Tenants
    package let applications: any Applications
    package let users: any Users
    package let sessions: any Sessions
    package let grants: any Grants
    package let keySets: any KeySets
    package let journeys: any StoredJourneys
    package let attempts: any Attempts
    package let usedIdentifiers: any UsedIdentifiers

    package init(
        tenants: any Tenants, applications: any Applications, users: any Users, sessions: any Sessions,
        grants: any Grants, keySets: any KeySets, journeys: any StoredJourneys, attempts: any Attempts,
        usedIdentifiers: any UsedIdentifiers
    ) {
        self.tenants = tenants
        self.applications = applications
        self.users = users
        self.sessions = sessions
        self.grants = grants
        self.keySets = keySets
        self.journeys = journeys
        self.attempts = attempts
        self.usedIdentifiers = usedIdentifiers
    }

    package init(_ store: MemoryStore) {
        self.init(
            tenants: store.tenants, applications: store.applications, users: store.users, sessions: store.sessions,
            grants: store.grants, keySets: store.keySets, journeys: store.journeys, attempts: store.attempts,
            usedIdentifiers: store.usedIdentifiers)
    }
}

/// One rule that every store keeps. `check` gets an empty store that holds the tenants of `Sample`.
package struct StoreRule: Sendable, CustomStringConvertible {
    package let description: String
    package let check: @Sendable (StoreUnderTest) async throws -> Void

    init(_ description: String, _ check: @escaping @Sendable (StoreUnderTest) async throws -> Void) {
        self.description = description
        self.check = check
    }
}

/// The rules of Directory's protocols, run on every store there is.
package enum StoreSuite {
    package static let rules: [StoreRule] =
        tenants + applications + users + sessions + grants + keySets + journeys + attempts

    /// Runs one rule on an empty store.
    package static func run(_ rule: StoreRule, on store: StoreUnderTest) async throws {
        try await store.tenants.save(Sample.tenant)
        try await store.tenants.save(Sample.otherTenant)
        try await rule.check(store)
    }
}
