import Base
import Cryptography
import Directory
import HTTP
import JOSE
import Messaging
import Policy
import Storage
import Workbench

/// Makes a whole server in memory for each journey test.
struct MemorySites: TestSites {
    private let shelf = PolicyShelf()
    private let stubs = StubShelf()
    /// Made once: an RSA key costs more than a test.
    private let key: SigningKey

    init() throws { key = try SigningKey(id: "test-key", algorithm: .rs256, privateKey: .rsa(bits: 2048)) }

    func site(for test: JourneyTest) async throws -> any TestSite {
        let loaded = try shelf.load(for: test)
        guard let policy = loaded.set.policy(Name(test.policy)), policy.relyingParty != nil,
            let name = loaded.set.tenant
        else { throw TestOrderError(MemorySites.missing(test, loaded)) }
        let tenant = Tenant(
            id: Tenant.ID((policy.tenantObjectID ?? TenantGUID.make(of: name.folded)).lowercased()), name: name.text,
            displayName: name.text.split(separator: ".").first.map(String.init) ?? name.text)
        let site = try await MemorySite(test, tenant, loaded.set, try stubs.files(for: test), key)
        try await furnish(site, test, loaded.set)
        return site
    }

    /// Why there is no such policy.
    private static func missing(_ test: JourneyTest, _ loaded: PolicyShelf.Loaded) -> String {
        let errors = loaded.diagnostics.sorted.filter { $0.severity == .error }
        let names = loaded.set.relyingParties.map(\.text)
        let hint = names.isEmpty ? "" : "; there are: \(names.joined(separator: ", "))"
        let what = "no policy \"\(test.policy)\" can be run in \(test.folder)\(hint)"
        return ([what] + errors.prefix(8).map { "\($0.location): \($0.message)" }).joined(separator: "\n")
    }

    private func furnish(_ site: MemorySite, _ test: JourneyTest, _ set: PolicySet) async throws {
        try await site.store.tenants.save(site.tenant)
        try await site.store.applications.save(application(of: test, site))
        for member in test.keys.members { try await site.store.keySets.save(keySet(member, site.tenant)) }
        let policies = set.relyingParties.compactMap { set.policy($0) }
        for keySet in try DevelopmentKeys.sets(for: policies, of: site.tenant, sharing: key) {
            _ = try await site.store.keySets.saveIfAbsent(keySet)
        }
        for user in test.users { try await add(user, to: site) }
        try await makeRealms(of: test, site)
    }

    /// The demo realm, and those of `realms/*.json`, as with `cardea dev`.
    private func makeRealms(of test: JourneyTest, _ site: MemorySite) async throws {
        _ = try await site.store.realms.save(
            Realm(id: DemoRealm.id, tenant: Tenant.ID(site.random.uuid()), displayName: "Demo"))
        do {
            _ = try await WatchedRealms(
                folder: test.folder, keeper: RealmKeeper(store: site.store, random: site.random))
        } catch let error as UsageError {
            throw TestOrderError("\(error)")
        }
    }

    /// The demo application, with what the test says otherwise.
    private func application(of test: JourneyTest, _ site: MemorySite) -> Application {
        let demo = DemoApplication.make(tenant: site.tenant, origins: [site.origin])
        let given = test.application
        var application = Application(id: Application.ID(site.client), tenant: site.tenant.id, name: demo.name)
        application.redirectURIs = demo.redirectURIs + [RedirectURI(site.redirectURI, .web)]
        application.allowsAnyLoopbackRedirect = true
        application.allowsImplicitIDToken = true
        application.allowsImplicitAccessToken = true
        application.allowsPasswordGrant = true
        application.postLogoutRedirectURIs = demo.postLogoutRedirectURIs + [site.redirectURI]
        application.secretHashes = [given.secret].compactMap(\.self).map { Hash.sha256($0.utf8) }
        application.frontChannelLogoutURI = given.logoutURI
        application.exposedScopes = given.exposedScopes
        return application
    }

    private func keySet(_ member: JSON.Object.Member, _ tenant: Tenant) -> KeySet {
        let text = member.value.string
        let material: JSON =
            text.map { ["kty": "oct", "k": .string(Base64.encodeURL(Bytes(utf8: $0)))] } ?? member.value
        let isEncryption = member.value["use"]?.string == "enc"
        return KeySet(
            tenant: tenant.id, name: member.name, use: isEncryption ? .encryption : .signature,
            keys: [
                KeySet.Key(
                    id: member.value["kid"]?.string ?? "given", material: Secret(material),
                    createdAt: Timestamp(seconds: 0))
            ])
    }

    private func add(_ given: JourneyTest.GivenUser, to site: MemorySite) async throws {
        let local = given.names.map {
            Identity(signInType: $0.type, issuer: site.tenant.name, issuerAssignedID: $0.name)
        }
        let federated = given.identities.map {
            Identity(signInType: "federated", issuer: $0.issuer, issuerAssignedID: $0.id)
        }
        var user = User(
            id: User.ID((given.id ?? site.random.uuid()).lowercased()), tenant: site.tenant.id,
            identities: local + federated, createdAt: site.now)
        user.isEnabled = given.isEnabled
        user.forcesPasswordChange = given.forcesPasswordChange
        if let password = given.password {
            user.passwordHash = try await CheapPasswords().hash(Secret(password))
            user.passwordChangedAt = site.now
        }
        for member in given.attributes.members { user.attributes[member.name] = member.value }
        guard try await site.store.users.create(user) == .created else {
            let names = given.names.map(\.name) + given.identities.map(\.id)
            throw TestOrderError("two users of the test share a name: \(names.joined(separator: ", "))")
        }
    }
}
