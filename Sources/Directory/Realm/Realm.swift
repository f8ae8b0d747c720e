import Base

/// A passwordless OpenID provider. Its people, clients, keys and sessions are kept under a tenant of its own, which has
/// no policies.
package struct Realm: Sendable, Equatable {
    package typealias ID = Identifier<Realm>

    /// As addresses have it: `demo`.
    package let id: ID
    package let tenant: Tenant.ID
    package var displayName: String
    /// Host names at whose root the realm answers too, lower case, without a port.
    package var hosts: [String]
    /// Where its issuer is, at each of its hosts: `/auth/realms/demo`. Nil: `/demo/oidc`, and `/oidc` at a host of its
    /// own.
    package var issuerPath: String?
    /// Factors, actions, rules, theme. `Passwordless` knows its shape.
    package var settings: JSON
    /// Counts up with each save: what was made of older settings is made anew.
    package var version: Int

    package init(
        id: ID, tenant: Tenant.ID, displayName: String, hosts: [String] = [], issuerPath: String? = nil,
        settings: JSON = [:], version: Int = 0
    ) {
        self.id = id
        self.tenant = tenant
        self.displayName = displayName
        self.hosts = hosts
        self.issuerPath = issuerPath
        self.settings = settings
        self.version = version
    }
}

package protocol Realms: Sendable {
    func realm(_ id: Realm.ID) async throws -> Realm?
    /// The realm that answers at the root of `host`, lower case, without a port.
    func realm(atHost host: String) async throws -> Realm?
    /// The realm whose issuer is at this path.
    func realm(atIssuerPath path: String) async throws -> Realm?
    /// All, by id.
    func all() async throws -> [Realm]
    /// Creates the realm, with its tenant, or replaces the one of this id where `realm.version` is still its version;
    /// answers what was kept, nil where somebody else was faster. Throws `HostTaken` where another realm has a host,
    /// `IssuerPathTaken` where one has the path.
    func save(_ realm: Realm) async throws -> Realm?
    /// With everybody and everything in it.
    func delete(_ id: Realm.ID) async throws
}

/// Another realm's issuer is at this path.
package struct IssuerPathTaken: Error, Equatable {
    package init() {}
}

/// Another realm answers at this host.
package struct HostTaken: Error, Equatable {
    package init() {}
}
