import Base
import Cryptography
import Directory
import HTTP
import OpenIDProvider
import Storage
import TestSupport
import Testing

@testable import Passwordless

/// A whole realm in memory, `demo` and its pages, provider and interfaces, with one person, `ada@example.com`, and one
/// client, `shop`.
final class RealmWorld: Sendable {
    static let origin = "https://login.example"
    static let redirectURI = "https://shop.example/callback"

    let store: Store
    let realm: Realm
    let service: RealmService
    let key: String
    let sent = SentMessages()
    let hooks = HookRecord()
    let events = EventRecord()
    let clock = TestClock()
    let ada = User.ID("ada")
    let responder: RoutedResponder
    let webhooks: WebhookDesk

    var base: String { "\(Self.origin)/demo" }

    init(
        _ settings: JSON = [:], hosts: [String] = [], issuerPath: String? = nil,
        judge: any PasswordJudge = RuledPasswords(),
        client change: (inout Application) -> Void = { _ in }
    ) async throws {
        let store = try await Store.inMemory(sealing: OpenSealing())
        let (clock, random, emit) = (clock, Random.seeded(), events.emit)
        let made = APIKey.make(name: "test", at: clock.now, random: random)
        var read = try RealmSettings(settings)
        read.apiKeys = [made.key]
        realm = try #require(
            try await store.realms.save(
                Realm(
                    id: Realm.ID("demo"), tenant: Tenant.ID("demo-tenant"), displayName: "Demo", hosts: hosts,
                    issuerPath: issuerPath, settings: read.json)))
        webhooks = WebhookDesk(
            realms: store.realms, outbox: store.outbox,
            secrets: WebhookSecrets(keySets: store.keySets, random: random, now: clock.read), fetch: hooks,
            mayReachPrivateAddresses: false, random: random, now: clock.read, emit: emit)
        service = RealmService(try Self.parts(store, webhooks, sent, judge, random, clock.read, emit))
        responder = Self.responder(service, store, random, clock.read, emit)
        (self.store, key) = (store, made.shown.exposed)
        try await store.applications.save(shop(change))
        _ = try await service.keys.keys(of: realm.tenant)
        var user = User(
            id: ada, tenant: realm.tenant, identities: [.mail("ada@example.com", in: realm)], createdAt: clock.now)
        user.attributes["email"] = "ada@example.com"
        _ = try await store.users.create(user)
    }

    private static let digestKey = Secret(Bytes(repeating: 7, count: 32))

    private static func parts(
        _ store: Store, _ webhooks: WebhookDesk, _ sent: SentMessages, _ judge: any PasswordJudge, _ random: Random,
        _ now: @escaping Now, _ emit: @escaping Emit
    ) throws -> RealmService.Parts {
        let master = try MasterKey(version: 1, bytes: Secret(Bytes(repeating: 9, count: 32)))
        var parts = RealmService.Parts(
            realms: store.realms, applications: store.applications, users: store.users,
            authenticators: store.authenticators, actions: store.actions, devices: store.devices,
            activities: store.activities, sessions: store.sessions, grants: store.grants, attempts: store.attempts,
            journeys: store.journeys, keySets: store.keySets,
            factors: { account, links in
                Factors(
                    FactorParts(
                        users: store.users, authenticators: store.authenticators, attempts: store.attempts,
                        account: account, courier: sent, webhooks: webhooks, links: links, passwords: PlainPasswords(),
                        judge: judge,
                        key: digestKey, random: random))
            },
            facts: KeptFacts(
                authenticators: store.authenticators, devices: store.devices, actions: store.actions, now: now),
            witness: WebhookWitness(webhooks: webhooks), courier: sent,
            sealer: try Sealer(keys: [master], random: random), pageKey: digestKey, digestKey: digestKey, now: now,
            random: random, emit: emit)
        parts.webhooks = webhooks
        return parts
    }

    /// As `Server` puts them together.
    private static func responder(
        _ service: RealmService, _ store: Store, _ random: Random, _ now: @escaping Now, _ emit: @escaping Emit
    ) -> RoutedResponder {
        let provider = Provider(
            .init(
                issuers: service.issuers, clients: service.clients, interaction: service.interaction,
                grants: store.grants, usedIdentifiers: store.usedIdentifiers, attempts: store.attempts,
                journeys: store.journeys, pages: service.pages, now: now, random: random, emit: emit))
        return RoutedResponder(
            Router(provider.routes(Mount.realms) + service.routes + service.interfaces)
        ) { error, _ in .text("\(error)", status: 500) }
    }

    private func shop(_ change: (inout Application) -> Void) -> Application {
        var shop = Application(id: Application.ID("shop"), tenant: realm.tenant, name: "Shop")
        shop.redirectURIs = [RedirectURI(Self.redirectURI, .web)]
        shop.secretHashes = [Hash.sha256("secret".utf8)]
        change(&shop)
        return shop
    }

    /// As `ada`'s, without asking anybody.
    func give(_ method: VerificationMethod, _ content: JSON) async throws {
        let authenticator = Authenticator(
            id: Authenticator.ID("ada-\(method)"), tenant: realm.tenant, user: ada, method: method.rawValue,
            name: "Given", createdAt: clock.now, verifiedAt: clock.now, content: Secret(content))
        _ = try await store.authenticators.create(authenticator, limit: 30)
    }

    func giveMail() async throws { try await give(.emailCode, ["email": "ada@example.com"]) }

    /// Of the interfaces: with the realm's key, or the token of a challenge.
    @discardableResult
    func call(
        _ method: HTTP.Method, _ path: String, _ body: JSON? = nil, token: String? = nil
    ) async throws -> (status: Int, json: JSON) {
        var headers: Headers = ["User-Agent": "test"]
        headers["Authorization"] = token.map { "Bearer \($0)" } ?? "Basic \(Base64.encode("\(key):".utf8))"
        if body != nil { headers["Content-Type"] = "application/json" }
        let response = try await MemoryFetch([Self.origin: responder]).send(
            FetchRequest(method: method, url: base + path, headers: headers, body: body?.bytes ?? []))
        return (response.status, response.body.isEmpty ? .null : try JSON(parsing: response.body))
    }

    /// The token of an action that the application's server tracks.
    func track(_ body: JSON = [:], action: String = "pay") async throws -> String {
        let answer = try await call(.post, "/v1/users/ada/actions/\(action)", body)
        return try #require(answer.json["token"]?.string, "\(answer)")
    }

    func authenticators() async throws -> [String] {
        try await store.authenticators.authenticators(of: ada, in: realm.tenant).map(\.method).sorted()
    }

    func authorize(_ extra: [(String, String)] = [], base: String? = nil) -> String {
        var query: Parameters = [
            "client_id": "shop", "redirect_uri": Self.redirectURI, "response_type": "code", "scope": "openid",
            "state": "s", "nonce": "n",
        ]
        for (name, value) in extra { query.set(name, value) }
        return "\(base ?? "\(self.base)/oidc")/auth?\(query.urlEncoded)"
    }
}

