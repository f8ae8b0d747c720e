import Directory

/// Directory's protocols in memory, for tests of modules that may not know SQL. `StoreSuite` holds it to the same
/// rules as the real store, except that nothing has to belong to a tenant that exists.
package struct MemoryStore: Sendable {
    package let tenants = MemoryTenants()
    package let applications = MemoryApplications()
    package let users = MemoryUsers()
    package let sessions = MemorySessions()
    package let grants = MemoryGrants()
    package let keySets = MemoryKeySets()
    package let journeys = MemoryStoredJourneys()
    package let attempts = MemoryAttempts()
    package let usedIdentifiers = MemoryUsedIdentifiers()

    package init() {}
}
