import Base
import Directory
import HTTP
import Storage
import TestSupport
import Testing

/// The starter packs' variants with display controls, unchanged: what differs from the plain ones is how an address is
/// proven.
@Suite(.enabled(if: StarterPack.isPresent))
struct DisplayControlPackTests {
    private static let policy = LocalAccountTests.policy
    private static let number = "+41446681800"
    private static let control = "emailVerificationControl_but"

    private func prove(_ browser: Browser, _ server: TestServer, _ email: String = "ada@example.com") async throws {
        #expect(browser.page.tag(id: "\(Self.control)_send_code") != nil, "\(browser.page.summary)")
        try await browser.press("\(Self.control)_send_code", ["email": email])
        try await browser.press(
            "\(Self.control)_verify_code", ["email": email, "verificationCode": try server.code(to: email)])
    }

    private func signUp(_ browser: Browser, _ server: TestServer) async throws {
        try await browser.open(server.authorize(Self.policy))
        try await browser.follow("createAccount")
        try await prove(browser, server)
        try await browser.press(
            "continue",
            [
                "email": "ada@example.com", "newPassword": Browser.password, "reenterPassword": Browser.password,
                "displayName": "Ada Lovelace", "givenName": "Ada", "surName": "Lovelace", "surname": "Lovelace",
            ])
    }

    private func proveNumber(_ browser: Browser, _ server: TestServer, isNew: Bool) async throws {
        try await browser.press("sendCode", isNew ? ["countryCode": "CH", "number": "044 668 18 00"] : [:])
        try await browser.press("verifyCode", ["VERIFICATION_CODE": try server.code(to: Self.number)])
    }

    @Test(
        arguments: Browser.Way.allCases,
        ["LocalAccounts", "SocialAndLocalAccounts", "SocialAndLocalAccountsWithMfa"])
    func `an address is proven by a display control at sign-up and at reset`(
        way: Browser.Way, pack: String
    ) async throws {
        let server = try await TestServer.pack("DisplayControls/\(pack)")
        let asksNumber = pack.hasSuffix("Mfa")
        let browser = server.browser(way)
        try await signUp(browser, server)
        if asksNumber { try await proveNumber(browser, server, isNew: true) }
        let first = try await server.claims(Self.policy, for: browser.page)
        #expect(first["name"] == "Ada Lovelace", "\(first)")

        let reset = server.browser(way)
        try await reset.open(server.authorize(LocalAccountTests.reset))
        try await prove(reset, server)
        try await reset.press("continue", ["email": "ada@example.com"])
        if asksNumber { try await proveNumber(reset, server, isNew: false) }
        try await reset.press(
            "continue", ["newPassword": "Another-horse-8", "reenterPassword": "Another-horse-8"])
        #expect(try await server.claims(LocalAccountTests.reset, for: reset.page)["sub"] == first["sub"])

        let again = server.browser(way)
        #expect(!(try await again.signIn(server)).isElsewhere)
        try await again.signIn(server, password: "Another-horse-8")
        if asksNumber { try await proveNumber(again, server, isNew: false) }
        #expect(try await server.claims(Self.policy, for: again.page)["sub"] == first["sub"])
    }

    @Test(arguments: Browser.Way.allCases)
    func `without the code there is no account`(way: Browser.Way) async throws {
        let server = try await TestServer.pack("DisplayControls/LocalAccounts")
        let browser = server.browser(way)
        try await browser.open(server.authorize(Self.policy))
        try await browser.follow("createAccount")
        let values = [
            "email": "ada@example.com", "newPassword": Browser.password, "reenterPassword": Browser.password,
            "displayName": "Ada", "givenName": "Ada", "surname": "L",
        ]
        #expect(!(try await browser.press("continue", values)).isElsewhere)
        try await browser.press("\(Self.control)_send_code", ["email": "ada@example.com"])
        try await browser.press(
            "\(Self.control)_verify_code", ["email": "ada@example.com", "verificationCode": "000000"])
        #expect(!(try await browser.press("continue", values)).isElsewhere)
        // Another address than the one that was proven.
        try await browser.press(
            "\(Self.control)_verify_code",
            ["email": "ada@example.com", "verificationCode": try server.code(to: "ada@example.com")])
        let other = try await browser.press("continue", values.merging(["email": "eve@example.com"]) { $1 })
        let users = server.store.users
        #expect(
            try await users.user(
                signInType: "emailAddress", issuer: server.tenant.name, id: "eve@example.com", of: server.tenant.id)
                == nil, "\(other.summary)")
    }

    @Test(arguments: Browser.Way.allCases)
    func `a person of Facebook signs up and edits the profile`(way: Browser.Way) async throws {
        let server = try await TestServer.pack("DisplayControls/SocialAccounts")
        server.world.serveFacebook()
        let browser = server.browser(way)
        try await browser.open(server.authorize(Self.policy))
        if !browser.page.isElsewhere { try await browser.press("FacebookExchange") }
        try await browser.returnFromProvider()
        let page = try await browser.press(
            "continue", ["displayName": "Ada King", "givenName": "Ada", "surname": "King"])
        let first = try await server.claims(Self.policy, for: page)

        let edit = server.browser(way)
        try await edit.open(server.authorize(LocalAccountTests.edit))
        if !edit.page.isElsewhere { try await edit.press("FacebookExchange") }
        try await edit.returnFromProvider()
        let done = try await edit.press("continue", ["givenName": "Augusta", "surname": "King"])
        #expect(try await server.claims(LocalAccountTests.edit, for: done)["sub"] == first["sub"])
    }
}
