import Base
import Cryptography
import Directory
import HTTP
import JOSE
import OpenID
import OpenIDProvider
import Pages
import TestSupport
import Testing

/// A whole provider in memory. The clock stands still.
struct TestProvider {
    static let tenant = "/contoso.onmicrosoft.com/B2C_1A_susi"
    static let webClient = "c0000000-0000-4000-8000-000000000001"
    static let spaClient = "c0000000-0000-4000-8000-000000000002"
    static let nativeClient = "c0000000-0000-4000-8000-000000000003"
    static let apiClient = "c0000000-0000-4000-8000-000000000004"
    static let secret = "correct horse battery staple 256"
    static let webRedirect = "https://app.example/cb?x=1"
    static let spaRedirect = "https://spa.example/"
    static let api = "https://contoso.onmicrosoft.com/api/read"
    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

    let clock = TestClock()
    let grants = WatchedGrants()
    let attempts = MemoryAttempts()
    let events = EventLog()
    let clients = TestClients(TestProvider.applications)
    let interaction: TestInteraction
    private let responder: RoutedResponder

    init(issuers: TestIssuers = TestIssuers()) {
        let (clock, grants, attempts, events, clients) = (clock, grants, attempts, events, clients)
        let random = Random { count in
            var generator = SystemRandomNumberGenerator()
            return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
        }
        let pages = ProviderPages(texts: { _ in Texts() }, random: random) { error, _ in
            .text("page \(error.reference ?? "-") \(error.text) \(error.correlationID)", status: error.status)
        }
        let now: Now = { clock.now }
        let emit: Emit = { events.record($0) }
        interaction = TestInteraction(
            .signIn(Self.person(at: clock.now)),
            responder: AuthorizeResponder(
                clients: clients, grants: grants, pages: pages, now: now, random: random, emit: emit))
        let provider = Provider(
            Provider.Parts(
                issuers: issuers, clients: clients, interaction: interaction, grants: grants,
                usedIdentifiers: MemoryUsedIdentifiers(), attempts: attempts, journeys: MemoryStoredJourneys(),
                pages: pages, now: now, random: random,
                emit: emit))
        responder = RoutedResponder(Router(provider.routes(Mount.tenants + Mount.realms))) { error, _ in
            .text("not caught: \(error)", status: 500)
        }
    }

    static func person(at time: Timestamp) -> Authentication {
        Authentication(
            subject: "sub-1", user: "99999999-9999-4999-8999-999999999999",
            authenticatedAt: time.adding(seconds: -30),
            claims: ["name": "Ada", "oid": "99999999-9999-4999-8999-999999999999", "iss": "evil", "azp": "evil"],
            stored: ["objectId": "99999999-9999-4999-8999-999999999999"], name: "Ada",
            preferredUsername: "ada@example.com", identityProvider: "LocalAccount", sessionID: "sid-1")
    }

    private static var applications: [Client] {
        let tenant = Tenant.ID(TestIssuers.tenantID)
        var web = Client(id: Client.ID(webClient), tenant: tenant, name: "Web")
        web.redirectURIs = [RedirectURI(webRedirect, .web), RedirectURI("https://app.example/cb", .web)]
        web.secretHashes = [Hash.sha256(Bytes(utf8: secret))]
        web.allowsImplicitIDToken = true
        web.allowsImplicitAccessToken = true
        var spa = Client(id: Client.ID(spaClient), tenant: tenant, name: "SPA")
        spa.redirectURIs = [RedirectURI(spaRedirect, .spa)]
        var native = Client(id: Client.ID(nativeClient), tenant: tenant, name: "Native")
        native.redirectURIs = [
            RedirectURI("http://localhost/", .native), RedirectURI("msalnative://auth", .native),
        ]
        var api = Client(id: Client.ID(apiClient), tenant: tenant, name: "API")
        api.exposedScopes = [Self.api, "https://contoso.onmicrosoft.com/api/write"]
        api.redirectURIs = [RedirectURI("https://api.example/", .web)]
        return [web, spa, native, api]
    }

