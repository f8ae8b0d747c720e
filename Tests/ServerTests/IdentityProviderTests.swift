import Base
import HTTP
import JOSE
import Policy
import TestSupport
import Testing
import Trace

/// The published unit tests of identity providers and RESTful profiles, each to a token.
@Suite(.enabled(if: Corpus.isPresent && StarterPack.isPresent))
struct IdentityProviderTests {
    private static let folder = "unit-tests/Identity-providers"

    struct Case: Sendable, CustomTestStringConvertible {
        let file: String
        let policy: String
        let exchange: String
        /// What must be in the redirect.
        var asked: [String: String] = [:]
        /// What must be in the token.
        let claims: JSON.Object
        let serve: @Sendable (World) -> Void

        var testDescription: String { file }
    }

    private static let google: @Sendable (World) -> Void = { world in
        world.serve("https://accounts.google.com/o/oauth2/token", ["access_token": "g-1", "id_token": "unread"])
        world.serve(
            "https://www.googleapis.com/oauth2/v1/userinfo",
            ["id": "g-7", "email": "ada@g.example", "given_name": "Ada", "family_name": "L", "name": "Ada L"])
    }

    static let cases = [
        Case(
            file: "GitHub/IDP_GitHub_AccessToken.xml", policy: "B2C_1A_IDP_GitHub_AccessToken",
            exchange: "GitHubExchange", asked: ["scope": "read:user user:email"],
            claims: ["idp": "github.com", "oauth2Access_token": "gh-1", "oauth2Token_type": "bearer"]
        ) { world in
            // GitHub answers with a form unless it is asked for JSON, and refuses who does not say who asks.
            world.serve("https://github.com/login/oauth/access_token") { request in
                let isForm = request.headers["Accept"] != "application/json"
                let form = "access_token=gh-1&scope=user&token_type=bearer"
                let json: JSON = ["access_token": "gh-1", "scope": "user", "token_type": "bearer"]
                return FetchResponse(status: 200, body: isForm ? Bytes(utf8: form) : json.bytes)
            }
            world.serve("https://api.github.com/user") { request in
                guard request.headers["User-Agent"]?.hasPrefix("CPIM-Basic/") == true,
                    request.headers["Authorization"] == "Bearer gh-1"
                else { return FetchResponse(status: 403) }
                let person: JSON = ["id": 583_231, "name": "Ada", "email": .null]
                return FetchResponse(status: 200, body: person.bytes)
            }
        },
        Case(
            file: "Google/IDP_Google.xml", policy: "B2C_1A_IDP_Google", exchange: "GoogleExchange",
            claims: ["idp": "google.com"], serve: google),
        Case(
            file: "Google/IDP_Google_SelectAccount.xml", policy: "B2C_1A_IDP_Google_SelectAccount",
            exchange: "GoogleExchange", asked: ["prompt": "select_account"], claims: ["idp": "google.com"],
            serve: google),
        Case(
            file: "Custom_IDP/IDP_MyCustomIdp_Oauth2.xml", policy: "B2C_1A_IDP_MyCustomIDP_Oauth2",
            exchange: "MyCustomIdpExchange", asked: ["response_mode": "form_post"],
            claims: ["idp": "https://myidp.biz/livedemo"]
        ) { world in
            world.serve("https://myidp.biz/livedemo/oauth2/token", ["access_token": "m-1", "token_type": "Bearer"])
            world.serve("https://myidp.biz/livedemo/oauth2/userinfo") { request in
                guard request.headers["Authorization"] == "Bearer m-1" else { return FetchResponse(status: 401) }
                let person: JSON = ["sub": "m-7", "name": "Ada", "iss": "https://myidp.biz/livedemo"]
                return FetchResponse(status: 200, body: person.bytes)
            }
        },
        Case(
            file: "Facebook/IDP_Facebook.xml", policy: "B2C_1A_IDP_Facebook", exchange: "FacebookExchange",
            claims: ["idp": "facebook.com"]
        ) { $0.serveFacebook() },
        Case(
            file: "Facebook/IDP_Facebook_Reauthenticate.xml", policy: "B2C_1A_IDP_Facebook_Reauthenticate",
            exchange: "FacebookExchange", asked: ["auth_type": "reauthenticate"],
            claims: ["idp": "facebook.com"]
        ) { $0.serveFacebook() },
    ]

