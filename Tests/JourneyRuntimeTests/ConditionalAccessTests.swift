import Base
import Directory
import HTTP
import Journey
import Policy
import TestSupport
import Testing

@testable import JourneyRuntime

/// b2c-reference §11.16.
struct ConditionalAccessTests {
    private let world = TestWorld(
        TestWorld.policy([
            "challenges": .stringCollection, "status": .stringCollection, "methods": .stringCollection,
            "federated": .boolean, "registered": .boolean,
        ]))

    private func profile(_ operation: String) -> TechnicalProfile {
        .of(
            "ConditionalAccessProtocolProvider", [("OperationType", operation)],
            inputs: [
                .claim("objectId", "UserId"), .claim("methods", "AuthenticationMethodsUsed"),
                .claim("federated", "IsFederated"), .claim("registered", "IsMfaRegistered"),
                .claim("satisfied", "ChallengesSatisfied"),
            ],
            outputs: [
                .claim("challenges", "Challenges"), .claim("status", "MultiConditionalAccessStatus"),
                .claim("risk", "identityRisk"),
            ])
    }

    private func request(_ cookie: String?) -> Request {
        Request(
            method: .get, path: "/", headers: cookie.map { ["Cookie": $0] } ?? [:], origin: "https://login.example",
            address: "203.0.113.9", correlationID: "corr")
    }

    private func device(_ value: String) -> BrowserDevice {
        let http = request("x-ms-cpim-device:contoso.onmicrosoft.com=\(value)")
        return BrowserDevice(http, tenant: world.tenant, random: world.random)
    }

    private func evaluate(
        _ user: User, _ more: Claims = [:], on device: String = "d1"
    ) async throws -> Claims {
        let claims: Claims = ["objectId": .string(user.id.text), "methods": .stringCollection(["Password"])]
        let ran = try await world.run(profile("Evaluation"), claims.merging(more), device: self.device(device))
        return try #require(ran.claims)
    }

    private func challenges(_ user: User, _ more: Claims = [:], on device: String = "d1") async throws -> [String] {
        guard case .stringCollection(let items)? = try await evaluate(user, more, on: device)["challenges"] else {
            return []
        }
        return items
    }

    private func remediate(_ user: User, _ satisfied: [String], on device: String = "d1") async throws {
        let claims: Claims = ["objectId": .string(user.id.text), "satisfied": .stringCollection(satisfied)]
        _ = try await world.run(profile("Remediation"), claims, device: self.device(device))
    }

    @Test func `without rules nobody is asked for more`() async throws {
        let user = try await world.addUser()
        let claims = try await evaluate(user)
        #expect(claims["challenges"] == nil)
        #expect(claims["status"] == .stringCollection(["notApplied"]))
        #expect(claims["risk"] == "none")
        #expect(world.events.names == ["conditionalAccess.evaluated"])
    }

