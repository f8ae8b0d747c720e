import Base
import Directory
import HTTP
import Policy
import TestSupport
import Testing

/// The published sample of conditional access, unchanged, under rules of the test.
@Suite(.enabled(if: StarterPack.isPresent))
struct ConditionalAccessTests {
    private static let policy = "B2C_1A_Demo_SignUp_SignIn_ConditionalAccess"
    private static let number = "+41446681800"

    private func server(_ rules: String) async throws -> TestServer {
        let server = try await TestServer(
            Sample.load("samples/conditional-access/policy", base: "SocialAndLocalAccountsWithMfa"))
        try server.access.set(rules)
        try await server.addUser("ada@example.com", Browser.password)
        return server
    }

    private func forgetSession(_ browser: Browser, _ server: TestServer) {
        browser.setCookie("x-ms-cpim-sso:\(server.tenant.name)_0", nil)
    }

    @Test(arguments: Browser.Way.allCases)
    func `a new device needs a phone, and the same one does not again`(way: Browser.Way) async throws {
        let server = try await server(#"{"rules": [{"name": "new", "if": {"device": "new"}, "then": "mfa"}]}"#)
        let browser = server.browser(way)
        try await browser.signIn(server, policy: Self.policy)
        #expect(browser.page.tag(id: "sendCode") != nil, "\(browser.page.summary)")
        try await browser.press("sendCode", ["countryCode": "CH", "number": "044 668 18 00"])
        let page = try await browser.press("verifyCode", ["VERIFICATION_CODE": try server.code(to: Self.number)])
        #expect(try await server.claims(Self.policy, for: page)["sub"] != nil)

        forgetSession(browser, server)
        #expect(try await browser.signIn(server, policy: Self.policy).isElsewhere, "\(browser.page.summary)")

        let other = server.browser(way)
        try await other.signIn(server, policy: Self.policy)
        #expect(other.page.text.contains("XXX-XXX-1800"), "\(other.page.summary)")
    }

    @Test func `guessing at a password blocks who then knows it`() async throws {
        let server = try await server(
            #"{"risk": {"high": 3}, "rules": [{"name": "guessed", "if": {"risk": "high"}, "then": "block"}]}"#)
        for number in 0..<3 {
            try await server.browser().signIn(server, password: "wrong \(number)", policy: Self.policy)
        }
        let browser = server.browser()
        let page = try await browser.signIn(server, policy: Self.policy)
        #expect(page.text.contains("temporarily blocked") && !page.isElsewhere, "\(page.summary)")
        #expect(page.tag(id: "continue") == nil)
    }

    @Test func `a password may have to be changed, and then the risk is over`() async throws {
        let server = try await server(#"{"risk": {"low": 1}, "rules": [{"if": {"risk": "low"}, "then": "chg_pwd"}]}"#)
        try await server.browser().signIn(server, password: "wrong", policy: Self.policy)
        let browser = server.browser()
        try await browser.signIn(server, policy: Self.policy)
        #expect(browser.page.tag(id: "newPassword") != nil, "\(browser.page.summary)")
        let values = ["newPassword": "Another-horse-8", "reenterPassword": "Another-horse-8"]
        #expect(try await browser.press("continue", values).isElsewhere, "\(browser.page.summary)")
        let other = server.browser()
        #expect(try await other.signIn(server, password: "Another-horse-8", policy: Self.policy).isElsewhere)
    }

    @Test func `what-if says what would be asked`() async throws {
        let server = try await server(#"{"rules": [{"name": "all", "then": "mfa"}]}"#)
        let policy = "\(Self.policy)_WhatIf"
        let page = try await server.browser().signIn(server, policy: policy)
        let claims = try await server.claims(policy, for: page)
        #expect(JSON.object(claims).text.contains("mfa"), "\(JSON.object(claims).text)")
    }
}
