import Base

/// A person in a tenant's directory (b2c-reference §18.1).
package struct User: Sendable, Equatable {
    package typealias ID = Identifier<User>

    /// The object id: a GUID, lower case.
    package let id: ID
    package let tenant: Tenant.ID
    package var identities: [Identity]
    package var isEnabled: Bool
    /// In PHC string form; nil for a person without a password.
    package var passwordHash: String?
    package var forcesPasswordChange: Bool
    package var passwordChangedAt: Timestamp?
    package let createdAt: Timestamp
    /// Refresh tokens and sessions from before are void.
    package var tokensValidFrom: Timestamp
    /// Everything else, by the directory's attribute names: `displayName`, `givenName`, `otherMails`,
    /// `strongAuthenticationPhoneNumber`, `extension_Loyalty`.
    package var attributes: JSON.Object

    package init(id: ID, tenant: Tenant.ID, identities: [Identity], createdAt: Timestamp) {
        self.id = id
        self.tenant = tenant
        self.identities = identities
        isEnabled = true
        passwordHash = nil
        forcesPasswordChange = false
        passwordChangedAt = nil
        self.createdAt = createdAt
        tokensValidFrom = createdAt
        attributes = JSON.Object()
    }
}

extension User {
    private static let ownPrefix = "cardea."

    /// The name of an attribute that is the server's own: no policy and no programming interface shows or takes it.
    package static func ownAttribute(_ name: String) -> String { ownPrefix + name }

    package static func isOwnAttribute(_ name: String) -> Bool { name.lowercased().hasPrefix(ownPrefix) }
}

/// One of the names that a person signs in by. The triple (type, issuer, id) is unique in a tenant.
package struct Identity: Hashable, Sendable {
    /// `emailAddress`, `userName`, `phoneNumber`, `userPrincipalName`, `federated`, or a kind of the policy's own.
    package let signInType: String
    /// The tenant's domain for local names; the provider for `federated`.
    package let issuer: String
    /// As entered. Local names compare without regard to case, provider's ids to the letter.
    package let issuerAssignedID: String

    package init(signInType: String, issuer: String, issuerAssignedID: String) {
        self.signInType = signInType
        self.issuer = issuer
        self.issuerAssignedID = issuerAssignedID
    }

    package var isFederated: Bool { signInType == "federated" }

    /// What uniqueness and look-up go by.
    package var key: String { isFederated ? issuerAssignedID : issuerAssignedID.lowercased() }
}

package protocol Users: Sendable {
    func user(_ id: User.ID, of tenant: Tenant.ID) async throws -> User?
    /// By one identity. `signInType` nil: any local name (`signInNames`).
    func user(signInType: String?, issuer: String?, id: String, of tenant: Tenant.ID) async throws -> User?
    /// Those whose attribute is this text or number, in any case of ASCII letters, as Azure's directory compares; at
    /// most two, for who wants to know whether there is one alone. Lists and the server's own attributes are found by
    /// nobody.
    func users(attribute name: String, equals value: String, of tenant: Tenant.ID) async throws -> [User]
    func create(_ user: User) async throws -> UserCreation
    /// Reads, changes and writes in one step; nil when there is no such user. `body` may run again after a conflict.
    func update(
        _ id: User.ID, of tenant: Tenant.ID, _ body: @escaping @Sendable (inout User) -> Void
    ) async throws -> UserUpdate
    func delete(_ id: User.ID, of tenant: Tenant.ID) async throws
}

package enum UserCreation: Sendable, Equatable {
    case created
    /// Another user has one of the identities.
    case alreadyExists
}

package enum UserUpdate: Sendable, Equatable {
    case updated(User)
    case notFound
    /// Another user has one of the new identities.
    case alreadyExists
}