    @Test func `a new device needs more once, and is known afterwards, for that person`() async throws {
        try world.access.set(#"{"rules": [{"name": "new", "if": {"device": "new"}, "then": "mfa"}]}"#)
        let user = try await world.addUser()
        let other = try await world.addUser("bob@example.com", id: "b0000000-0000-4000-8000-000000000002")
        #expect(try await challenges(user) == ["mfa"])
        #expect(try await challenges(user) == ["mfa"])
        try await remediate(user, ["mfa"])
        #expect(try await challenges(user) == [])
        #expect(try await challenges(user, on: "d2") == ["mfa"])
        #expect(try await challenges(other) == ["mfa"])
        // The store knows a hash, not the cookie.
        #expect(JSON.object(try #require(try await world.user(user.id)).attributes).text.contains("d1") == false)
    }

    @Test func `more was shown already`() async throws {
        try world.access.set(#"{"rules": [{"then": "mfa"}]}"#)
        let user = try await world.addUser()
        #expect(try await challenges(user) == ["mfa"])
        let strong: Claims = ["methods": .stringCollection(["Password", "OneTimePasscode"])]
        #expect(try await challenges(user, strong) == [])
    }

    @Test func `countries are new, allowed or not, and unknown ones say nothing`() async throws {
        try world.access.set(
            """
            {"rules": [{"name": "far", "if": {"countryNot": ["CH", "de"]}, "then": "block"},
                       {"name": "new", "if": {"country": "new"}, "then": "mfa"}]}
            """)
        let user = try await world.addUser()
        #expect(try await challenges(user) == [])
        world.access.move(to: "ch")
        #expect(try await challenges(user) == ["mfa"])
        try await remediate(user, ["mfa"])
        #expect(try await challenges(user) == [])
        world.access.move(to: "FR")
        let claims = try await evaluate(user)
        #expect(claims["challenges"] == .stringCollection(["block"]))
        #expect(claims["status"] == .stringCollection(["far", "new"]))
        // Nobody makes up for being blocked.
        try await remediate(user, ["block"])
        world.access.move(to: "DE")
        #expect(try await challenges(user) == ["mfa"])
    }

    @Test func `wrong answers are a risk, until it is made up for or a day has gone by`() async throws {
        try world.access.set(
            #"{"risk": {"low": 1, "medium": 2, "high": 3}, "rules": [{"if": {"risk": "medium"}, "then": "chg_pwd"}]}"#)
        let user = try await world.addUser()
        let record = RiskRecord(world.services, world.tenant)
        try await record.countFailure(of: "ADA@example.com", at: world.clock.now)
        #expect(try await evaluate(user)["risk"] == "low")
        #expect(try await challenges(user) == [])
        try await record.countFailure(of: user.id.text, at: world.clock.now)
        #expect(try await challenges(user) == ["chg_pwd"])
        try await remediate(user, ["chg_pwd"])
        #expect(try await evaluate(user)["risk"] == "none")
        for _ in 0..<3 { try await record.countFailure(of: user.id.text, at: world.clock.now) }
        #expect(try await evaluate(user)["risk"] == "high")
        world.clock.advance(seconds: 86_401)
        #expect(try await evaluate(user)["risk"] == "none")
    }

    @Test(arguments: [
        (#"{"federated": true}"#, true), (#"{"federated": false}"#, false), (#"{"mfaRegistered": true}"#, false),
        (#"{"policies": ["b2c_1a_SUSI"]}"#, true), (#"{"clients": ["x"]}"#, false),
        (#"{"users": ["A0000000-0000-4000-8000-000000000001"]}"#, true),
        (#"{"device": "known"}"#, false), (#"{"federated": true, "device": "known"}"#, false),
    ])
    func `conditions`(condition: String, holds: Bool) async throws {
        try world.access.set(#"{"rules": [{"if": \#(condition), "then": "mfa"}]}"#)
        let user = try await world.addUser()
        let claims: Claims = ["federated": true, "registered": false]
        #expect(try await challenges(user, claims) == (holds ? ["mfa"] : []))
    }

    @Test func `a rule may only report`() async throws {
        try world.access.set(#"{"rules": [{"name": "try", "then": ["mfa", "block"], "reportOnly": true}]}"#)
        let claims = try await evaluate(try await world.addUser())
        #expect(claims["challenges"] == nil)
        #expect(claims["status"] == .stringCollection(["try (report only)"]))
    }

    @Test(arguments: [
        ("[]", "must be an object"), (#"{"rules": 1}"#, "must be a list"), (#"{"rulez": []}"#, "no setting rulez"),
        ("{", "not JSON"), (#"{"rules": [{"then": "sing"}]}"#, "then must be"), (#"{"rules": [{}]}"#, "then must be"),
        (#"{"rules": [{"name": "n", "then": "mfa", "if": {"device": "old"}}]}"#, "rule \"n\": device"),
        (#"{"rules": [{"then": "mfa", "if": {"country": "CH"}}]}"#, "two-letter"),
        (#"{"rules": [{"then": "mfa", "if": {"risk": "none"}}]}"#, "risk must be"),
        (#"{"rules": [{"then": "mfa", "if": {"clients": []}}]}"#, "clients must be"),
        (#"{"rules": [], "risk": {"low": 0}}"#, "risk.low"),
    ])
    func `a mistake in the file is named`(text: String, reason: String) {
        let fault = #expect(throws: ConditionalAccessRules.Fault.self) {
            try ConditionalAccessRules(parsing: Bytes(utf8: text))
        }
        #expect(fault?.description.contains(reason) == true, "\(fault?.description ?? "")")
    }

    @Test func `the device's cookie is set only when somebody wants to know it again`() throws {
        let http = request(nil)
        let device = BrowserDevice(http, tenant: world.tenant, random: world.random)
        #expect(device.cookies(http: http).isEmpty)
        device.remember()
        let cookie = try #require(device.cookies(http: http).first)
        let again = request("\(cookie.name)=\(cookie.value)")
        #expect(BrowserDevice(again, tenant: world.tenant, random: world.random).id == device.id)
    }
}
