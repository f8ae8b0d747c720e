import Base
import Directory
import HTTP
import TestSupport
import Testing

/// The packs SocialAccounts and SocialAndLocalAccounts, unchanged, with Facebook played by the test.
@Suite(.enabled(if: StarterPack.isPresent))
struct SocialAccountTests {
    private static let policy = LocalAccountTests.policy

    private func server(_ pack: String) async throws -> TestServer {
        let server = try await TestServer.pack(pack)
        server.world.serveFacebook()
        return server
    }

    /// To Facebook: at once where it is the only way, else by its button.
    private func goToFacebook(_ browser: Browser, _ server: TestServer) async throws {
        try await browser.open(server.authorize(Self.policy))
        if !browser.page.isElsewhere { try await browser.press("FacebookExchange") }
        #expect(browser.page.url.hasPrefix("https://www.facebook.com/dialog/oauth?"), "\(browser.page.summary)")
    }

    @Test(
        arguments: Browser.Way.allCases,
        ["SocialAccounts", "SocialAndLocalAccounts"])
    func `a person of Facebook gets an account the first time, and the same one the second`(
        way: Browser.Way, pack: String
    ) async throws {
        let server = try await server(pack)
        let browser = server.browser(way)
        try await goToFacebook(browser, server)
        try await browser.returnFromProvider()
        #expect(browser.page.tag(id: "displayName")?["value"] == "Ada Lovelace", "\(browser.page.summary)")
        let page = try await browser.press(
            "continue", ["displayName": "Ada King", "givenName": "Ada", "surname": "King"])
        let first = try await server.claims(Self.policy, for: page)
        #expect(first["name"] == "Ada King")

        let other = server.browser(way)
        try await goToFacebook(other, server)
        let again = try await other.returnFromProvider()
        let second = try await server.claims(Self.policy, for: again)
        #expect(second["sub"] == first["sub"])
    }

    private static let localOnly = StarterPack.relyingParty(
        "B2C_1A_LocalOnly", journey: "LocalOnly",
        """
        <UserJourneys><UserJourney Id="LocalOnly"><OrchestrationSteps><OrchestrationStep Order="1" \
        Type="ClaimsExchange"><ClaimsExchanges><ClaimsExchange Id="SignIn" \
        TechnicalProfileReferenceId="SelfAsserted-LocalAccountSignin-Email" /></ClaimsExchanges></OrchestrationStep>\
        <OrchestrationStep Order="2" Type="SendClaims" CpimIssuerTechnicalProfileReferenceId="JwtIssuer" />\
        </OrchestrationSteps></UserJourney></UserJourneys>
        """)

    /// Nothing of a session may count for who signs in some other way: it could be somebody else, in a browser that
    /// they share.
    @Test func `who signs in another way gets a session of another name`() async throws {
        let server = try await TestServer.pack("SocialAndLocalAccounts", extra: [Self.localOnly])
        server.world.serveFacebook()
        try await server.addUser("bob@example.com", Browser.password)
        let browser = server.browser()
        try await goToFacebook(browser, server)
        try await browser.returnFromProvider()
        try await browser.press("continue", ["displayName": "Ada King", "givenName": "Ada", "surname": "King"])
        let cookie = "x-ms-cpim-sso:\(server.tenant.name)_0"
        let before = try #require(browser.cookie(cookie))

        try await browser.open(server.authorize("B2C_1A_LocalOnly"))
        let page = try await browser.press("continue", ["signInName": "bob@example.com", "password": Browser.password])

        #expect(page.answer["code"] != nil, "\(page.summary)")
        #expect(try #require(browser.cookie(cookie)) != before)
    }

    @Test func `the redirect carries what Facebook registered`() async throws {
        let server = try await server("SocialAndLocalAccounts")
        let browser = server.browser()
        try await goToFacebook(browser, server)

        let asked = browser.page.answer
        #expect(asked["client_id"] == "facebook_clientid")
        #expect(asked["redirect_uri"] == "\(server.origin)/\(server.tenant.name)/oauth2/authresp")
        #expect(asked["scope"] == "email public_profile")
        #expect(asked["response_type"] == "code")
    }

    @Test func `a domain hint goes to Facebook without a page`() async throws {
        let server = try await server("SocialAndLocalAccounts")
        let page = try await server.browser().open(server.authorize(Self.policy, ["domain_hint": "facebook.com"]))
        #expect(page.url.hasPrefix("https://www.facebook.com/"))
    }

    @Test(arguments: [
        ("error", "access_denied", "AADB2C90091"), ("error", "server_error", "AADB2C90273"),
    ])
    func `a refusal of Facebook reaches the application`(name: String, value: String, code: String) async throws {
        let server = try await server("SocialAndLocalAccounts")
        let browser = server.browser()
        try await goToFacebook(browser, server)

        let answer = try await browser.returnFromProvider([(name, value)]).answer

        #expect(answer["error_description"]?.hasPrefix(code) == true, "\(answer.items)")
        #expect(answer["state"] == "st at&e")
    }

