import Base
import Directory
import HTTP
import TestSupport
import Testing

/// The starter pack LocalAccounts, unchanged.
@Suite(.enabled(if: StarterPack.isPresent))
struct LocalAccountTests {
    static let policy = "B2C_1A_signup_signin"
    static let edit = "B2C_1A_ProfileEdit"
    static let reset = "B2C_1A_PasswordReset"

    @Test(arguments: Browser.Way.allCases, TestServer.Transport.allCases)
    func `a person signs up with a proven address, and signs in again`(
        way: Browser.Way, transport: TestServer.Transport
    ) async throws {
        let server = try await TestServer.pack("LocalAccounts", over: transport)
        let browser = server.browser(way)

        var page = try await browser.signUp(server)
        let claims = try await server.claims(Self.policy, for: page)

        #expect(claims["name"] == "Ada Lovelace")
        #expect(claims["given_name"] == "Ada")
        #expect(claims["nonce"] == "n-1")
        #expect(claims["tid"]?.string == server.tenant.id.text)
        #expect(claims["newPassword"] == nil)

        let other = server.browser(way)
        page = try await other.signIn(server)
        let again = try await server.claims(Self.policy, for: page)
        #expect(again["sub"] == claims["sub"])
        await server.stop()
    }

    @Test(arguments: Browser.Way.allCases)
    func `a wrong password and an unknown name are told the same`(way: Browser.Way) async throws {
        let server = try await TestServer.pack("LocalAccounts")
        try await server.browser(way).signUp(server)

        let wrong = try await server.browser(way).signIn(server, password: "Wrong-horse-7")
        let unknown = try await server.browser(way).signIn(server, "nobody@example.com")

        #expect(wrong.status == 200)
        #expect(!wrong.problems.isEmpty)
        #expect(wrong.problems == unknown.problems)
        #expect(wrong.tag(id: "password")?["value"] == nil)
    }

    @Test(arguments: Browser.Way.allCases)
    func `an address is proven before the account is made`(way: Browser.Way) async throws {
        let server = try await TestServer.pack("LocalAccounts")
        let browser = server.browser(way)
        try await browser.open(server.authorize(Self.policy))
        try await browser.follow("createAccount")
        let filled = [
            "email": "ada@example.com", "newPassword": Browser.password, "reenterPassword": Browser.password,
            "displayName": "Ada", "givenName": "Ada", "surname": "L",
        ]

        #expect(!(try await browser.press("continue", filled)).isElsewhere)
        try await browser.press("email_ver_but_send", filled)
        try await browser.press("email_ver_but_verify", filled.merging(["email_ver_input": "000000"]) { $1 })
        #expect(!(try await browser.press("continue", filled)).isElsewhere)
        let code = try server.code(to: "ada@example.com")
        try await browser.press("email_ver_but_verify", filled.merging(["email_ver_input": code]) { $1 })
        // The proof is for that address and no other.
        let other = filled.merging(["email": "eve@example.com"]) { $1 }
        #expect(!(try await browser.press("continue", other)).isElsewhere)
        #expect(try await browser.press("continue", filled).isElsewhere)
    }

    @Test(arguments: Browser.Way.allCases)
    func `a name that is taken and passwords that differ are refused on the page`(way: Browser.Way) async throws {
        let server = try await TestServer.pack("LocalAccounts")
        try await server.browser(way).signUp(server)
        let browser = server.browser(way)

        let page = try await browser.signUp(server)
        #expect(page.status == 200)
        #expect(page.problems.contains("already exists"), "\(page.problems)")

        let differing = try await browser.press(
            "continue",
            [
                "email": "ada@example.com", "newPassword": Browser.password, "reenterPassword": "Other-horse-7",
                "displayName": "Ada", "givenName": "Ada", "surname": "L",
            ])
        #expect(!differing.isElsewhere)
    }

