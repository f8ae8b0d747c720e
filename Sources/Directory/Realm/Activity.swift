import Base

/// What has happened to a person's account, for that person and for operators: a sign-in, a new passkey.
package struct Activity: Sendable, Equatable {
    package let tenant: Tenant.ID
    package let user: User.ID
    package let at: Timestamp
    /// Area and past tense: `authenticator.created`.
    package let kind: String
    /// Method, device, place. Nothing secret. `Passwordless` knows its shape.
    package let content: JSON

    package init(tenant: Tenant.ID, user: User.ID, at: Timestamp, kind: String, content: JSON) {
        self.tenant = tenant
        self.user = user
        self.at = at
        self.kind = kind
        self.content = content
    }
}

package protocol Activities: Sendable {
    func add(_ activity: Activity) async throws
    /// Newest first.
    func activities(of user: User.ID, in tenant: Tenant.ID, limit: Int) async throws -> [Activity]
}
