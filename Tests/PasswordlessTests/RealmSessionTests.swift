import Base
import Directory
import HTTP
import Storage
import TestSupport
import Testing

@testable import Passwordless

/// A browser's session with a realm.
struct RealmSessionTests {
    /// The session as it was found, before something else happens to it.
    private func found(_ world: RealmWorld, _ browser: RealmBrowser) async throws -> RealmSessions.Found {
        let cookie = try #require(browser.cookie("cardea.session."))
        let http = Request(
            method: .get, path: "/", query: Parameters(), headers: ["Cookie": "cardea.session.demo=\(cookie)"],
            body: [], origin: RealmWorld.origin, address: "127.0.0.1", correlationID: "test")
        return try #require(try await world.service.flow.sessions.find(try await world.context(), http))
    }

    @Test func `a session that was ended at the same instant stays ended`() async throws {
        let world = try await RealmWorld()
        try await world.giveMail()
        let browser = RealmBrowser(world)
        try await browser.signInByMail()
        #expect(browser.address.hasPrefix(RealmWorld.redirectURI))
        let sessions = world.service.flow.sessions
        let (found, realm) = (try await found(world, browser), try await world.context())
        world.clock.advance(seconds: 120)
        #expect(try await sessions.touch(found, client: "shop", in: realm))
        world.clock.advance(seconds: 120)

        try await world.store.sessions.end(found.session.id)

        #expect(try await !sessions.touch(found, client: "shop", in: realm))
        #expect(try await world.store.sessions.session(found.session.id, of: realm.tenant, at: world.clock.now) == nil)
        try await browser.open(world.authorize())
        #expect(browser.address.contains("/signin/"))
    }

    @Test func `of many requests while a session is ended, none revives it`() async throws {
        let world = try await RealmWorld()
        try await world.giveMail()
        let browser = RealmBrowser(world)
        try await browser.signInByMail()
        let (found, realm) = (try await found(world, browser), try await world.context())
        world.clock.advance(seconds: 120)
        let address = world.authorize([("prompt", "none")])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<24 {
                if index == 6 { group.addTask { try await world.store.sessions.end(found.session.id) } }
                let copy = browser.copy()
                nonisolated(unsafe) let one = copy
                group.addTask { try await one.open(address) }
            }
            try await group.waitForAll()
        }
        #expect(try await world.store.sessions.session(found.session.id, of: realm.tenant, at: world.clock.now) == nil)
        try await browser.open(address)
        #expect(browser.address.contains("error=login_required"))
    }
}
