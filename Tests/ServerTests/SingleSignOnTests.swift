import Base
import Directory
import HTTP
import Policy
import Storage
import TestSupport
import Testing

/// Browser sessions (b2c-reference §9) over the pack LocalAccounts.
@Suite(.enabled(if: StarterPack.isPresent))
struct SingleSignOnTests {
    private static let policy = LocalAccountTests.policy

    private static let lasting = StarterPack.relyingParty(
        "B2C_1A_Lasting",
        behaviors: """
            <SingleSignOn Scope="Tenant" KeepAliveInDays="30" /><SessionExpiryType>Rolling</SessionExpiryType>\
            <SessionExpiryInSeconds>900</SessionExpiryInSeconds>
            """,
        """
        <ClaimsProviders><ClaimsProvider><DisplayName>x</DisplayName><TechnicalProfiles>\
        <TechnicalProfile Id="SelfAsserted-LocalAccountSignin-Email"><DisplayName>x</DisplayName>\
        <Metadata><Item Key="setting.enableRememberMe">true</Item></Metadata></TechnicalProfile>\
        </TechnicalProfiles></ClaimsProvider></ClaimsProviders>
        """)

    private func signedIn(_ server: TestServer, _ policy: String = Self.policy) async throws -> Browser {
        let browser = server.browser()
        try await browser.signUp(server, policy: policy)
        server.clock.advance(seconds: 100)
        return browser
    }

    @Test func `a second request needs no page, and keeps the time of the sign-in`() async throws {
        let server = try await TestServer.pack("LocalAccounts")
        let browser = server.browser()
        let first = try await server.claims(Self.policy, for: try await browser.signUp(server))
        server.clock.advance(seconds: 100)

        let page = try await browser.open(server.authorize(Self.policy))
        let second = try await server.claims(Self.policy, for: page)

        #expect(second["sub"] == first["sub"])
        #expect(second["auth_time"] == first["auth_time"])
        #expect(second["iat"] != first["iat"])
    }

    @Test func `a page in a journey that the session opened does not make the sign-in younger`() async throws {
        let server = try await TestServer.pack("LocalAccounts")
        let browser = server.browser()
        let first = try await server.claims(Self.policy, for: try await browser.signUp(server))
        server.clock.advance(seconds: 100)

        try await browser.open(server.authorize(LocalAccountTests.edit))
        let page = try await browser.press("continue", ["displayName": "Ada", "givenName": "A", "surname": "L"])

        let claims = try await server.claims(LocalAccountTests.edit, for: page)
        #expect(claims["auth_time"] == first["auth_time"])
    }

    @Test(arguments: [["prompt": "login"], ["prompt": "select_account"], ["max_age": "50"], ["max_age": "0"]])
    func `a fresh sign-in is asked for`(request: [String: String?]) async throws {
        let server = try await TestServer.pack("LocalAccounts")
        let browser = try await signedIn(server)
        let now = server.clock.now.seconds

        let page = try await browser.open(server.authorize(Self.policy, request))
        #expect(page.tag(id: "next") != nil)
        let after = try await browser.press("next", ["signInName": "ada@example.com", "password": Browser.password])
        #expect(try await server.claims(Self.policy, for: after)["auth_time"] == .integer(now))
    }

    @Test func `a session that is young enough satisfies max_age`() async throws {
        let server = try await TestServer.pack("LocalAccounts")
        let browser = try await signedIn(server)
        #expect(try await browser.open(server.authorize(Self.policy, ["max_age": "150"])).isElsewhere)
    }

    @Test func `prompt=none answers with the session, and says so where there is none`() async throws {
        let server = try await TestServer.pack("LocalAccounts")
        let browser = try await signedIn(server)

        #expect(try await browser.open(server.authorize(Self.policy, ["prompt": "none"])).answer["code"] != nil)
        let stranger = try await server.browser().open(server.authorize(Self.policy, ["prompt": "none"]))
        #expect(stranger.answer["error"] == "login_required")
        #expect(stranger.answer["error_description"]?.hasPrefix("AADB2C90077: ") == true)
    }

