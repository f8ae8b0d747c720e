import Base
import Cryptography
import Directory
import HTTP
import JOSE
import JourneyRuntime
import Messaging
import Policy
import SQL
import Storage
import Synchronization
import TestSupport
import Testing
import Trace
import Transport

@testable import Server

/// A whole server in memory: clock, randomness, mail and the world outside are the test's.
final class TestServer: Sendable {
    static let webClient = "a0000000-0000-4000-8000-00000000000a"
    static let secret = "a secret that only the application and we know"
    static let redirect = "https://app.example/cb"

    let tenant: Tenant
    let clock = TestClock()
    let world = World()
    let mailbox = Mailbox()
    let events = EventRecord()
    let traces: TraceStore
    let policies: ServedPolicies
    let access = TestAccess()
    let store: Store
    let composition: Composition
    /// Reaches the server, with or without a socket between.
    let fetch: any Fetch
    let origin: String
    private let socket: HTTPServer?

    init(_ set: PolicySet, over transport: Transport = .memory, tracing: TraceSelection = .development) async throws {
        let name = try #require(set.tenant)
        tenant = Tenant(
            id: Tenant.ID("7e4a0000-0000-4000-8000-000000000001"), name: name.text, displayName: "Contoso")
        policies = ServedPolicies(set)
        let key = try MasterKey(version: 1, bytes: Secret(Bytes(repeating: 7, count: 32)))
        let sealer = try Sealer(keys: [key], random: .openSSL)
        store = try await Store.inMemory(sealing: StoreSealing(sealer: sealer))
        let traces = TraceStore(tracing, now: clock.read)
        self.traces = traces
        composition = Composition(
            .init(
                store: store, sealer: sealer, tenant: tenant, policies: policies,
                passwords: HashedPasswords(hasher: PasswordHasher()), fetch: world, courier: mailbox,
                conditionalAccess: access, people: [],
                traces: traces, isReady: { true }, mayReachPrivateAddresses: true, now: clock.read,
                random: .seeded(), emit: events.emit, pageKey: key.derived(for: "pages"),
                digestKey: key.derived(for: "digests")))
        switch transport {
        case .memory:
            origin = "https://login.example"
            fetch = MemoryFetch(
                [origin: composition.responder], correlationID: { "00000000-0000-4000-8000-00000000c0de" })
            socket = nil
        case .socket:
            let server = try HTTPServer(ServerConfiguration(port: 0), composition.responder, random: .openSSL)
            origin = "http://127.0.0.1:\(server.port)"
            fetch = CurlFetch()
            socket = server
        }
        try await store.tenants.save(tenant)
        try await store.applications.save(application)
        for keySet in try TestKeys.sets(for: policies.all, of: tenant) { try await store.keySets.save(keySet) }
    }

    enum Transport: String, CaseIterable, Sendable { case memory, socket }

    static func pack(
        _ folder: String, base: String? = nil, extra: [PolicySet.File] = [], over transport: Transport = .memory,
        tracing: TraceSelection = .development
    ) async throws -> TestServer {
        try await TestServer(
            try StarterPack.load(folder, base: base, extra: extra), over: transport, tracing: tracing)
    }

    func stop() async { await socket?.drain(within: 2) }

    private var application: Application {
        var application = Application(id: Application.ID(Self.webClient), tenant: tenant.id, name: "Web")
        application.redirectURIs = [RedirectURI(Self.redirect, .web)]
        application.secretHashes = [Hash.sha256(Bytes(utf8: Self.secret))]
        application.allowsImplicitIDToken = true
        application.frontChannelLogoutURI = "https://app.example/signed-out"
        return application
    }
}

/// Conditional access by rules that a test sets.
final class TestAccess: ConditionalAccess {
    let countries: any CountryLookup = NoCountries()
    private let kept = Mutex(ConditionalAccessRules())

    func rules(of tenant: Tenant.ID) -> ConditionalAccessRules { kept.withLock { $0 } }

    func set(_ rules: String) throws {
        let rules = try ConditionalAccessRules(parsing: Bytes(utf8: rules))
        kept.withLock { $0 = rules }
    }
}

