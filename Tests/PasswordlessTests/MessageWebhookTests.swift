import Base
import Directory
import HTTP
import TestSupport
import Testing

@testable import Passwordless

/// Messages that the realm's operator sends itself, and changes of authenticators.
struct MessageWebhookTests {
    private static func hooked(_ events: [String]) -> JSON {
        ["webhooks": [["id": "w", "url": "https://hooks.example/in", "events": JSON(events)]]]
    }

    private struct Way: CustomStringConvertible {
        let event: String
        let method: String
        let path: String
        let member: String
        var description: String { method }
    }

    private static let ways = [
        Way(event: "email.created", method: "EMAIL_OTP", path: "email-otp", member: "code"),
        Way(event: "email.created", method: "EMAIL_MAGIC_LINK", path: "email-magic-link", member: "url"),
        Way(event: "sms.created", method: "SMS", path: "sms", member: "code"),
    ]

    private func world(_ events: [String]) async throws -> RealmWorld {
        let world = try await RealmWorld(Self.hooked(events))
        try await world.giveMail()
        try await world.give(.magicLink, ["email": "ada@example.com"])
        try await world.give(.textMessageCode, ["phoneNumber": "+4915112345678"])
        return world
    }

    @Test(arguments: ways)
    private func `a message is delivered by whoever asks for it, in Authsignal's shape`(way: Way) async throws {
        let world = try await world([way.event])
        let token = try await world.track(["idempotencyKey": "k"])
        let asked = try await world.call(.post, "/v1/client/challenge/\(way.path)", token: token)
        #expect(asked.status == 200)

        #expect(world.sent.codes.isEmpty && world.sent.links.isEmpty)
        let event = try #require(world.hooks.events.last)
        #expect(event["type"]?.string == way.event && event["tenantId"] == "demo-tenant" && event["version"] == 1)
        let data = try #require(event["data"])
        #expect(data["to"]?.string == (way.method == "SMS" ? "+4915112345678" : "ada@example.com"))
        #expect(data["verificationMethod"]?.string == way.method && data["actionCode"] == "pay")
        #expect(data["userId"] == "ada" && data["idempotencyKey"] == "k" && data["ipAddress"] == "127.0.0.1")
        let secret = try #require(data[way.member]?.string)
        guard way.member == "code" else { return #expect(secret.hasPrefix("\(world.base)/link/")) }
        let right = try await world.call(
            .post, "/v1/client/verify/\(way.path)", ["verificationCode": .string(secret)], token: token)
        #expect(right.json["isVerified"] == true)
    }

    @Test(arguments: ways)
    private func `where it says no, the challenge fails and nothing else is sent`(way: Way) async throws {
        let world = try await world([way.event])
        world.hooks.answer(503)
        let asked = try await world.call(
            .post, "/v1/client/challenge/\(way.path)", token: try await world.track())
        #expect(asked.status == 502 && asked.json["errorCode"] == "undeliverable")
        #expect(world.sent.codes.isEmpty && world.sent.links.isEmpty && world.hooks.requests.count == 1)
    }

    @Test(arguments: ways)
    private func `a webhook of another kind leaves the message to us`(way: Way) async throws {
        let world = try await world(["action.verify", way.event == "sms.created" ? "email.created" : "sms.created"])
        try await world.call(.post, "/v1/client/challenge/\(way.path)", token: try await world.track())
        #expect(world.sent.codes.count + world.sent.links.count == 1 && world.hooks.requests.isEmpty)
    }

    @Test func `nothing goes out for a name that is nobody's`() async throws {
        let world = try await world(["email.created"])
        let browser = RealmBrowser(world)
        try await browser.open(world.authorize())
        try await browser.post(try browser.signIn(""), ["identifier": "nobody@example.com"])
        try await browser.post(try browser.signIn("/with/EMAIL_OTP"))
        #expect(browser.text.contains("nobody@example.com"))
        try await Task.sleep(for: .milliseconds(50))
        #expect(world.hooks.requests.isEmpty && world.sent.codes.isEmpty)
    }

    @Test func `a push message is nobody's to deliver yet, and the settings say so`() throws {
        let error = #expect(throws: ObjectReader.Fault.self) { _ = try RealmSettings(Self.hooked(["push.created"])) }
        #expect(error?.description.contains("no push messages") == true)
    }

    @Test func `a new name and a new first choice are told`() async throws {
        let world = try await world(["authenticator.updated"])
        let path = "/v1/users/ada/authenticators/ada-EMAIL_OTP"
        try await world.call(.patch, path, ["displayName": "Work mail"])
        try await world.call(.patch, path, ["isDefault": true])
        try await world.webhooks.sendDue()
        let events = world.hooks.events
        #expect(events.map { $0["type"] } == ["authenticator.updated", "authenticator.updated"])
        #expect(events.first?["data"]?["displayName"] == "Work mail")
        #expect(events.last?["data"]?["isDefault"] == true && events.last?["data"]?["userId"] == "ada")
    }
}