    @Test(arguments: [FetchError.connectionFailed, .timedOut, .nameNotFound, .invalidResponse, .responseTooLarge])
    func `a provider that is down or slow ends in an error for the application`(error: FetchError) async throws {
        let server = try await server("SocialAndLocalAccounts")
        let browser = server.browser()
        try await goToFacebook(browser, server)
        server.world.serve("https://graph.facebook.com/oauth/access_token") { _ in throw error }

        let answer = try await browser.returnFromProvider().answer

        #expect(answer["error"] == "server_error")
        #expect(answer["error_description"]?.hasPrefix("AADB2C90") == true, "\(answer.items)")
        #expect(answer["error_description"]?.contains("graph.facebook.com") == false)
    }

    @Test(arguments: [
        JSON.object([:]), ["id": .null], ["id": ""], ["name": "No id"], [],
    ])
    func `a provider that does not say who it is lets nobody in`(person: JSON) async throws {
        let server = try await server("SocialAndLocalAccounts")
        server.world.serveFacebook(person)
        let browser = server.browser()
        try await goToFacebook(browser, server)

        let page = try await browser.returnFromProvider()

        #expect(page.answer["code"] == nil, "\(page.summary)")
        #expect(page.isElsewhere || page.status >= 400, "\(page.summary)")
    }

    @Test func `an answer comes back once, in its own browser, with its own state`() async throws {
        let server = try await server("SocialAndLocalAccounts")
        let browser = server.browser()
        try await goToFacebook(browser, server)
        let asked = browser.page.answer
        let state = try #require(asked["state"])
        let callback = "/\(server.tenant.name)/oauth2/authresp?code=fb-code&state="

        #expect(try await server.browser().open(callback + state).status == 400)
        #expect(try await browser.copy().open(callback + "nonsense").status == 400)
        let page = try await browser.open(callback + state)
        #expect(page.tag(id: "displayName") != nil, "\(page.summary)")
        #expect(try await browser.open(callback + state).status == 400)
    }

    @Test func `an answer with a state that was not sent signs nobody in`() async throws {
        let server = try await server("SocialAndLocalAccounts")
        let browser = server.browser()
        try await goToFacebook(browser, server)
        let state = try #require(browser.page.answer["state"])

        let page = try await browser.open(
            "/\(server.tenant.name)/oauth2/authresp?code=fb-code&state=\(state.dropLast(4))aaaa")
        #expect(page.answer["code"] == nil || page.answer["error"] != nil, "\(page.summary)")
        #expect(page.tag(id: "displayName") == nil)
    }

    @Test(arguments: Browser.Way.allCases)
    func `somebody who comes back from Facebook by the back button may sign in otherwise`(
        way: Browser.Way
    ) async throws {
        let server = try await server("SocialAndLocalAccounts")
        try await server.browser().signUp(server)
        let browser = server.browser(way)
        let page = try await browser.open(server.authorize(Self.policy))
        try await browser.press("FacebookExchange")
        browser.goBack(to: page)

        let answer = try await browser.press("next", ["signInName": "ada@example.com", "password": Browser.password])

        #expect(answer.answer["code"] != nil, "\(answer.summary)")

        let other = server.browser(way)
        let again = try await other.open(server.authorize(Self.policy))
        try await other.press("FacebookExchange")
        other.goBack(to: again)
        #expect(try await other.follow("createAccount").tag(id: "newPassword") != nil)
    }

    @Test(arguments: Browser.Way.allCases)
    func `a hostile name is shown as text`(way: Browser.Way) async throws {
        let server = try await server("SocialAndLocalAccounts")
        let hostile = "\"><script>alert(1)</script>\u{202e}'</script><!--"
        server.world.serveFacebook(["id": "fb-2", "name": .string(hostile), "first_name": "<b>", "last_name": "&lt;"])
        let browser = server.browser(way)
        try await goToFacebook(browser, server)

        let page = try await browser.returnFromProvider()

        #expect(page.tag(id: "displayName")?["value"] == hostile)
        #expect(!page.text.contains("<script>alert"))
        #expect(page.tag(id: "givenName")?["value"] == "<b>")
    }

    @Test func `a name of a megabyte does not break the journey`() async throws {
        let server = try await server("SocialAndLocalAccounts")
        server.world.serveFacebook(["id": "fb-3", "name": .string(String(repeating: "x", count: 900_000))])
        let browser = server.browser()
        try await goToFacebook(browser, server)

        let page = try await browser.returnFromProvider()
        #expect(page.status == 200 || page.isElsewhere)
        #expect(browser.cookies.allSatisfy { $0.value.utf8.count <= 4096 })
    }
}