extension TestServer {
    func base(_ policy: String) -> String { "\(origin)/\(tenant.name)/\(policy)" }

    /// An authorization request of the application; nil takes a parameter away.
    func authorize(_ policy: String, _ changes: [String: String?] = [:]) -> String {
        var values: [String: String?] = [
            "client_id": Self.webClient, "redirect_uri": Self.redirect, "response_type": "code",
            "scope": "openid offline_access", "state": "st at&e", "nonce": "n-1",
        ]
        values.merge(changes) { _, new in new }
        var parameters = Parameters()
        for (name, value) in values.sorted(by: { $0.key < $1.key }) { if let value { parameters.add(name, value) } }
        return "\(base(policy))/oauth2/v2.0/authorize?\(parameters.urlEncoded)"
    }

    func browser(_ way: Browser.Way = .scripts) -> Browser { Browser(fetch, origin: origin, way) }

    /// The newest code that was sent to `address`.
    func code(to address: String) throws -> String {
        let text = try #require(mailbox.messages(to: address).first?.text, "nothing was sent to \(address)")
        let digits = text.split { !$0.isNumber }.filter { $0.count == 6 }
        return String(try #require(digits.first, "no code in \(text)"))
    }

    /// What the token endpoint answers.
    func token(_ policy: String, _ parameters: [(String, String)]) async throws -> JSON {
        let form: [String: String?] = ["client_id": Self.webClient, "client_secret": Self.secret]
        return try await post(
            policy, "oauth2/v2.0/token", form.merging(parameters.map { ($0, .some($1)) }) { $1 })
    }

    /// A form to an endpoint of the policy; nil takes a parameter away.
    func post(_ policy: String, _ path: String, _ values: [String: String?]) async throws -> JSON {
        var form = Parameters()
        for (name, value) in values.sorted(by: { $0.key < $1.key }) { if let value { form.add(name, value) } }
        let response = try await fetch.send(
            FetchRequest(
                method: .post, url: "\(base(policy))/\(path)",
                headers: ["Content-Type": "application/x-www-form-urlencoded"], body: Bytes(utf8: form.urlEncoded),
                mayReachPrivateAddresses: true))
        return try JSON(parsing: response.body)
    }

    /// Redeems the code of the application's answer.
    func tokens(_ policy: String, for page: Page) async throws -> JSON {
        let code = try #require(page.answer["code"], "\(page.summary)")
        return try await token(
            policy, [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Self.redirect)])
    }

    /// The claims of the id token that the answer's code buys, its signature checked.
    func claims(_ policy: String, for page: Page) async throws -> JSON.Object {
        try TestKeys.claims(of: try await tokens(policy, for: page), "id_token")
    }
}

extension TestServer {
    /// A local account that is there already.
    func addUser(_ email: String, _ password: String) async throws {
        let tenantName = tenant.name
        var user = User(
            id: User.ID(Random.openSSL.uuid()), tenant: tenant.id,
            identities: [Identity(signInType: "emailAddress", issuer: tenantName, issuerAssignedID: email)],
            createdAt: clock.now)
        user.passwordHash = try await PasswordHasher().hash(Secret(password)).phc
        user.attributes["displayName"] = "Ada Lovelace"
        #expect(try await store.users.create(user) == .created)
    }

    /// How many rows there are that a request could have written.
    func rows() async throws -> Int {
        let main: SQL = """
            SELECT (SELECT count(*) FROM users) + (SELECT count(*) FROM sessions) + (SELECT count(*) FROM grants)
            + (SELECT count(*) FROM used_identifiers)
            """
        let kept = try await store.database.read { db in try db.first(main) { row -> Int in try row[0] } }
        let passing: SQL = "SELECT (SELECT count(*) FROM journeys) + (SELECT count(*) FROM attempts)"
        let journeys = try await store.journeyDatabase.read { db in
            try db.first(passing) { row -> Int in try row[0] }
        }
        return (kept ?? 0) + (journeys ?? 0)
    }
}
