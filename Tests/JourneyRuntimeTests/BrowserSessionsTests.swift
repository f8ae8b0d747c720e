import Base
import Directory
import HTTP
import Journey
import Policy
import TestSupport
import Testing

@testable import JourneyRuntime

/// b2c-reference §9.
struct BrowserSessionsTests {
    private let world = TestWorld(.invocable())

    private var sessions: BrowserSessions {
        BrowserSessions(sessions: world.store.sessions, users: world.store.users, random: world.random)
    }

    private func part(user: String? = nil) -> SessionContent.Part {
        SessionContent.Part(
            session: SSOSession(), authenticatedAt: world.clock.now, user: user, id: "sid", expiresAt: world.clock.now)
    }

    private func keep(
        _ part: SessionContent.Part? = nil, scope: String = "tenant", client: String = "app",
        over found: BrowserSessions.Found? = nil, continues: Bool = false, persistent: Bool = false,
        cookies: [SetCookie] = [], _ behaviors: (inout UserJourneyBehaviors) -> Void = { _ in }
    ) async throws -> SetCookie {
        var policy = world.policy
        if var party = policy.relyingParty {
            behaviors(&party.behaviors)
            policy.relyingParty = party
        }
        return try await sessions.keep(
            part ?? self.part(), scope: scope, application: .init(client: client, policy: policy.id.text), over: found,
            continues: continues, policy: policy, isPersistent: persistent, tenant: world.tenant,
            http: .get(cookies: cookies), at: world.clock.now)
    }

    private func find(_ cookie: SetCookie) async throws -> BrowserSessions.Found? {
        try await sessions.find(world.tenant, http: .get(cookies: [cookie]), at: world.clock.now)
    }

    private func usable(_ cookie: SetCookie, scope: String? = "tenant") async throws -> SessionContent.Part? {
        try await sessions.part(scope, of: find(cookie), tenant: world.tenant, at: world.clock.now)
    }

    @Test func `a session is found by its cookie, and by no other`() async throws {
        let cookie = try await keep()
        #expect(cookie.name == "x-ms-cpim-sso:contoso.onmicrosoft.com_0")
        #expect(cookie.isHTTPOnly && cookie.isSecure && cookie.maximumAge == nil)
        #expect(try await usable(cookie)?.id == "sid")
        #expect(try await find(SetCookie(cookie.name, "guess")) == nil)
        #expect(try await sessions.find(world.tenant, http: .get(), at: world.clock.now) == nil)
        let other = Tenant(
            id: Tenant.ID("22222222-2222-4222-8222-222222222222"), name: world.tenant.name, displayName: "")
        #expect(try await sessions.find(other, http: .get(cookies: [cookie]), at: world.clock.now) == nil)
    }

    @Test func `the store never holds the cookie's value`() async throws {
        let cookie = try await keep()
        let found = try #require(try await find(cookie))
        #expect(!found.session.id.text.contains(cookie.value))
        #expect(!found.session.content.text.contains(cookie.value))
    }

    @Test func `a part is its scope's alone`() async throws {
        let first = try await keep(scope: "application:a")
        let second = try await keep(
            scope: "application:b", over: find(first), continues: true, cookies: [first])
        #expect(try await usable(second, scope: "application:a") != nil)
        #expect(try await usable(second, scope: "application:b") != nil)
        #expect(try await usable(second, scope: "tenant") == nil)
        #expect(try await usable(second, scope: nil) == nil)
    }

    @Test func `a rolling session is extended by each use, an absolute one is not`() async throws {
        for (expiry, isThere) in [(UserJourneyBehaviors.SessionExpiry.rolling, true), (.absolute, false)] {
            let change: (inout UserJourneyBehaviors) -> Void = {
                ($0.sessionExpiry, $0.sessionExpiryInSeconds) = (expiry, 900)
            }
            let first = try await keep(nil, change)
            world.clock.advance(seconds: 800)
            let found = try #require(try await find(first))
            let again = try await keep(
                found.content.parts["tenant"], over: found, continues: true, cookies: [first], change)
            #expect(again.value == first.value)
            world.clock.advance(seconds: 800)
            #expect((try await usable(again) != nil) == isThere)
        }
    }

