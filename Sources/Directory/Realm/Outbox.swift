import Base

/// Something that another server must still be told.
package struct OutboxItem: Sendable, Equatable {
    package let id: String
    package let tenant: Tenant.ID
    /// When it is to be sent, or tried again.
    package var dueAt: Timestamp
    /// How often it was tried.
    package var tries: Int
    /// Sealed in the store. `Passwordless` knows its shape.
    package let content: JSON

    package init(id: String, tenant: Tenant.ID, dueAt: Timestamp, tries: Int = 0, content: JSON) {
        self.id = id
        self.tenant = tenant
        self.dueAt = dueAt
        self.tries = tries
        self.content = content
    }
}

/// What is to be sent, kept until it is: nothing of it is lost with the process.
package protocol Outbox: Sendable {
    func add(_ item: OutboxItem) async throws
    /// Those that are due, the longest due first, each with one try more. Until `lease` nobody else gets them.
    func take(at now: Timestamp, lease: Timestamp, limit: Int) async throws -> [OutboxItem]
    func postpone(_ id: String, until dueAt: Timestamp) async throws
    func remove(_ id: String) async throws
}
