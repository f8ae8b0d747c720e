import Base

/// A B2C directory: applications, users, keys and policies that belong together.
package struct Tenant: Sendable, Equatable {
    package typealias ID = Identifier<Tenant>

    /// The directory's GUID, lower case.
    package let id: ID
    /// `contoso.onmicrosoft.com`, lower case.
    package var name: String
    package var displayName: String

    package init(id: ID, name: String, displayName: String) {
        self.id = id
        self.name = name.lowercased()
        self.displayName = displayName
    }
}

package protocol Tenants: Sendable {
    func tenant(_ id: Tenant.ID) async throws -> Tenant?
    /// By name, in any case.
    func tenant(named name: String) async throws -> Tenant?
    /// Creates the tenant, or replaces the one of this id.
    func save(_ tenant: Tenant) async throws
}
