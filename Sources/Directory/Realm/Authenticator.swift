import Base

/// Something that a person has enrolled to prove who they are: a passkey, an authenticator app, recovery codes.
package struct Authenticator: Sendable, Equatable {
    package typealias ID = Identifier<Authenticator>

    package let id: ID
    package let tenant: Tenant.ID
    package let user: User.ID
    /// By its name on the wire: `PASSKEY`.
    package let method: String
    /// What finds it when nobody has said who they are: a credential's id, base64url. Unique per tenant and method.
    package let handle: String?
    /// As its owner calls it.
    package var name: String
    package let createdAt: Timestamp
    package var lastUsedAt: Timestamp?
    /// Nil while it is not proven that it works; such a one signs nobody in.
    package var verifiedAt: Timestamp?
    /// Keys, secrets, hashes, counters; sealed in the store. The factor knows its shape.
    package var content: Secret<JSON>

    package init(
        id: ID, tenant: Tenant.ID, user: User.ID, method: String, handle: String? = nil, name: String,
        createdAt: Timestamp, lastUsedAt: Timestamp? = nil, verifiedAt: Timestamp? = nil, content: Secret<JSON>
    ) {
        self.id = id
        self.tenant = tenant
        self.user = user
        self.method = method
        self.handle = handle
        self.name = name
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
        self.verifiedAt = verifiedAt
        self.content = content
    }
}

package protocol Authenticators: Sendable {
    func authenticator(_ id: Authenticator.ID, of tenant: Tenant.ID) async throws -> Authenticator?
    func authenticator(method: String, handle: String, of tenant: Tenant.ID) async throws -> Authenticator?
    /// Of one person, oldest first.
    func authenticators(of user: User.ID, in tenant: Tenant.ID) async throws -> [Authenticator]
    /// Keeps it unless its handle is known or the person has `limit` already.
    func create(_ authenticator: Authenticator, limit: Int) async throws -> AuthenticatorCreation
    /// Reads, changes and writes in one step; nil when there is none, or `body` answers nil. So is a code used only
    /// once: `body` looks and marks.
    func update<Answer: Sendable>(
        _ id: Authenticator.ID, of tenant: Tenant.ID,
        _ body: @escaping @Sendable (inout Authenticator) throws -> Answer?
    ) async throws -> Answer?
    /// False when there was none.
    func delete(_ id: Authenticator.ID, of tenant: Tenant.ID) async throws -> Bool
}

package enum AuthenticatorCreation: Sendable, Equatable {
    case created
    /// Somebody has one of this handle.
    case alreadyExists
    case tooMany
}
