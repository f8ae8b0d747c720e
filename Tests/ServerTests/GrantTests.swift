import Base
import Cryptography
import Directory
import HTTP
import JOSE
import Policy
import Storage
import TestSupport
import Testing

/// The journeys of the token endpoint and of userinfo (b2c-reference §6.5, §7.1).
@Suite(.enabled(if: StarterPack.isPresent))
struct GrantTests {
    private static let api = "d0000000-0000-4000-8000-00000000000d"
    private static let clientCredentials = "B2C_1A_Demo_ClientCredentialsFlow"

    private func addAPI(_ server: TestServer, uri: String? = nil) async throws {
        var api = Application(id: Application.ID(Self.api), tenant: server.tenant.id, name: "Orders")
        let identifier = "https://\(server.tenant.name)/orders"
        if uri == nil { api.exposedScopes = ["\(identifier)/read"] } else { api.identifierURIs = [identifier] }
        api.appRoles = ["Orders.Read", "Orders.Write"]
        try await server.store.applications.save(api)
        let id = Application.ID(TestServer.webClient)
        var client = try #require(try await server.store.applications.application(id, of: server.tenant.id))
        client.grantedAppRoles = ["\(Self.api)/Orders.Read"]
        client.allowsPasswordGrant = true
        try await server.store.applications.save(client)
    }

    private func scope(_ server: TestServer) -> String { "https://\(server.tenant.name)/orders/.default" }

    @Test(arguments: [nil, "uri"])
    func `client credentials: a token of the application, with what the policy adds`(uri: String?) async throws {
        let server = try await TestServer(
            Sample.load("samples/client_credentials_flow", base: "SocialAndLocalAccounts"))
        try await addAPI(server, uri: uri)

        let answer = try await server.token(
            Self.clientCredentials, [("grant_type", "client_credentials"), ("scope", scope(server))])

        let claims = try TestKeys.claims(of: answer, "access_token")
        #expect(claims["aud"]?.string == Self.api)
        #expect(claims["azp"]?.string == TestServer.webClient && claims["sub"]?.string == TestServer.webClient)
        #expect(claims["scp"] == "Orders.Read")
        #expect(claims["Credentials"] == "OAuth 2.0 Client Credentials")
        #expect(claims["RandomValue"]?.string?.isEmpty == false && claims["RandomValue"] != "No Value")
        #expect(claims["tid"]?.string == server.tenant.id.text)
        #expect(claims["acr"] == nil && claims["auth_time"] == nil)
        #expect(answer["id_token"] == nil && answer["refresh_token"] == nil && answer["profile_info"] == nil)
        #expect(answer["expires_in"] == 3600 && answer["resource"]?.string == Self.api)
    }

    @Test(arguments: [
        (["scope": "https://yourtenant.onmicrosoft.com/orders/read"], "AADB2C90117"),
        (["scope": "https://yourtenant.onmicrosoft.com/gone/.default"], "AADB2C90117"),
        (["scope": nil], "AADB2C90010"), (["client_secret": "wrong"], "AADB2C90081"),
        (["client_secret": nil], "AADB2C90079"),
    ])
    func `client credentials are refused`(changes: [String: String?], code: String) async throws {
        let server = try await TestServer(
            Sample.load("samples/client_credentials_flow", base: "SocialAndLocalAccounts"))
        try await addAPI(server)
        var form: [String: String?] = [
            "grant_type": "client_credentials", "scope": scope(server), "client_id": TestServer.webClient,
            "client_secret": TestServer.secret,
        ]
        form.merge(changes) { $1 }
        let answer = try await server.post(Self.clientCredentials, "oauth2/v2.0/token", form)
        #expect(answer["error_description"]?.string?.hasPrefix(code) == true, "\(answer.text)")
    }

    @Test func `a client without a secret gets nothing for itself`() async throws {
        let server = try await TestServer(
            Sample.load("samples/client_credentials_flow", base: "SocialAndLocalAccounts"))
        try await addAPI(server)
        var app = Application(
            id: Application.ID("e0000000-0000-4000-8000-00000000000e"), tenant: server.tenant.id, name: "App")
        app.redirectURIs = [RedirectURI("msal://auth", .native)]
        try await server.store.applications.save(app)
        let answer = try await server.post(
            Self.clientCredentials, "oauth2/v2.0/token",
            ["grant_type": "client_credentials", "scope": scope(server), "client_id": app.id.text])
        #expect(answer["error"] == "invalid_client", "\(answer.text)")
    }

