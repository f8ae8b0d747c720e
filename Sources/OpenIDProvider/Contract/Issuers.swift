import Directory

/// What a URL says about the issuer it means; nothing of it is verified.
package struct IssuerName: Sendable, Hashable {
    /// The tenant's name or GUID, or the realm's id, as the URL has it.
    package let directory: String
    /// As the URL has it, in any case; nil for a realm.
    package let policy: String?
    package let form: Form

    /// Discovery answers in the form that it was asked in (b2c-reference §6.2).
    package enum Form: Sendable, Hashable {
        /// `/{tenant}/{policy}/…`
        case path
        /// `/{tenant}/…?p={policy}`
        case query
        /// `/tfp/{tenant}/{policy}/…`
        case trustFramework
        /// `/{realm}/…`
        case realm
        /// The realm whose own host it is; `directory` is empty.
        case host
        /// The realm that has chosen this path, which `directory` is: `/auth/realms/demo`.
        case chosen
    }

    package init(directory: String, policy: String?, form: Form) {
        self.directory = directory
        self.policy = policy
        self.form = form
    }
}

/// Knows tenants, policies and realms.
package protocol Issuers: Sendable {
    /// Nil where there is no such tenant, policy or realm. `origin` is scheme and host as the client sees them.
    func issuer(_ name: IssuerName, origin: String) async throws -> Issuer?
}

/// Knows the applications of an issuer.
package protocol Clients: Sendable {
    func client(_ id: String, of issuer: Issuer) async throws -> Client?
    /// The application that, as an API, offers `scope` (`https://contoso.onmicrosoft.com/api/read`).
    func resource(offering scope: String, of issuer: Issuer) async throws -> Client?
    /// The application that, as an API, goes by this URI, or by its id.
    func resource(identifiedBy uri: String, of issuer: Issuer) async throws -> Client?
}