    @Test(arguments: cases)
    func `a person of another provider comes to a token`(item: Case) async throws {
        let parts = item.file.split(separator: "/")
        let server = try await Corpus.server("\(Self.folder)/\(parts[0])", only: String(parts[1]))
        item.serve(server.world)
        let browser = server.browser()
        try await goTo(item.exchange, browser, server, item.policy)
        let asked = browser.page.answer
        for (name, value) in item.asked { #expect(asked[name] == value) }

        let page = try await finish(browser, try await returning(browser))

        let claims = try await server.claims(item.policy, for: page)
        for member in item.claims.members { #expect(claims[member.name] == member.value, "\(member.name)") }
        #expect(claims["sub"]?.string?.isEmpty == false)
    }

    /// The metadata for all directories, and that of one, whose issuer is another.
    private func serveMicrosoft(_ world: World, _ directory: String) throws {
        let common = "https://login.microsoftonline.com/common"
        let issuers = [
            (common, "https://login.microsoftonline.com/{tenantid}/v2.0"), (directory, "\(directory)/v2.0"),
        ]
        for (place, issuer) in issuers {
            world.serve(
                "\(place)/v2.0/.well-known/openid-configuration",
                [
                    "issuer": .string(issuer), "jwks_uri": .string("\(common)/discovery/v2.0/keys"),
                    "authorization_endpoint": .string("\(common)/oauth2/v2.0/authorize"),
                    "token_endpoint": .string("\(common)/oauth2/v2.0/token"),
                    "end_session_endpoint": .string("\(common)/oauth2/v2.0/logout"),
                ])
        }
        world.serve("\(common)/discovery/v2.0/keys", try JWKSet([TestKeys.signing.publicJWK]).publicJSON)
    }

    @Test(arguments: ["IDP_AAD_Multi", "IDP_AAD_Multi_OIDC_AccessToken"])
    func `a person of any directory of Microsoft's signs in, its issuer asked for its keys`(file: String) async throws {
        let server = try await Corpus.server("\(Self.folder)/Azure-AD", only: "\(file).xml")
        let policy = try #require(server.policies.all.map(\.id.text).first { $0.contains("Multi") })
        let browser = server.browser()
        let directory = "https://login.microsoftonline.com/72f9"
        try serveMicrosoft(server.world, directory)
        try await goTo("AzureADCommonExchange", browser, server, policy)
        let token = try JWT.sign(
            claims: [
                "iss": .string("\(directory)/v2.0"), "aud": "00000000-0000-0000-0000-000000000000", "oid": "o-1",
                "tid": "72f9", "sub": "s-1", "name": "Ada", "nonce": .string(browser.page.answer["nonce"] ?? ""),
                "exp": .integer(server.clock.now.seconds + 600),
            ], with: TestKeys.signing)
        server.world.serve(
            "https://login.microsoftonline.com/common/oauth2/v2.0/token",
            ["access_token": "aad-1", "id_token": .string(token), "expires_in": 3599, "token_type": "Bearer"])

        let page = try await finish(browser, try await returning(browser))

        let claims = try await server.claims(policy, for: page)
        #expect(claims["idp"] == .string("\(directory)/v2.0"), "\(claims)")
        if file.hasSuffix("AccessToken") { #expect(claims["oauth2Access_token"] == "aad-1") }
        // Whoever signs out here signs out there.
        let goodbye = try await browser.open("\(server.base(policy))/oauth2/v2.0/logout")
        #expect(goodbye.text.contains("https://login.microsoftonline.com/common/oauth2/v2.0/logout"))
    }

    @Test func `a RESTful profile asks with a query`() async throws {
        let server = try await Corpus.server("unit-tests/technical-profiles/Restful")
        server.world.serve("https://api.genderize.io/", ["name": "ada", "gender": "female", "count": 4711])
        let policy = "B2C_1A_TP_Restful_SendClaimsIn_QueryString"
        let browser = server.browser()
        try await browser.open(server.authorize(policy))

        let page = try await finish(browser, try await browser.press("continue", ["givenName": "Ada & Co"]))

        #expect(server.world.requests.last?.url == "https://api.genderize.io/?name=Ada%20%26%20Co")
        #expect(page.answer["code"] != nil, "\(page.summary)")
        // The record has the call, with its answer.
        let call = try #require(server.traces.journeys.first?.calls.last)
        #expect(call.url == "https://api.genderize.io/?name=Ada%20%26%20Co")
        #expect(call.answer?.status == 200 && call.answer?.body.text.contains("female") == true)
    }

    // MARK: B2C2B2CMigration

    private func migration() async throws -> TestServer {
        let server = try await Corpus.server("samples/B2C2B2CMigration/Policy")
        let directory = "https://login.microsoftonline.com/remoteb2ctenant.onmicrosoft.com"
        server.world.serve(
            "\(directory)/.well-known/openid-configuration",
            [
                "issuer": "https://sts.windows.net/r/", "authorization_endpoint": .string("\(directory)/authorize"),
                "token_endpoint": .string("\(directory)/oauth2/token"), "jwks_uri": .string("\(directory)/keys"),
            ])
        server.world.serve("\(directory)/keys", try JWKSet([TestKeys.signing.publicJWK]).publicJSON)
        let clock = server.clock
        server.world.serve("\(directory)/oauth2/token") { request in
            let form = Parameters(urlEncoded: String(decoding: request.body, as: UTF8.self)) ?? Parameters()
            guard form["password"] == Browser.password, form["username"] == "ada@example.com" else {
                let refusal: JSON = ["error": "invalid_grant", "error_description": "AADSTS50126"]
                return FetchResponse(status: 400, body: refusal.bytes)
            }
            let token = try JWT.sign(
                claims: [
                    "iss": "https://sts.windows.net/r/", "aud": "RemoteB2CIdentityExperienceFrameworkAppId",
                    "name": "Ada Remote", "exp": .integer(clock.now.seconds + 600),
                ], with: TestKeys.signing)
            let answer: JSON = ["access_token": "r", "id_token": .string(token)]
            return FetchResponse(status: 200, body: answer.bytes)
        }
        return server
    }

    @Test func `an account moves over when its old directory knows the password`() async throws {
        let server = try await migration()
        let policy = "B2C_1A_B2CMigrate_SignUpOrSignin"
        let browser = server.browser()
        let refused = try await browser.signIn(server, password: "Wrong-horse-7", policy: policy)
        #expect(!refused.isElsewhere)
        let page = try await browser.press("next", ["signInName": "ada@example.com", "password": Browser.password])
        #expect(try await server.claims(policy, for: page)["name"] == "Ada Remote", "\(page.summary)")

        let count = server.world.requests.count
        let again = try await server.browser().signIn(server, policy: policy)
        #expect(again.answer["code"] != nil, "\(again.summary)")
        #expect(server.world.requests.count == count)
    }

    // MARK: ways

    private func goTo(
        _ exchange: String, _ browser: Browser, _ server: TestServer, _ policy: String
    ) async throws {
        try await browser.open(server.authorize(policy))
        if !browser.page.isElsewhere { try await browser.press(exchange) }
        try #require(browser.page.isElsewhere, "\(browser.page.summary)")
    }

    /// Back by the way that the provider was asked for.
    private func returning(_ browser: Browser) async throws -> Page {
        guard browser.page.answer["response_mode"] == "form_post" else { return try await browser.returnFromProvider() }
        let asked = browser.page.answer
        return try await browser.post(
            try #require(asked["redirect_uri"]), ["state": try #require(asked["state"]), "code": "c-1"])
    }

    /// Through the pages that only show what came.
    private func finish(_ browser: Browser, _ page: Page) async throws -> Page {
        var page = page
        for _ in 0..<3 where !page.isElsewhere {
            page = try await browser.press("continue", ["displayName": "Ada", "givenName": "Ada", "surname": "L"])
        }
        return page
    }
}