/// A browser at a realm: cookies by path, redirects, forms by their addresses.
final class RealmBrowser {
    let world: RealmWorld
    private let origin: String
    private var cookies: [(name: String, value: String, path: String)] = []
    private(set) var address = ""
    private(set) var status = 0
    private(set) var headers = Headers()
    private(set) var text = ""

    init(_ world: RealmWorld, origin: String = RealmWorld.origin) { (self.world, self.origin) = (world, origin) }

    var cookieNames: [String] { cookies.map(\.name) }

    func cookie(_ prefix: String) -> String? { cookies.first { $0.name.hasPrefix(prefix) }?.value }

    /// Another browser with what this one has by now.
    func copy() -> RealmBrowser {
        let copy = RealmBrowser(world, origin: origin)
        (copy.cookies, copy.address, copy.status, copy.headers, copy.text) = (cookies, address, status, headers, text)
        return copy
    }

    @discardableResult
    func open(_ address: String) async throws -> RealmBrowser { try await go(.get, address, nil) }

    @discardableResult
    func post(_ address: String, _ form: Parameters = Parameters()) async throws -> RealmBrowser {
        try await go(.post, address, form)
    }

    /// The first address of the page's forms that ends so.
    func form(_ end: String) throws -> String {
        let found = text.matches(of: #/action="([^"]*)"/#).map { String($0.1) }.first { $0.hasSuffix(end) }
        return try #require(found, "no form to \(end) at \(address): \(text)")
    }

    /// Everything below `/signin/{id}` of where the browser is.
    func signIn(_ path: String) throws -> String {
        let match = try #require(address.firstMatch(of: #/^(.*/signin/[^/?]+)/#), "\(address): \(text)")
        return "\(match.1)\(path)"
    }

    private func go(_ method: HTTP.Method, _ address: String, _ form: Parameters?) async throws -> RealmBrowser {
        var (method, address, form) = (method, absolute(address), form)
        for _ in 0..<10 {
            self.address = address
            guard address.hasPrefix("\(origin)/") else { return self }
            let response = try await exchange(method, address, form)
            (status, headers, text) = (
                response.status, response.headers, String(decoding: response.body, as: UTF8.self)
            )
            guard (300..<400).contains(status), let location = headers["Location"] else { return self }
            (method, address, form) = (.get, absolute(location), nil)
        }
        Issue.record("too many redirects: \(address)")
        return self
    }

    func exchange(_ method: HTTP.Method, _ address: String, _ form: Parameters?) async throws -> FetchResponse {
        var headers: Headers = ["User-Agent": "test", "Accept-Language": "en"]
        let path = URL(absolute(address))?.path ?? "/"
        let own = cookies.filter { path == $0.path || path.hasPrefix($0.path.hasSuffix("/") ? $0.path : "\($0.path)/") }
        if !own.isEmpty { headers["Cookie"] = own.map { "\($0.name)=\($0.value)" }.joined(separator: "; ") }
        if form != nil { headers["Content-Type"] = "application/x-www-form-urlencoded" }
        let response = try await MemoryFetch([origin: world.responder]).send(
            FetchRequest(
                method: method, url: absolute(address), headers: headers,
                body: form.map { Bytes(utf8: $0.urlEncoded) } ?? []))
        for text in response.headers.all("Set-Cookie") { keep(text) }
        return response
    }

    private func keep(_ text: String) {
        let parts = text.split(separator: ";").map { $0.drop { $0 == " " } }
        let pair = parts[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let path = parts.first { $0.hasPrefix("Path=") }.map { String($0.dropFirst(5)) } ?? "/"
        cookies.removeAll { $0.name == pair[0] && $0.path == path }
        if !parts.contains("Max-Age=0") { cookies.append((pair[0], pair[1], path)) }
    }

    private func absolute(_ address: String) -> String { address.hasPrefix("/") ? origin + address : address }
}

extension RealmBrowser {
    /// With a code by mail, up to the application or the next page.
    @discardableResult
    func signInByMail(at address: String? = nil) async throws -> RealmBrowser {
        let before = world.sent.codes.count
        try await open(address ?? world.authorize())
        try await post(try signIn(""), ["identifier": "ada@example.com"])
        try await post(try signIn("/with/EMAIL_OTP"))
        let code = try await world.sent.lastCode(after: before)
        return try await post(try signIn("/with/EMAIL_OTP/answer"), ["code": code])
    }
}
