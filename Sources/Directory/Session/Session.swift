import Base

/// A browser's single sign-on session with a tenant (b2c-reference §9). The browser holds the id; the store its hash.
package struct Session: Sendable, Equatable {
    package typealias ID = Identifier<Session>

    /// SHA-256 of the cookie's value, base64url.
    package let id: ID
    package let tenant: Tenant.ID
    package let createdAt: Timestamp
    package var usedAt: Timestamp
    package var expiresAt: Timestamp
    /// "Keep me signed in": the cookie outlives the browser.
    package var isPersistent: Bool
    /// What the session providers keep, and the applications that took part. `JourneyRuntime` knows its shape.
    package var content: JSON

    package init(id: ID, tenant: Tenant.ID, createdAt: Timestamp, expiresAt: Timestamp, content: JSON = [:]) {
        self.id = id
        self.tenant = tenant
        self.createdAt = createdAt
        usedAt = createdAt
        self.expiresAt = expiresAt
        isPersistent = false
        self.content = content
    }
}

package protocol Sessions: Sendable {
    /// Nil when there is none or it has ended.
    func session(_ id: Session.ID, of tenant: Tenant.ID, at now: Timestamp) async throws -> Session?
    func save(_ session: Session) async throws
    /// Writes what has changed in a session that is still there. False: it has ended in the meantime, and stays so.
    func update(_ session: Session, at now: Timestamp) async throws -> Bool
    func end(_ id: Session.ID) async throws
    /// Those of one person that have not ended, last used first: whose content says `{"user": "…"}`.
    func sessions(of user: User.ID, in tenant: Tenant.ID, at now: Timestamp) async throws -> [Session]
}