    @Test(arguments: [("SocialAndLocalAccounts", ""), ("SocialAndLocalAccountsWithMfa", "_WithAADCommon")])
    func `a refresh journey reads the user anew, and ends when sessions are revoked`(
        base: String, variant: String
    ) async throws {
        let policy = "B2C_1A_Demo_signup_signin_RefreshTokenJourney\(variant)"
        let server = try await TestServer(
            Sample.load(
                "samples/refresh-token-journey/policy",
                only: [
                    "TrustFrameworkExtensions_RefreshTokenJourney.xml",
                    "SignUpOrSignIn_RefreshTokenJourney\(variant).xml",
                ], base: base))
        server.world.serve(
            "https://login.microsoftonline.com/common/oauth2/v2.0/token",
            ["access_token": "aad-1", "refresh_token": "aad-r"])
        try await server.addUser("ada@example.com", Browser.password)
        let page = try await server.browser().signIn(server, policy: policy)
        let first = try await server.tokens(policy, for: page)
        let user = User.ID(try #require(try TestKeys.claims(of: first, "id_token")["sub"]?.string))
        _ = try await server.store.users.update(user, of: server.tenant.id) {
            $0.attributes["displayName"] = "Ada King"
        }

        server.clock.advance(seconds: 60)
        let second = try await refresh(server, policy, first)
        #expect(try TestKeys.claims(of: second, "id_token")["name"] == "Ada King", "\(second.text)")

        server.clock.advance(seconds: 3600)
        let now = server.clock.now
        _ = try await server.store.users.update(user, of: server.tenant.id) { $0.tokensValidFrom = now }
        let third = try await refresh(server, policy, second)
        #expect(third["error"] == "invalid_grant")
        #expect(third["error_description"]?.string?.hasPrefix("AADB2C90129") == true, "\(third.text)")
    }

    private func refresh(_ server: TestServer, _ policy: String, _ answer: JSON) async throws -> JSON {
        let token = try #require(answer["refresh_token"]?.string, "\(answer.text)")
        return try await server.token(policy, [("grant_type", "refresh_token"), ("refresh_token", token)])
    }

    // MARK: Password

    private static let ropc = "B2C_1A_ROPC_Auth"

    private func passwordServer() async throws -> TestServer {
        let policies = [
            StarterPack.relyingParty(Self.ropc, journey: "Password", TokenPolicies.password),
            StarterPack.relyingParty("B2C_1A_Bare", journey: "Bare", TokenPolicies.passwordWithoutInputs),
        ]
        let server = try await TestServer.pack("LocalAccounts", extra: policies)
        try await addAPI(server)
        try await server.addUser("ada@example.com", Browser.password)
        return server
    }

    private func signIn(
        _ server: TestServer, _ policy: String = Self.ropc, _ changes: [String: String?] = [:]
    ) async throws -> JSON {
        var form: [String: String?] = [
            "grant_type": "password", "username": "ada@example.com", "password": Browser.password,
            "scope": "openid \(TestServer.webClient) offline_access", "client_id": TestServer.webClient,
            "client_secret": TestServer.secret, "response_type": "token id_token",
        ]
        form.merge(changes) { $1 }
        return try await server.post(policy, "oauth2/v2.0/token", form)
    }

    @Test func `password: tokens for a name and a password, which refresh`() async throws {
        let server = try await passwordServer()
        let answer = try await signIn(server)
        let claims = try TestKeys.claims(of: answer, "id_token")
        #expect(claims["displayName"] == "Ada Lovelace" || claims["name"] == "Ada Lovelace", "\(answer.text)")
        #expect(try TestKeys.claims(of: answer, "access_token")["aud"]?.string == TestServer.webClient)
        #expect(!answer.text.contains(Browser.password))
        server.clock.advance(seconds: 60)
        let again = try await refresh(server, Self.ropc, answer)
        #expect(try TestKeys.claims(of: again, "id_token")["sub"] == claims["sub"], "\(again.text)")
    }

    @Test(
        arguments: [
            (ropc, ["password": "wrong"], "access_denied", "AADB2C90225"),
            (ropc, ["username": "nobody@example.com"], "access_denied", "AADB2C90225"),
            (ropc, ["username": nil], "invalid_request", "AADB2C90083"),
            (ropc, ["scope": nil], "invalid_scope", "AADB2C90010"),
            (LocalAccountTests.policy, [:], "unsupported_grant_type", "AADB2C90086"),
            ("B2C_1A_Bare", [:], "invalid_request", "AADB2C99015"),
        ] as [(String, [String: String?], String, String)])
    func `password is refused`(policy: String, changes: [String: String?], error: String, code: String) async throws {
        let server = try await passwordServer()
        let answer = try await signIn(server, policy, changes)
        #expect(answer["error"]?.string == error, "\(answer.text)")
        #expect(answer["error_description"]?.string?.hasPrefix(code) == true, "\(answer.text)")
        #expect(!server.events.text.contains(Browser.password))
    }

    @Test func `password needs the application's leave, and locks after ten guesses`() async throws {
        let server = try await passwordServer()
        for number in 0..<10 { _ = try await signIn(server, Self.ropc, ["password": "wrong \(number)"]) }
        #expect(try await signIn(server)["error"] == "access_denied")
        server.clock.advance(seconds: 61)
        #expect(try await signIn(server)["access_token"] != nil)

        let id = Application.ID(TestServer.webClient)
        var client = try #require(try await server.store.applications.application(id, of: server.tenant.id))
        client.allowsPasswordGrant = false
        try await server.store.applications.save(client)
        let answer = try await signIn(server)
        #expect(answer["error_description"]?.string?.hasPrefix("AADB2C90224") == true, "\(answer.text)")
    }

    // MARK: UserInfo

    private static let userInfo = "B2C_1A_UserInfo"

    private func userInfoServer(_ metadata: String) async throws -> (TestServer, JSON) {
        let policy = TokenPolicies.relyingPartyWithUserInfo(Self.userInfo, authorization: metadata)
        let server = try await TestServer.pack("LocalAccounts", extra: [policy])
        try await server.addUser("ada@example.com", Browser.password)
        let page = try await server.browser().signIn(
            server, policy: Self.userInfo, request: ["scope": "openid \(TestServer.webClient)"])
        return (server, try await server.tokens(Self.userInfo, for: page))
    }

    private func ask(_ server: TestServer, _ token: String?) async throws -> FetchResponse {
        try await server.fetch.send(
            FetchRequest(
                method: .get, url: "\(server.base(Self.userInfo))/openid/v2.0/userinfo",
                headers: token.map { ["Authorization": "Bearer \($0)"] } ?? [:], body: [],
                mayReachPrivateAddresses: true))
    }

    @Test(arguments: [
        "<Item Key=\"issuer\">https://yourtenant.b2clogin.com/11111111-1111-1111-1111-111111111111/v2.0/</Item>",
        "<Item Key=\"audience\">[ \"\(TestServer.webClient)\", \"x\" ]</Item>",
    ])
    func `userinfo answers what its issuer lists, read from the directory`(metadata: String) async throws {
        let (server, tokens) = try await userInfoServer(metadata)
        let discovery = try await server.fetch.send(
            FetchRequest(
                method: .get, url: "\(server.base(Self.userInfo))/v2.0/.well-known/openid-configuration",
                mayReachPrivateAddresses: true))
        #expect(try JSON(parsing: discovery.body)["userinfo_endpoint"] != nil)
        let token = try #require(tokens["access_token"]?.string, "\(tokens.text)")

        let answer = try await ask(server, token)
        let json = try JSON(parsing: answer.body)
        #expect(answer.status == 200)
        #expect(json["name"] == "Ada Lovelace", "\(json.text)")
        #expect(json["greeting"] == "Hello Ada Lovelace")
        #expect(json["object"] == json["sub"])
        #expect(json["surname"] == nil && json["iss"] == nil)

        #expect(try await ask(server, nil).status == 401)
        #expect(try await ask(server, tokens["id_token"]?.string).status == 401)
        #expect(try await ask(server, token + "x").status == 401)
    }

    @Test func `userinfo refuses the token of an account that is gone`() async throws {
        let (server, tokens) = try await userInfoServer("")
        let token = try #require(tokens["access_token"]?.string, "\(tokens.text)")
        let id = try #require(try JSON(parsing: try await ask(server, token).body)["object"]?.string)
        try await server.store.users.delete(User.ID(id), of: server.tenant.id)

        let answer = try await ask(server, token)

        #expect(answer.status == 401)
        #expect(try JSON(parsing: answer.body)["error"] == "invalid_token")
    }

    @Test(arguments: [
        "<Item Key=\"audience\">[ \"22222222-2222-2222-2222-222222222222\" ]</Item>",
        "<Item Key=\"issuer\">https://login.example/22222222-2222-2222-2222-222222222222/v2.0/</Item>",
    ])
    func `userinfo takes only the tokens that its authorization names`(metadata: String) async throws {
        let (server, tokens) = try await userInfoServer(metadata)
        #expect(try await ask(server, tokens["access_token"]?.string).status == 401)
    }
}
