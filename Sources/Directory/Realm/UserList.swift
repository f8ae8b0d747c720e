import Base

/// Which people of a realm are meant; nil: any. Texts compare in any case of ASCII letters.
package struct UserQuery: Sendable, Equatable {
    /// Verified or not.
    package var email: String?
    package var phoneNumber: String?
    package var username: String?
    /// Only those that come after this one, by id.
    package var after: User.ID?
    package var limit: Int

    package init(limit: Int) { self.limit = limit }
}

/// The people of a realm, for its interfaces.
package protocol UserList: Sendable {
    /// By id.
    func users(_ query: UserQuery, of tenant: Tenant.ID) async throws -> [User]
}
