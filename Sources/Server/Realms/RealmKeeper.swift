import Base
import Directory
import PasswordRules
import Passwordless
import Storage

/// Makes and changes realms in the store, as files and commands say.
struct RealmKeeper: Sendable {
    let store: Store
    let random: Random

    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    func realm(_ name: String) async throws -> Realm {
        guard let realm = try await store.realms.realm(Realm.ID(name)) else {
            throw Fault(description: "there is no realm \(name)")
        }
        return realm
    }

    /// Makes the realm, or changes the one of this id to be what the file says. API keys that the store has and the
    /// file does not name are kept where `keepsKeys`: a watched file cannot know of a key that was made since.
    @discardableResult
    func apply(_ file: RealmFile, keepsKeys: Bool = false) async throws -> Realm {
        if let path = file.issuerPath { try await checkIssuerPath(path, of: file.id) }
        for _ in 0..<5 {
            let known = try await store.realms.realm(file.id)
            if let known, let tenant = file.tenant, tenant != known.tenant {
                throw Fault(description: "realm \(file.id) has another tenantId: \(known.tenant)")
            }
            var realm =
                known
                ?? Realm(
                    id: file.id, tenant: file.tenant ?? Tenant.ID(random.uuid()), displayName: file.displayName)
            var settings = file.settings
            if keepsKeys, let known {
                let named = Set(settings.apiKeys.map(\.id))
                settings.apiKeys += try RealmSettings(known.settings).apiKeys.filter { !named.contains($0.id) }
            }
            (realm.displayName, realm.hosts, realm.settings) = (file.displayName, file.hosts, settings.json)
            realm.issuerPath = file.issuerPath
            // Saved only where something is different: every version is read anew.
            guard realm != known else { return try await applyClients(of: file, realm) }
            do {
                guard let kept = try await store.realms.save(realm) else { continue }
                return try await applyClients(of: file, kept)
            } catch is HostTaken {
                throw Fault(description: "another realm has one of the hosts \(file.hosts.joined(separator: ", "))")
            } catch is IssuerPathTaken {
                throw Fault(description: "another realm has the issuerPath \(file.issuerPath ?? "")")
            }
        }
        throw Fault(description: "realm \(file.id) was changed at the same time")
    }

    /// The path must not be where another realm, or a tenant, is.
    private func checkIssuerPath(_ path: String, of id: Realm.ID) async throws {
        guard let first = path.split(separator: "/").first.map(String.init) else { return }
        if first != id.text, try await store.realms.realm(Realm.ID(first)) != nil {
            throw Fault(description: "issuerPath \(path) is where realm \(first) is")
        }
        let named = try await store.tenants.tenant(named: first)
        let known = try await store.tenants.tenant(Tenant.ID(first.lowercased()))
        if named != nil || known != nil { throw Fault(description: "issuerPath \(path) is where tenant \(first) is") }
    }

    /// What realms are configured with and this server does not have: said at the start, and after each change.
    func lacks() async throws -> [String] {
        try await store.realms.all().compactMap { realm in
            guard let path = try RealmSettings(realm.settings).breachedPasswords else { return nil }
            do {
                try BreachedPasswords(path: path).check()
                return nil
            } catch {
                return "realm \(realm.id): breachedPasswords: \(error); nobody can set a password until it is there"
            }
        }
    }

    private func applyClients(of file: RealmFile, _ realm: Realm) async throws -> Realm {
        for entry in file.clients {
            let id = entry.id == RealmClientEntry.own ? realm.tenant.text : entry.id
            let before = try await store.applications.application(Application.ID(id), of: realm.tenant)
            try await store.applications.save(entry.application(of: realm.tenant, before: before))
        }
        return realm
    }

    func file(of realm: Realm) async throws -> RealmFile {
        try RealmFile(realm, clients: try await store.applications.applications(of: realm.tenant))
    }
}