    @Test func `a fresh sign-in gets a new name, and the old one is worth nothing`() async throws {
        let first = try await keep(client: "one")
        let second = try await keep(client: "two", over: find(first), cookies: [first])
        #expect(second.value != first.value)
        #expect(try await find(first) == nil)
        // Somebody else's applications need not hear of this session's end.
        #expect(try await find(second)?.content.applications.map(\.client) == ["two"])
    }

    @Test func `an application that took part twice hears once`() async throws {
        let first = try await keep(client: "one")
        let second = try await keep(client: "one", over: find(first), continues: true, cookies: [first])
        let third = try await keep(client: "two", over: find(second), continues: true, cookies: [second])
        let (content, cookie) = try await sessions.end(
            world.tenant, http: .get(cookies: [third]), at: world.clock.now)
        #expect(content.applications.map(\.client) == ["one", "two"])
        #expect(cookie.maximumAge == 0)
        #expect(try await find(third) == nil)
        #expect(try await sessions.end(world.tenant, http: .get(), at: world.clock.now).content == SessionContent())
    }

    @Test func `keep me signed in makes the cookie outlive the browser, and stays so`() async throws {
        let cookie = try await keep(persistent: true) { $0.keepAliveInDays = 30 }
        #expect(cookie.maximumAge == 30 * 86_400)
        let next = try await keep(over: find(cookie), continues: true, cookies: [cookie]) { $0.keepAliveInDays = 30 }
        #expect(next.maximumAge == 30 * 86_400)
    }

    @Test func `the part of somebody who is gone, disabled or revoked counts no more`() async throws {
        let user = try await world.addUser()
        let cookie = try await keep(part(user: user.id.text))
        #expect(try await usable(cookie) != nil)
        _ = try await world.store.users.update(user.id, of: world.tenant.id) { $0.isEnabled = false }
        #expect(try await usable(cookie) == nil)
        let later = world.clock.now.adding(seconds: 1)
        _ = try await world.store.users.update(user.id, of: world.tenant.id) {
            ($0.isEnabled, $0.tokensValidFrom) = (true, later)
        }
        #expect(try await usable(cookie) == nil)
        try await world.store.users.delete(user.id, of: world.tenant.id)
        #expect(try await usable(cookie) == nil)
    }

    @Test func `what is stored reads back the same, and nonsense is nothing`() {
        var content = SessionContent()
        content.parts = ["tenant": part(user: "u"), "policy:b2c_1a_x": part()]
        content.register(.init(client: "a", policy: "p"))
        #expect(SessionContent(stored: content.stored) == content)
        for bad: JSON in [[:], [], .null, ["parts": [:]], ["parts": ["tenant": [:]], "applications": []]] {
            #expect(SessionContent(stored: bad) == nil)
        }
    }

    @Test(
        arguments: [
            (.tenant, "tenant"), (.trustFramework, "tenant"), (.application, "application:app"),
            (.policy, "policy:b2c_1a_susi"), (.suppressed, nil),
        ] as [(UserJourneyBehaviors.SSOScope, String?)])
    func `the scope of a session`(scope: UserJourneyBehaviors.SSOScope, expected: String?) {
        var behaviors = UserJourneyBehaviors()
        behaviors.ssoScope = scope
        #expect(behaviors.sessionScope(client: "app", policy: "B2C_1A_susi") == expected)
    }

    @Test func `a part is over at its own time, though the session goes on for another one`() async throws {
        let first = try await keep(scope: "application:a") { $0.sessionExpiryInSeconds = 900 }
        let second = try await keep(
            scope: "application:b", over: find(first), continues: true, cookies: [first]
        ) { $0.sessionExpiryInSeconds = 9000 }
        world.clock.advance(seconds: 899)
        #expect(try await usable(second, scope: "application:a") != nil)
        world.clock.advance(seconds: 1)
        #expect(try await usable(second, scope: "application:a") == nil)
        #expect(try await usable(second, scope: "application:b") != nil)
    }
}
