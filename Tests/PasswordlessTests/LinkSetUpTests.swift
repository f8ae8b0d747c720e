import Base
import HTTP
import TestSupport
import Testing

@testable import Passwordless

/// A magic link that is enrolled while another tab, or another browser, opens it.
struct LinkSetUpTests {
    /// A browser that waits for the link, on its way from an application that has named its person.
    private func waiting(
        _ world: RealmWorld, _ person: JSON = ["userId": "ada"]
    ) async throws -> (RealmBrowser, token: String) {
        let token = try #require(try await world.call(.post, "/init-auth", person).json["token"]?.string)
        let browser = RealmBrowser(world)
        try await browser.open(world.authorize([("token", token)]))
        try await browser.post(try browser.signIn("/set-up/EMAIL_MAGIC_LINK"), ["address": "ada@example.com"])
        #expect(browser.address.hasSuffix("/set-up/EMAIL_MAGIC_LINK") && browser.status == 200)
        return (browser, try await world.sent.lastToken())
    }

    private func isOver(_ browser: RealmBrowser) async throws -> Bool? {
        let address = try browser.signIn("/set-up/EMAIL_MAGIC_LINK/status")
        return try JSON(parsing: try await browser.exchange(.get, address, nil).body)["isOver"]?.bool
    }

    @Test func `the page asks by itself, shows a number, and has a link for who has no scripts`() async throws {
        let world = try await RealmWorld(["methods": ["EMAIL_MAGIC_LINK"]])
        let (browser, _) = try await waiting(world)
        #expect(browser.text.contains("/set-up/EMAIL_MAGIC_LINK/status"))
        #expect(browser.text.contains("<noscript><a") && browser.text.contains("class=\"number\""))
        #expect(try await isOver(browser) == false)
    }

    @Test func `the tab that asked goes on after the link was opened in another one`() async throws {
        let world = try await RealmWorld(["methods": ["EMAIL_MAGIC_LINK"]])
        let (browser, token) = try await waiting(world)
        let asked = browser.address
        try await browser.open("\(world.base)/link/\(token)")
        try await browser.post(try browser.form("/set-up/EMAIL_MAGIC_LINK/answer"), ["token": token])
        #expect(browser.address.hasPrefix(RealmWorld.redirectURI), "\(browser.address) \(browser.text)")
        #expect(try await world.authenticators() == ["EMAIL_MAGIC_LINK"])
        // The sign-in is over, and the first tab says so.
        try await browser.open(asked)
        #expect(browser.status == 410)
    }

    @Test func `while there is more to do the first tab goes to the same place as the other`() async throws {
        let world = try await RealmWorld(["methods": ["EMAIL_MAGIC_LINK"]])
        let (browser, token) = try await waiting(world, ["userId": "ada", "redirectToSettings": true])
        let other = browser.copy()
        try await other.open("\(world.base)/link/\(token)")
        try await other.post(try other.form("/set-up/EMAIL_MAGIC_LINK/answer"), ["token": token])
        #expect(other.address.contains("/account?return="))
        #expect(try await isOver(browser) == true)
        try await browser.open(browser.address)
        #expect(browser.address.contains("/account?return="), "\(browser.address)")
    }

    @Test func `opened in another browser it needs the number, and the first one goes on`() async throws {
        let world = try await RealmWorld(["methods": ["EMAIL_MAGIC_LINK"]])
        let (browser, token) = try await waiting(world)
        let number = try #require(browser.text.firstMatch(of: #/class="number"[^>]*>(\d+)</#)?.1)
        let other = RealmBrowser(world)
        try await other.open("\(world.base)/link/\(token)")
        try await other.post(try other.form("/link/\(token)"), ["number": "9"])
        #expect(try await isOver(browser) == false)
        try await other.post("\(world.base)/link/\(token)", ["number": String(number)])
        #expect(try await isOver(browser) == true)
        #expect(try await world.authenticators().isEmpty)

        try await browser.open(browser.address)
        try await browser.post(try browser.form("/set-up/EMAIL_MAGIC_LINK/answer"), ["finalize": "yes"])

        #expect(browser.address.hasPrefix(RealmWorld.redirectURI), "\(browser.address)")
        #expect(try await world.authenticators() == ["EMAIL_MAGIC_LINK"])
    }

    @Test func `a second click sends no second message, and a later one does`() async throws {
        let world = try await RealmWorld(["methods": ["EMAIL_MAGIC_LINK"]])
        let (browser, token) = try await waiting(world)
        try await browser.post(try browser.signIn("/set-up/EMAIL_MAGIC_LINK"))
        #expect(world.sent.links.count == 1)
        world.clock.advance(seconds: 31)
        try await browser.post(try browser.signIn("/set-up/EMAIL_MAGIC_LINK"))
        #expect(world.sent.links.count == 2)
        try await browser.open("\(world.base)/link/\(token)")
        #expect(!browser.text.contains("/set-up/EMAIL_MAGIC_LINK/answer"))
    }
}
