import Base
import Directory
import HTTP
import Synchronization

/// Finds the realm that an address means, with its settings read. Each version of a realm is read once.
package struct RealmDirectory: Sendable {
    private let realms: any Realms
    private let cache = SettingsCache()

    package init(realms: any Realms) { self.realms = realms }

    /// `name` is the first part of the address; nil: the host alone says which realm is meant. Nil where there is none.
    package func realm(_ name: String?, _ http: Request) async throws -> RealmContext? {
        try await realm(name, origin: http.origin)
    }

    /// `origin` is scheme and host as the browser sees them.
    package func realm(_ name: String?, origin: String) async throws -> RealmContext? {
        if let name {
            guard let realm = try await realms.realm(Realm.ID(name)) else { return nil }
            return try context(realm, origin: origin, base: "\(origin)/\(realm.id.text)")
        }
        guard let host = URL(origin)?.host.lowercased(), let realm = try await realms.realm(atHost: host) else {
            return nil
        }
        return try context(realm, origin: origin, base: origin)
    }

    /// The realm whose issuer is at `path`, of those that answer at this origin: the default ones, where a realm has
    /// chosen no other, and the chosen.
    func realm(issuing path: String, named name: String?, origin: String) async throws -> RealmContext? {
        // Nobody else may choose a path that begins with a realm's name.
        if let name, let found = try await realm(name, origin: origin), found.realm.issuerPath == nil { return found }
        if let own = try await realm(nil, origin: origin) {
            // A host is one realm's; the paths of others are not there.
            return own.issuer == "\(origin)\(path)" ? own : nil
        }
        guard let chosen = try await realms.realm(atIssuerPath: path) else { return nil }
        return try context(chosen, origin: origin, base: "\(origin)/\(chosen.id.text)")
    }

    /// The realm of an issuer that was found before, as this origin has it.
    func realm(of directory: String, issuer: String, origin: String) async throws -> RealmContext? {
        if let own = try await realm(nil, origin: origin), own.realm.id.text == directory, own.issuer == issuer {
            return own
        }
        return try await realm(directory, origin: origin)
    }

    /// Those that a request to the root of a host means: the one whose host it is, else all whose passkeys are this
    /// host's.
    func realms(_ http: Request) async throws -> [RealmContext] {
        if let own = try await realm(nil, http) { return [own] }
        guard let host = URL(http.origin)?.host.lowercased() else { return [] }
        return try await realms.all().map {
            try context($0, origin: http.origin, base: "\(http.origin)/\($0.id.text)")
        }.filter { $0.relyingPartyID == host }
    }

    private func context(_ realm: Realm, origin: String, base: String) throws -> RealmContext {
        RealmContext(realm: realm, settings: try cache.settings(of: realm), origin: origin, base: base)
    }
}

/// By realm; a newer version takes the older one's place.
private final class SettingsCache: Sendable {
    private let known = Mutex<[Realm.ID: (version: Int, settings: RealmSettings)]>([:])

    func settings(of realm: Realm) throws(ObjectReader.Fault) -> RealmSettings {
        if let (version, settings) = known.withLock({ $0[realm.id] }), version == realm.version { return settings }
        let settings = try RealmSettings(realm.settings)
        known.withLock { $0[realm.id] = (realm.version, settings) }
        return settings
    }
}