    @Test func `prompt=none with another person's ID token gets no token`() async throws {
        let server = try await TestServer.pack("LocalAccounts")
        let bob = server.browser()
        let other = try await server.tokens(Self.policy, for: try await bob.signUp(server, "bob@example.com"))
        let ada = server.browser()
        let own = try await server.tokens(Self.policy, for: try await ada.signUp(server))

        let hint = try #require(other["id_token"]?.string)
        let refused = try await ada.open(server.authorize(Self.policy, ["prompt": "none", "id_token_hint": hint]))
        #expect(refused.answer["error"] == "login_required", "\(refused.answer.items)")
        let mine = try #require(own["id_token"]?.string)
        let page = try await ada.open(server.authorize(Self.policy, ["prompt": "none", "id_token_hint": mine]))
        #expect(page.answer["code"] != nil, "\(page.answer.items)")
        // The session is as it was.
        #expect(try await ada.open(server.authorize(Self.policy)).answer["code"] != nil)
    }

    @Test func `prompt=none of somebody who has something to do is told so, whatever errors do at the policy`()
        async throws
    {
        let policy = StarterPack.relyingParty(
            "B2C_1A_Stay", journey: "ProfileEdit", behaviors: #"<OnError Mode="DisplayInService" />"#)
        let server = try await TestServer.pack("LocalAccounts", extra: [policy])
        let browser = try await signedIn(server)
        let somebody = try await browser.open(server.authorize("B2C_1A_Stay", ["prompt": "none"]))
        #expect(somebody.answer["error"] == "interaction_required", "\(somebody.summary)")
        let nobody = try await server.browser().open(server.authorize("B2C_1A_Stay", ["prompt": "none"]))
        #expect(nobody.answer["error"] == "login_required", "\(nobody.summary)")
        let formPost = try await server.browser().open(
            server.authorize("B2C_1A_Stay", ["prompt": "none", "response_mode": "form_post"]))
        #expect(formPost.answer["error"] == "login_required" && formPost.answer["iss"] != nil)
    }

    @Test func `several requests at once find the same session`() async throws {
        let server = try await TestServer.pack("LocalAccounts")
        let browser = try await signedIn(server)
        let tabs = (0..<4).map { _ in browser.copy() }

        for tab in tabs {
            let page = try await tab.open(server.authorize(Self.policy, ["prompt": "none"]))
            #expect(page.answer["code"] != nil, "\(page.answer.items)")
        }
    }

    @Test func `signing in gives the session a new name`() async throws {
        let server = try await TestServer.pack("LocalAccounts")
        let browser = try await signedIn(server)
        let name = "x-ms-cpim-sso:\(server.tenant.name)_0"
        let before = try #require(browser.cookie(name))

        try await browser.open(server.authorize(Self.policy, ["prompt": "login"]))
        try await browser.press("next", ["signInName": "ada@example.com", "password": Browser.password])

        #expect(browser.cookie(name) != before)
        let thief = server.browser()
        thief.setCookie(name, before)
        #expect(!(try await thief.open(server.authorize(Self.policy))).isElsewhere)
    }

    @Test func `a session ends when its time is over`() async throws {
        let server = try await TestServer.pack("LocalAccounts")
        let browser = try await signedIn(server)
        server.clock.advance(seconds: 86_400)
        #expect(!(try await browser.open(server.authorize(Self.policy))).isElsewhere)
    }

    @Test(arguments: Browser.Way.allCases)
    func `keep me signed in outlives the session's time, again and again`(way: Browser.Way) async throws {
        let server = try await TestServer.pack("LocalAccounts", extra: [Self.lasting])
        try await server.browser().signUp(server)
        let browser = server.browser(way)
        try await browser.open(server.authorize("B2C_1A_Lasting"))
        try await browser.press(
            "next", ["signInName": "ada@example.com", "password": Browser.password, "rememberMe": "true"])

        for _ in 0..<3 {
            server.clock.advance(seconds: 20 * 86_400)
            #expect(try await browser.open(server.authorize("B2C_1A_Lasting")).isElsewhere)
        }
        server.clock.advance(seconds: 31 * 86_400)
        #expect(!(try await browser.open(server.authorize("B2C_1A_Lasting"))).isElsewhere)
    }

    @Test func `without it the policy's seconds count`() async throws {
        let server = try await TestServer.pack("LocalAccounts", extra: [Self.lasting])
        let browser = try await signedIn(server, "B2C_1A_Lasting")
        server.clock.advance(seconds: 900)
        #expect(!(try await browser.open(server.authorize("B2C_1A_Lasting"))).isElsewhere)
    }

    @Test func `a disabled or deleted account and a new password void the session`() async throws {
        let server = try await TestServer.pack("LocalAccounts")
        let browser = try await signedIn(server)
        let user = try #require(
            try await server.store.users.user(
                signInType: "emailAddress", issuer: server.tenant.name, id: "ada@example.com", of: server.tenant.id))

        _ = try await server.store.users.update(user.id, of: server.tenant.id) { $0.isEnabled = false }
        #expect(!(try await browser.copy().open(server.authorize(Self.policy))).isElsewhere)
        let now = server.clock.now
        _ = try await server.store.users.update(user.id, of: server.tenant.id) {
            $0.isEnabled = true
            $0.tokensValidFrom = now
        }
        #expect(!(try await browser.copy().open(server.authorize(Self.policy))).isElsewhere)
        try await server.store.users.delete(user.id, of: server.tenant.id)
        #expect(!(try await browser.copy().open(server.authorize(Self.policy))).isElsewhere)
    }

