import Base
import Cryptography
import Directory
import HTTP
import Storage
import TestSupport
import Testing

@testable import Passwordless

/// What other servers are told, and how a realm is configured over its interface.
@Suite struct WebhookTests {
    // MARK: - Webhooks

    private static func hooked(_ events: [String]) -> JSON {
        ["webhooks": [["id": "w", "url": "https://hooks.example/in", "events": JSON(events)]]]
    }

    @Test func `what has happened is told, signed, and tried again`() async throws {
        let world = try await APIWorld(Self.hooked(["authenticator.created", "action.log_created"]))
        try await world.enrolMail("ada", "ada@example.com")
        #expect(world.hooks.requests.isEmpty)
        world.hooks.answer(500)
        #expect(try await world.webhooks.sendDue() == 1)
        #expect(try await world.webhooks.sendDue() == 0)
        world.clock.advance(seconds: 30)
        world.hooks.answer(204)
        #expect(try await world.webhooks.sendDue() == 1)
        world.clock.advance(seconds: 3600)
        #expect(try await world.webhooks.sendDue() == 0)
        #expect(world.hooks.events.map { $0["type"] } == ["authenticator.created", "authenticator.created"])
        let event = try #require(world.hooks.events.last)
        #expect(event["data"]?["email"] == "ada@example.com" && event["tenantId"] == "demo-tenant")
        #expect(event["version"] == 1 && event["id"] == world.hooks.events.first?["id"])
        let request = try #require(world.hooks.requests.last)
        let secrets = try await WebhookSecrets(
            keySets: world.store.keySets, random: .seeded(9), now: world.clock.read
        ).secrets(of: world.realm.tenant)
        let time = world.clock.now.seconds - 3600
        let code = HMAC.sha256(Bytes(utf8: "\(time).") + request.body, key: Bytes(utf8: secrets[0].exposed))
        let text = Base64.encode(code)
        #expect(text.hasSuffix("=") && request.headers["X-Signature-V2"] == "t=\(time),v2=\(text.dropLast())")
        #expect(request.mayReachPrivateAddresses == false)
    }

    @Test func `after three more tries it is over`() async throws {
        let world = try await APIWorld(Self.hooked(["action.log_created"]))
        world.hooks.answer(500)
        _ = try await world.track("ada")
        for seconds: Int64 in [0, 30, 120, 600] {
            world.clock.advance(seconds: seconds)
            #expect(try await world.webhooks.sendDue() == 1)
        }
        world.clock.advance(seconds: 86_400)
        #expect(try await world.webhooks.sendDue() == 0)
        #expect(world.hooks.requests.count == 4)
    }

    @Test func `while two secrets are usable there are two signatures`() async throws {
        let world = try await APIWorld(Self.hooked(["action.log_created"]))
        let secrets = WebhookSecrets(keySets: world.store.keySets, random: .seeded(5), now: world.clock.read)
        _ = try await secrets.secrets(of: world.realm.tenant)
        world.clock.advance(seconds: 1)
        _ = try await secrets.add(to: world.realm.tenant, overlapSeconds: 60)
        _ = try await world.track("ada")
        try await world.webhooks.sendDue()
        #expect(world.hooks.requests.last?.headers["X-Signature-V2"]?.split(separator: ",").count == 3)
        world.clock.advance(seconds: 60)
        _ = try await world.track("ada")
        try await world.webhooks.sendDue()
        #expect(world.hooks.requests.last?.headers["X-Signature-V2"]?.split(separator: ",").count == 2)
    }

    @Test(arguments: [(200, true), (403, false)])
    func `a receiver may refuse a success`(status: Int, isValid: Bool) async throws {
        let world = try await APIWorld(Self.hooked(["action.verify"]))
        try await world.enrolMail("ada", "ada@example.com")
        world.hooks.answer(status)
        let token = try await world.prove(try await world.track("ada"))
        #expect(world.hooks.events.map { $0["type"] } == ["action.verify"])
        let answer = try await world.call(.post, "/v1/validate", ["token": .string(token)])
        #expect(answer["isValid"] == .bool(isValid))
        #expect(answer["state"]?.string == (isValid ? "CHALLENGE_SUCCEEDED" : "CHALLENGE_FAILED"))
    }

    // MARK: - Configuration

    @Test func `actions, rules, lists and theme are configured`() async throws {
        let world = try await APIWorld()
        let base = "/v1/management"
        let made = try await world.call(
            .post, "\(base)/action-configurations",
            ["actionCode": "pay", "defaultUserActionResult": "ALLOW", "verificationMethods": ["PASSKEY"]])
        #expect(made.status == 201 && made["actionCode"] == "pay")
        #expect(try await world.call(.post, "\(base)/action-configurations", ["actionCode": "pay"]).status == 409)
        let rule = try await world.call(
            .post, "\(base)/action-configurations/pay/rules",
            ["name": "All", "type": "BLOCK", "conditions": ["==": [1, 1]], "priority": 3])
        let id = try #require(rule["ruleId"]?.string)
        #expect(rule["actionCode"] == "pay" && rule["isActive"] == true)
        let blocked = try await world.call(.post, "/v1/users/ada/actions/pay", [:])
        #expect(blocked["state"] == "BLOCK")
        let off = try await world.call(
            .patch, "\(base)/action-configurations/pay/rules/\(id)", ["isActive": false, "actionCode": "pay"])
        #expect(off["isActive"] == false && off["priority"] == 3)
        let allowed = try await world.call(.post, "/v1/users/ada/actions/pay", [:])
        #expect(allowed["state"] == "ALLOW" && allowed["allowedVerificationMethods"] == ["PASSKEY"])
        let wrong = try await world.call(
            .patch, "\(base)/action-configurations/pay/rules/\(id)", ["conditions": ["like": [1, 2]]])
        #expect(wrong.status == 400 && wrong["errorDescription"]?.string?.contains("not an operator") == true)
        #expect(try await world.call(.delete, "\(base)/action-configurations/pay/rules/\(id)").status == 200)
        #expect(try await world.call(.get, "\(base)/action-configurations/pay/rules/\(id)").status == 404)
        _ = try await world.call(
            .post, "\(base)/value-lists", ["name": "partners", "valueListItems": ["acme", "umbrella"]])
        let list = try await world.call(.patch, "\(base)/value-lists/partners", ["valueListItems": ["acme"]])
        #expect(list["valueListItems"] == ["acme"] && list["itemType"] == "string")
        let theme = try await world.call(.patch, "\(base)/theme", ["primaryColor": "#3a5f8f"])
        #expect(theme["primaryColor"] == "#3a5f8f")
        #expect(try await world.call(.patch, "\(base)/theme", ["primaryColor": "red"]).status == 400)
        let settings = try await world.call(.get, "\(base)/settings")
        #expect(settings["apiKeys"] == nil && settings["valueLists"]?["partners"] == ["acme"])
        let put = try await world.call(.put, "\(base)/settings", ["methods": ["SMS"]])
        #expect(put["methods"] == ["SMS"] && put["valueLists"] == [:])
        // The key that asked still works.
        #expect(try await world.call(.get, "\(base)/tenant")["realm"] == "demo")
        #expect(try await world.call(.delete, "\(base)/action-configurations/none").status == 404)
    }
}
