import Base
import HTTP
import TestSupport
import Testing

/// Profile edit of people who come from another provider, in each pack that has one; and their second factor.
@Suite(.enabled(if: StarterPack.isPresent))
struct FederatedEditTests {
    private static let policy = LocalAccountTests.policy
    private static let edit = LocalAccountTests.edit
    private static let mfa = "SocialAndLocalAccountsWithMfa"
    private static let number = "+41446681800"

    private func server(_ pack: String) async throws -> TestServer {
        let server = try await TestServer.pack(pack)
        server.world.serveFacebook()
        return server
    }

    /// To Facebook, at once where it is the only way, and back.
    private func comeFromFacebook(_ browser: Browser, _ server: TestServer, _ policy: String) async throws {
        try await browser.open(server.authorize(policy))
        if !browser.page.isElsewhere { try await browser.press("FacebookExchange") }
        #expect(browser.page.url.hasPrefix("https://www.facebook.com/dialog/oauth?"), "\(browser.page.summary)")
        try await browser.returnFromProvider()
    }

    /// Proves a number: a new one where the page asks for one.
    private func proveNumber(_ browser: Browser, _ server: TestServer, isNew: Bool) async throws {
        #expect(browser.page.text.contains("XXX-XXX-1800") == !isNew, "\(browser.page.summary)")
        try await browser.press("sendCode", isNew ? ["countryCode": "CH", "number": "044 668 18 00"] : [:])
        try await browser.press("verifyCode", ["VERIFICATION_CODE": try server.code(to: Self.number)])
    }

    private func signUp(_ server: TestServer, _ way: Browser.Way, _ pack: String) async throws -> JSON.Object {
        let browser = server.browser(way)
        try await comeFromFacebook(browser, server, Self.policy)
        try await browser.press("continue", ["displayName": "Ada King", "givenName": "Ada", "surname": "King"])
        if pack == Self.mfa { try await proveNumber(browser, server, isNew: true) }
        return try await server.claims(Self.policy, for: browser.page)
    }

    @Test(arguments: Browser.Way.allCases, ["SocialAccounts", "SocialAndLocalAccounts", mfa])
    func `a person of Facebook edits the profile, and finds it changed`(way: Browser.Way, pack: String) async throws {
        let server = try await server(pack)
        let first = try await signUp(server, way, pack)
        #expect(first["name"] == "Ada King", "\(first)")

        let browser = server.browser(way)
        try await comeFromFacebook(browser, server, Self.edit)
        if pack == Self.mfa { try await proveNumber(browser, server, isNew: false) }
        #expect(browser.page.tag(id: "givenName")?["value"] == "Ada", "\(browser.page.summary)")
        let page = try await browser.press(
            "continue", ["displayName": "Countess", "givenName": "Augusta", "surname": "King"])
        #expect(try await server.claims(Self.edit, for: page)["sub"] == first["sub"])

        let again = server.browser(way)
        try await comeFromFacebook(again, server, Self.policy)
        if pack == Self.mfa { try await proveNumber(again, server, isNew: false) }
        let claims = try await server.claims(Self.policy, for: again.page)
        // What Facebook says of the name is not what the account says.
        #expect(claims["sub"] == first["sub"] && claims["given_name"] == "Augusta", "\(claims)")
    }

    @Test(arguments: ["SocialAccounts", "SocialAndLocalAccounts", mfa])
    func `who has no account edits none`(pack: String) async throws {
        let server = try await server(pack)
        let browser = server.browser()
        try await comeFromFacebook(browser, server, Self.edit)
        let answer = browser.page.answer
        #expect(answer["code"] == nil && browser.page.tag(id: "givenName") == nil, "\(browser.page.summary)")
        #expect(answer["error"] == "server_error" || answer["error"] == "access_denied", "\(browser.page.summary)")
        #expect(try await server.rows() <= 1)
    }

    @Test(arguments: Browser.Way.allCases)
    func `the second factor of a person of Facebook holds for the session`(way: Browser.Way) async throws {
        let server = try await server(Self.mfa)
        let browser = server.browser(way)
        try await comeFromFacebook(browser, server, Self.policy)
        try await browser.press("continue", ["displayName": "Ada King", "givenName": "Ada", "surname": "King"])
        try await proveNumber(browser, server, isNew: true)
        let first = try await server.claims(Self.policy, for: browser.page)

        // The provider is asked again, the number is not.
        try await browser.open(server.authorize(Self.policy))
        if browser.page.isElsewhere, browser.page.answer["code"] == nil { try await browser.returnFromProvider() }
        #expect(try await server.claims(Self.policy, for: browser.page)["sub"] == first["sub"])
    }

    @Test func `a local account beside it has a factor of its own`() async throws {
        let server = try await server(Self.mfa)
        _ = try await signUp(server, .scripts, Self.mfa)
        let browser = server.browser()
        try await browser.signUp(server)
        try await proveNumber(browser, server, isNew: true)
        #expect(browser.page.answer["code"] != nil, "\(browser.page.summary)")
    }
}