    @Test(arguments: Browser.Way.allCases)
    func `forgot password sends the application to the reset policy, which sets a new one`(
        way: Browser.Way
    ) async throws {
        let server = try await TestServer.pack("LocalAccounts")
        try await server.browser(way).signUp(server)
        let browser = server.browser(way)
        try await browser.open(server.authorize(Self.policy))

        let refusal = try await browser.follow("forgotPassword").answer
        #expect(refusal["error"] == "access_denied")
        #expect(refusal["error_description"]?.hasPrefix("AADB2C90118: ") == true)
        #expect(refusal["state"] == "st at&e")

        server.clock.advance(seconds: 60)
        try await browser.open(server.authorize(Self.reset))
        try await browser.prove("ada@example.com", server)
        try await browser.press("continue", ["email": "ada@example.com"])
        let page = try await browser.press(
            "continue", ["newPassword": "Another-horse-8", "reenterPassword": "Another-horse-8"])
        #expect(try await server.claims(Self.reset, for: page)["sub"] != nil)

        #expect(!(try await server.browser(way).signIn(server)).isElsewhere)
        #expect(try await server.browser(way).signIn(server, password: "Another-horse-8").isElsewhere)
    }

    @Test(arguments: Browser.Way.allCases)
    func `a profile is edited after signing in`(way: Browser.Way) async throws {
        let server = try await TestServer.pack("LocalAccounts")
        try await server.browser(way).signUp(server)
        let browser = server.browser(way)

        try await browser.open(server.authorize(Self.edit))
        try await browser.press(
            browser.page.tag(id: "next") == nil ? "continue" : "next",
            ["signInName": "ada@example.com", "password": Browser.password])
        #expect(browser.page.tag(id: "givenName")?["value"] == "Ada")
        let page = try await browser.press(
            "continue", ["displayName": "Ada King", "givenName": "Augusta", "surname": "King"])

        #expect(try await server.claims(Self.edit, for: page)["sub"] != nil)
        let again = try await server.browser(way).signIn(server)
        #expect(try await server.claims(Self.policy, for: again)["given_name"] == "Augusta")
    }

    @Test(arguments: Browser.Way.allCases)
    func `cancel ends in the application`(way: Browser.Way) async throws {
        let server = try await TestServer.pack("LocalAccounts")
        let browser = server.browser(way)
        try await browser.open(server.authorize(Self.reset))

        let answer = try await browser.press("cancel").answer

        #expect(answer["error"] == "access_denied")
        #expect(answer["error_description"]?.hasPrefix("AADB2C90091: ") == true)
        #expect(answer["error_description"]?.contains("Correlation ID: ") == true)
    }

    @Test(arguments: Browser.Way.allCases)
    func `too many wrong answers end the journey`(way: Browser.Way) async throws {
        let server = try await TestServer.pack("LocalAccounts")
        let browser = server.browser(way)
        try await browser.open(server.authorize(Self.policy))

        var tries = 0
        while !browser.page.isElsewhere, tries < 20 {
            tries += 1
            try await browser.press("next", ["signInName": "ada@example.com", "password": "Wrong-\(tries)"])
        }

        #expect(tries == 8)
        #expect(browser.page.answer["error_description"]?.hasPrefix("AADB2C90157: ") == true)
    }

    @Test func `ten wrong passwords lock the name, whoever tries, and a minute opens it`() async throws {
        let server = try await TestServer.pack("LocalAccounts")
        try await server.browser().signUp(server)
        for number in 0..<10 {
            _ = try await server.browser().signIn(server, password: "Wrong-\(number)")
        }

        #expect(!(try await server.browser().signIn(server)).isElsewhere)
        server.clock.advance(seconds: 61)
        #expect(try await server.browser().signIn(server).isElsewhere)
    }

    @Test func `a refresh runs the policy's journey, and a changed password ends it`() async throws {
        let server = try await TestServer.pack("LocalAccounts")
        let browser = server.browser()
        let page = try await browser.signUp(server)
        let first = try await server.tokens(Self.policy, for: page)
        let token = try #require(first["refresh_token"]?.string)
        server.clock.advance(seconds: 60)

        let second = try await server.token(Self.policy, [("grant_type", "refresh_token"), ("refresh_token", token)])
        let claims = try TestKeys.claims(of: second, "id_token")
        #expect(claims["sub"] == (try TestKeys.claims(of: first, "id_token"))["sub"])
        #expect(claims["name"] == "Ada Lovelace")
        let next = try #require(second["refresh_token"]?.string)

        server.clock.advance(seconds: 60)
        let reset = server.browser()
        try await reset.open(server.authorize(Self.reset))
        try await reset.prove("ada@example.com", server)
        try await reset.press("continue", ["email": "ada@example.com"])
        try await reset.press("continue", ["newPassword": "Another-horse-8", "reenterPassword": "Another-horse-8"])
        let third = try await server.token(Self.policy, [("grant_type", "refresh_token"), ("refresh_token", next)])
        #expect(third["error"] == "invalid_grant")
    }
}
