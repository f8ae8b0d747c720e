import Base

/// Something that a person did or wanted to do, and how a realm has answered: a sign-in, a payment.
package struct TrackedAction: Sendable, Equatable {
    package let tenant: Tenant.ID
    package let user: User.ID
    /// `signIn`
    package let code: String
    /// Of the application's, or made here: tracking twice with one key is tracking once.
    package let idempotencyKey: String
    /// By its name on the wire: `CHALLENGE_REQUIRED`.
    package var state: String
    package let createdAt: Timestamp
    package var stateUpdatedAt: Timestamp
    /// What was known, which rules held, what proved it. `Passwordless` knows its shape.
    package var content: JSON

    package init(
        tenant: Tenant.ID, user: User.ID, code: String, idempotencyKey: String, state: String, createdAt: Timestamp,
        content: JSON
    ) {
        self.tenant = tenant
        self.user = user
        self.code = code
        self.idempotencyKey = idempotencyKey
        self.state = state
        self.createdAt = createdAt
        stateUpdatedAt = createdAt
        self.content = content
    }
}

/// Which actions are meant; nil: any.
package struct ActionQuery: Sendable, Equatable {
    package var user: User.ID?
    package var codes: [String] = []
    package var states: [String] = []
    package var from: Timestamp?
    package var limit: Int

    package init(user: User.ID? = nil, limit: Int) {
        self.user = user
        self.limit = limit
    }
}

package protocol TrackedActions: Sendable {
    func action(
        _ code: String, key idempotencyKey: String, of user: User.ID, in tenant: Tenant.ID
    ) async throws -> TrackedAction?
    /// Keeps the action unless there is one of its key; answers the one that is kept.
    func saveIfAbsent(_ action: TrackedAction) async throws -> TrackedAction
    /// Reads, changes and writes in one step; nil when there is none, or `body` answers nil.
    func update<Answer: Sendable>(
        _ code: String, key idempotencyKey: String, of user: User.ID, in tenant: Tenant.ID,
        _ body: @escaping @Sendable (inout TrackedAction) throws -> Answer?
    ) async throws -> Answer?
    /// Newest first.
    func actions(_ query: ActionQuery, in tenant: Tenant.ID) async throws -> [TrackedAction]
}
