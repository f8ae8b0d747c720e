import Base

/// A journey between two requests. Kept with weaker durability than everything else: after a crash its person
/// starts again, and nothing else is lost.
package struct StoredJourney: Sendable, Equatable {
    /// SHA-256 of the transaction's id, base64url.
    package let id: String
    package let tenant: Tenant.ID
    /// Counts up with each save, so that two tabs cannot both go on from the same state.
    package var version: Int
    package var expiresAt: Timestamp
    /// Plain here, sealed in the store: it may hold what a person has typed. `JourneyRuntime` knows its shape.
    package var content: Bytes

    package init(id: String, tenant: Tenant.ID, version: Int = 0, expiresAt: Timestamp, content: Bytes) {
        self.id = id
        self.tenant = tenant
        self.version = version
        self.expiresAt = expiresAt
        self.content = content
    }
}

package protocol StoredJourneys: Sendable {
    func journey(_ id: String, of tenant: Tenant.ID, at now: Timestamp) async throws -> StoredJourney?
    /// Keeps the journey if the stored version is `journey.version - 1` (or nothing is stored and it is 1).
    /// False: somebody else was faster.
    func save(_ journey: StoredJourney) async throws -> Bool
    func remove(_ id: String) async throws
    /// Removes the journey if `version` is the stored one. False: somebody else was faster.
    func remove(_ id: String, version: Int) async throws -> Bool
}
