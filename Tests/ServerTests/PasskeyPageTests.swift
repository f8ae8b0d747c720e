import Base
import Directory
import HTTP
import Policy
import Storage
import TestSupport
import Testing

@testable import Server

/// The sign-in page of our pack's passkey policy, over HTTP: what it writes, and who may ask.
struct PasskeyPageTests {
    private static let policy = "B2C_1A_SignUpOrSignInPasskey"

    private func server() async throws -> TestServer {
        let here = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let pack = try #require(PolicyFolder.read("/\(here)/Policies"))
        return try await TestServer(PolicySet.load(files: pack.policies).set)
    }

    /// The policies of `Tests/Journeys/Factors`, over the pack's.
    private func factors() async throws -> TestServer {
        let here = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let own = try #require(PolicyFolder.read("/\(here)/Tests/Journeys/Factors"))
        let pack = try #require(PolicyFolder.read("/\(here)/Policies"))
        return try await TestServer(PolicySet.load(files: own.policies, base: pack.policies).set)
    }

    /// The credentials that somebody is asked for who has typed this name.
    private func asked(_ name: String, _ server: TestServer) async throws -> [JSON] {
        let browser = server.browser(.forms)
        try await browser.open(server.authorize("B2C_1A_NamedPasskey"))
        try await browser.press("continue", ["email": name])
        let answer = try await browser.postScripted(try options(browser), [:])
        return try #require(answer["options"]?["allowCredentials"]?.array, "\(answer)")
    }

    @Test func `who has no account, or no passkey, is asked just the same`() async throws {
        let server = try await factors()
        try await server.addUser("ada@example.com", Browser.password)
        for name in ["ada@example.com", "nobody@example.com"] {
            let first = try await asked(name, server)
            #expect((1...2).contains(first.count))
            #expect(first.allSatisfy { $0["id"]?.string.flatMap { Base64.decodeURL($0) }?.isEmpty == false })
            // A name that is asked for again has the same ones: passkeys do not change from one minute to the next.
            #expect(try await asked(name, server) == first)
        }
        #expect(try await asked("ada@example.com", server) != asked("nobody@example.com", server))
    }

    private func options(_ browser: Browser) throws -> String {
        let form = try #require(browser.page.tag(id: "passkeyForm"))
        return try #require(form["data-options"])
    }

    private func transaction(_ browser: Browser) -> String? {
        browser.cookies.first { $0.name.hasPrefix("x-ms-cpim-cache|") }?.value
    }

    @Test func `a page that is only shown writes nothing`() async throws {
        let server = try await server()
        let browser = server.browser()
        let rows = try await server.rows()
        try await browser.open(server.authorize(Self.policy))
        #expect(try await server.rows() == rows)
        // Sealed in the browser until it sends something.
        #expect(transaction(browser)?.hasPrefix("c.") == true)
        let answer = try await browser.postScripted(try options(browser), ["exchange": "Passkey", "autofill": "true"])
        #expect(transaction(browser)?.hasPrefix("s.") == true)
        #expect(answer["mediation"]?.string == "conditional")
        #expect(answer["options"]?["rpId"]?.string == "login.example")
        #expect(answer["options"]?["userVerification"]?.string == "required")
        #expect(answer["options"]?["allowCredentials"]?.array?.isEmpty != false)
    }

    @Test func `each question is another one`() async throws {
        let server = try await server()
        let browser = server.browser()
        try await browser.open(server.authorize(Self.policy))
        var seen: Set<String> = []
        for _ in 0..<3 {
            let answer = try await browser.postScripted(try options(browser), ["exchange": "Passkey"])
            seen.insert(try #require(answer["options"]?["challenge"]?.string))
        }
        #expect(seen.count == 3)
    }

    @Test func `who is not the page's browser gets no question`() async throws {
        let server = try await server()
        let browser = server.browser()
        try await browser.open(server.authorize(Self.policy))
        let address = try options(browser)
        let stranger = server.browser()
        try await stranger.open(server.authorize(Self.policy))
        #expect(try await stranger.postScripted(address, ["exchange": "Passkey"])["options"] == nil)
        // The right cookies, without the page's token.
        let bare = try await browser.exchange(
            .post, address, ["exchange": "Passkey"], headers: ["X-Requested-With": "XMLHttpRequest"])
        #expect(try JSON(parsing: bare.body)["options"] == nil)
    }

    @Test(arguments: ["SignIn", "SignUp", "EmailCode", "ForgotPassword", "nothing", ""])
    func `only a way that is a passkey asks for one`(exchange: String) async throws {
        let server = try await server()
        let browser = server.browser()
        try await browser.open(server.authorize(Self.policy))
        let answer = try await browser.postScripted(try options(browser), ["exchange": exchange])
        #expect(answer["options"] == nil)
    }

    @Test func `a page without a passkey among its ways is as it was`() async throws {
        let server = try await server()
        let browser = server.browser()
        try await browser.open(server.authorize("B2C_1A_SignUpOrSignIn"))
        #expect(browser.page.tag(id: "passkeyForm") == nil)
        #expect(browser.page.tag(id: "signInName")?["autocomplete"] == "username")
        #expect(!browser.page.text.contains("UV_PASSKEY"))
    }

    @Test func `passkeys are the tenant's people's, and go with them`() async throws {
        let server = try await server()
        try await server.addUser("ada@example.com", Browser.password)
        let found = try await server.store.users.user(
            signInType: nil, issuer: nil, id: "ada@example.com", of: server.tenant.id)
        let user = try #require(found)
        let kept = Authenticator(
            id: Authenticator.ID("a1"), tenant: server.tenant.id, user: user.id, method: "PASSKEY", handle: "h",
            name: "Key", createdAt: server.clock.now, content: Secret(["id": "h"]))
        #expect(try await server.store.authenticators.create(kept, limit: 30) == .created)
        try await server.store.users.delete(user.id, of: server.tenant.id)
        #expect(try await server.store.authenticators.authenticators(of: user.id, in: server.tenant.id).isEmpty)
    }
}