    // MARK: Requests

    func send(
        _ method: HTTP.Method, _ path: String, query: Parameters = [:], form: Parameters? = nil,
        headers: Headers = [:], from address: String = "192.0.2.1"
    ) async -> Response {
        var headers = headers
        if form != nil { headers["Content-Type"] = "application/x-www-form-urlencoded" }
        return await responder.respond(
            to: Request(
                method: method, path: path, query: query, headers: headers,
                body: form.map { Bytes(utf8: $0.urlEncoded) } ?? [], origin: TestIssuers.origin,
                address: address, correlationID: "00000000-0000-4000-8000-00000000c0de"))
    }

    /// The web application's request, with a hybrid answer where nothing is changed; nil removes a parameter.
    func authorize(
        _ changes: [String: String?] = [:], at tenant: String = Self.tenant, method: HTTP.Method = .get
    ) async -> Response {
        let parameters = Self.parameters(changes)
        let path = tenant + (tenant.hasSuffix("oidc") ? "/auth" : "/oauth2/v2.0/authorize")
        return method == .post
            ? await send(.post, path, form: parameters) : await send(method, path, query: parameters)
    }

    static func parameters(_ changes: [String: String?] = [:]) -> Parameters {
        var values: [String: String?] = [
            "client_id": webClient, "redirect_uri": webRedirect, "response_type": "code",
            "scope": "openid offline_access", "state": "st at&e", "nonce": "n-1",
        ]
        values.merge(changes) { _, new in new }
        var parameters = Parameters()
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            if let value { parameters.add(name, value) }
        }
        return parameters
    }

    func code(_ changes: [String: String?] = [:], at tenant: String = Self.tenant) async throws -> String {
        let answer = try #require(await authorize(changes, at: tenant).answer)
        return try #require(answer["code"], "\(answer.items)")
    }

    /// The web application redeems `code`; nil removes a parameter.
    func token(
        _ changes: [String: String?] = [:], code: String? = nil, at tenant: String = Self.tenant,
        headers: Headers = [:], from address: String = "192.0.2.1"
    ) async -> Response {
        var values: [String: String?] = [
            "grant_type": "authorization_code", "code": code, "redirect_uri": Self.webRedirect,
            "client_id": Self.webClient, "client_secret": Self.secret,
        ]
        values.merge(changes) { _, new in new }
        var form = Parameters()
        for case (let name, let value?) in values { form.add(name, value) }
        let path = tenant + (tenant.hasSuffix("oidc") ? "/token" : "/oauth2/v2.0/token")
        return await send(.post, path, form: form, headers: headers, from: address)
    }

    func refresh(
        _ token: String, _ changes: [String: String?] = [:], at tenant: String = Self.tenant
    ) async -> Response {
        let own: [String: String?] = [
            "grant_type": "refresh_token", "refresh_token": token, "redirect_uri": .none,
        ]
        return await self.token(own.merging(changes) { _, new in new }, at: tenant)
    }
}

extension Response {
    /// The parameters that a redirect carries to the client, from query or fragment.
    var answer: Parameters? {
        guard let location = headers["Location"] else { return nil }
        if let hash = location.firstIndex(of: "#") {
            return Parameters(urlEncoded: String(location[location.index(after: hash)...]))
        }
        guard let mark = location.firstIndex(of: "?") else { return nil }
        return Parameters(urlEncoded: String(location[location.index(after: mark)...]))
    }

    var json: JSON? { bytes.flatMap { try? JSON(parsing: $0) } }
    var text: String { bytes.map { String(decoding: $0, as: UTF8.self) } ?? "" }
}

extension JSON {
    /// The claims of a token of ours, its signature verified.
    func claims(_ name: String) throws -> JSON.Object {
        try JWT.verify(
            #require(self[name]?.string, "\(text)"), keys: TestIssuers.realmKeys.verification,
            allowing: [.rs256, .es256]
        ).claims
    }
}
