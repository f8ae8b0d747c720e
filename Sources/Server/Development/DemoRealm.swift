import Base
import Cryptography
import Directory
import Storage

/// The realm that `cardea dev` makes: anybody can sign up, and the demo tenant is its client.
struct DemoRealm: Sendable {
    static let id = Realm.ID("demo")
    static let host = "demo.localhost"
    /// By which policies know the server's realms, whatever its port.
    static let alias = "realms.example"
    /// Under which the demo tenant's policies know the realm's client secret.
    static let secretName = "B2C_1A_DemoRealmSecret"
    /// What the demo tenant calls itself at the realm.
    static let client = Application.ID("demo-tenant")

    let store: Store
    let random: Random
    let now: Now

    /// Makes what is missing. `origins` are the server's.
    func make(for tenant: Tenant, origins: [String]) async throws {
        let realm = try await realm()
        let secret = try await secret(of: tenant)
        var client = Application(id: Self.client, tenant: realm.tenant, name: tenant.displayName)
        client.redirectURIs = origins.map { RedirectURI("\($0)/\(tenant.name)/oauth2/authresp", .web) }
        client.allowsAnyLoopbackRedirect = true
        client.secretHashes = [Hash.sha256(Bytes(utf8: secret))]
        try await store.applications.save(client)
        var application = DemoApplication.make(
            tenant: Tenant(id: realm.tenant, name: "", displayName: ""), origins: origins)
        application.embeddingOrigins = origins
        try await store.applications.save(application)
    }

    private func realm() async throws -> Realm {
        if let known = try await store.realms.realm(Self.id) { return known }
        let realm = Realm(
            id: Self.id, tenant: Tenant.ID(random.uuid()), displayName: "Demo", hosts: [Self.host],
            settings: ["signUp": ["isOpen": true]])
        guard let kept = try await store.realms.save(realm) else { throw StoreError("the demo realm is being made") }
        return kept
    }

    /// What the tenant proves itself by, made before its policies ask for it.
    func makeSecret(for tenant: Tenant) async throws { _ = try await secret(of: tenant) }

    private func secret(of tenant: Tenant) async throws -> String {
        let made = Base64.encodeURL(Bytes(utf8: random.token(32)))
        let key = KeySet.Key(
            id: random.token(16), material: Secret(["kty": "oct", "k": .string(made)]), createdAt: now())
        let kept = try await store.keySets.saveIfAbsent(
            KeySet(tenant: tenant.id, name: Self.secretName, use: .signature, keys: [key]))
        guard let text = kept.active(at: now())?.material.exposed["k"]?.string.flatMap({ Base64.decodeURL($0) }) else {
            throw StoreError("\(Self.secretName) of \(tenant.name) is no secret")
        }
        return String(decoding: text, as: UTF8.self)
    }
}
