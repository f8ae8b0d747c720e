import Base
import Directory
import HTTP
import TestSupport
import Testing

@testable import Passwordless

/// Whose token is good where.
struct RealmTokenTests {
    enum Kind: String, CaseIterable {
        case initAuth, tracked, server, anonymous, ownSignIn, proven, nothing
    }

    private func token(_ kind: Kind, _ world: RealmWorld) async throws -> String {
        switch kind {
        case .initAuth:
            return try #require(try await world.call(.post, "/init-auth", ["userId": "ada"]).json["token"]?.string)
        case .tracked: return try await world.track()
        case .server:
            let answer = try await world.call(
                .post, "/v1/challenge", ["verificationMethod": "EMAIL_OTP", "action": "signIn", "userId": "ada"])
            return try #require(answer.json["challengeId"]?.string, "\(answer)")
        case .anonymous:
            let open = try await ClientCaller(challenges: world.service.desks.challenges, now: world.clock.read)
                .anonymous("signIn", in: try await world.context())
            return open.token.exposed
        case .ownSignIn:
            let browser = RealmBrowser(world)
            try await browser.open("\(world.base)/account")
            try await browser.post(try browser.signIn(""), ["identifier": "ada@example.com"])
            return String(try #require(browser.cookie("cardea.signin.")).dropFirst(2))
        case .proven:
            let token = try await world.track()
            try await world.call(.post, "/v1/client/challenge/email-otp", token: token)
            let answer = try await world.call(
                .post, "/v1/client/verify/email-otp",
                ["verificationCode": .string(try await world.sent.lastCode())], token: token)
            return try #require(answer.json["accessToken"]?.string, "\(answer)")
        case .nothing: return "none"
        }
    }

    @Test(arguments: Kind.allCases)
    func `only a token of init-auth begins a sign-in at a client`(kind: Kind) async throws {
        let world = try await RealmWorld()
        try await world.giveMail()
        let token = try await token(kind, world)
        let browser = RealmBrowser(world)

        try await browser.open(world.authorize([("token", token)]))

        let isTaken = kind == .initAuth
        #expect(browser.address.contains("/signin/") == isTaken, "\(browser.address)")
        #expect(browser.address.contains("error=invalid_request") == !isTaken)
        #expect(browser.cookieNames.isEmpty == !isTaken)
        // Once.
        try await browser.open(world.authorize([("token", token)]))
        #expect(browser.address.contains("error=invalid_request"))
    }

    @Test(arguments: Kind.allCases)
    func `only a token of a tracked action opens its page`(kind: Kind) async throws {
        let world = try await RealmWorld()
        try await world.giveMail()
        let token = try await token(kind, world)
        let browser = RealmBrowser(world)

        try await browser.open("\(world.base)/challenge?token=\(token)")

        let isTaken = kind == .tracked || kind == .proven
        #expect((browser.status == 410) == !isTaken, "\(browser.status) \(browser.address)")
        // What was proven already is handed back at once.
        #expect(browser.cookieNames.isEmpty == (kind != .tracked))
        try await browser.open("\(world.base)/challenge?token=\(token)")
        #expect(browser.status == 410)
    }

    @Test func `an id that a server got for a code is still that server's after somebody has tried it`() async throws {
        let world = try await RealmWorld()
        try await world.giveMail()
        let id = try await token(.server, world)
        try await RealmBrowser(world).open(world.authorize([("token", id)]))
        let code = try await world.sent.lastCode()
        let answer = try await world.call(
            .post, "/v1/verify", ["challengeId": .string(id), "verificationCode": .string(code)])
        #expect(answer.json["isVerified"] == true)
        let browser = RealmBrowser(world)
        try await browser.open(world.authorize([("token", id)]))
        #expect(browser.address.contains("error=invalid_request") && browser.cookieNames.isEmpty)
    }
}

extension RealmWorld {
    func context() async throws -> RealmContext {
        try #require(try await service.desks.realms.realm("demo", origin: Self.origin))
    }
}
