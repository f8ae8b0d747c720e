import Base
import Directory
import FIDO

/// A realm as a request sees it: its settings, read and checked, and where it is.
package struct RealmContext: Sendable {
    package let realm: Realm
    package let settings: RealmSettings
    /// Scheme and host as the browser sees them, without a slash at the end.
    package let origin: String
    /// The address of the realm's pages and interfaces, without a slash at the end: `https://login.example/demo`, or
    /// the origin where the realm has a host of its own.
    package let base: String

    package init(realm: Realm, settings: RealmSettings, origin: String, base: String) {
        self.realm = realm
        self.settings = settings
        self.origin = origin
        self.base = base
    }

    package var tenant: Tenant.ID { realm.tenant }

    /// The `iss` of its tokens, and what its endpoints' addresses begin with.
    package var issuer: String {
        realm.issuerPath.map { "\(origin)\($0)" } ?? "\(base)\(Self.issuerPath)"
    }

    /// Below the realm's base, where it has chosen none.
    static let issuerPath = "/oidc"
}