    @Test func `logging out ends the session, tells the applications, and goes where it was asked`() async throws {
        let server = try await TestServer.pack("LocalAccounts")
        let browser = server.browser()
        let claims = try await server.claims(Self.policy, for: try await browser.signUp(server))
        let sid = try #require(claims["sid"]?.string)

        let page = try await browser.open(
            "\(server.base(Self.policy))/oauth2/v2.0/logout?post_logout_redirect_uri=https://app.example/bye&state=s")

        #expect(page.status == 200)
        let frames = page.tags.filter { $0.name == "iframe" && !$0.isEnd }.compactMap { $0["src"] }
        let issuer = PercentEncoding.encode(try #require(claims["iss"]?.string))
        #expect(frames == ["https://app.example/signed-out?iss=\(issuer)&sid=\(sid)"], "\(frames)")
        #expect(page.tag(id: "continue")?["href"] == "https://app.example/bye?state=s")
        #expect(page.headers["Refresh"] == "5; url=https://app.example/bye?state=s")
        #expect(page.headers["Content-Security-Policy"]?.contains("frame-src https://app.example") == true)
        #expect(!(try await browser.open(server.authorize(Self.policy))).isElsewhere)
    }

    @Test func `every application of the session hears of its end, under each sign-in that it knows`() async throws {
        let own = StarterPack.relyingParty("B2C_1A_Own", behaviors: #"<SingleSignOn Scope="Policy" />"#)
        let server = try await TestServer.pack("LocalAccounts", extra: [own])
        var other = Application(
            id: Application.ID("b0000000-0000-4000-8000-00000000000b"), tenant: server.tenant.id, name: "Other")
        other.redirectURIs = [RedirectURI("https://other.example/cb", .web)]
        other.frontChannelLogoutURI = "https://other.example/out?x=1"
        try await server.store.applications.save(other)
        let browser = try await signedIn(server)
        let request = ["client_id": other.id.text, "redirect_uri": "https://other.example/cb"]
        #expect(try await browser.open(server.authorize(Self.policy, request)).isElsewhere)
        try await browser.signIn(server, policy: "B2C_1A_Own")

        let page = try await browser.open("\(server.base(Self.policy))/oauth2/v2.0/logout")

        let frames = page.tags.filter { $0.name == "iframe" && !$0.isEnd }.compactMap { $0["src"] }
        #expect(frames.count == 3, "\(frames)")
        #expect(frames.filter { $0.hasPrefix("https://app.example/signed-out?iss=") }.count == 2)
        #expect(frames.filter { $0.hasPrefix("https://other.example/out?x=1&iss=") }.count == 1)
        #expect(page.headers["Refresh"] == nil)
    }

    @Test func `the session of one scope is not another's`() async throws {
        let own = StarterPack.relyingParty("B2C_1A_Own", behaviors: #"<SingleSignOn Scope="Policy" />"#)
        let none = StarterPack.relyingParty("B2C_1A_None", behaviors: #"<SingleSignOn Scope="Suppressed" />"#)
        let server = try await TestServer.pack("LocalAccounts", extra: [own, none])
        let browser = try await signedIn(server)

        #expect(!(try await browser.copy().open(server.authorize("B2C_1A_Own"))).isElsewhere)
        #expect(!(try await browser.copy().open(server.authorize("B2C_1A_None"))).isElsewhere)
        try await browser.signIn(server, policy: "B2C_1A_Own")
        #expect(try await browser.open(server.authorize("B2C_1A_Own")).isElsewhere)
        // The tenant's part is still there beside it.
        #expect(try await browser.open(server.authorize(Self.policy)).isElsewhere)
    }
}
