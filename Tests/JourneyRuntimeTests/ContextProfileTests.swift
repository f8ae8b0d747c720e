import Base
import Directory
import Journey
import Policy
import TestSupport
import Testing

@testable import JourneyRuntime

/// b2c-reference §11.10, §11.17, §11.18.
struct ContextProfileTests {
    private let world = TestWorld()

    private func insights(_ metadata: (String, String)...) -> TechnicalProfile {
        .of(
            "AzureApplicationInsightsProvider", [("InstrumentationKey", "x")] + metadata,
            inputs: [
                .claim("event", "eventName", default: "SignIn"),
                .claim("policy", "{property:Policy}", default: "{Policy:PolicyId}"), .claim("age", "{property:Age}"),
                .claim("absent", "{property:Absent}"), .claim("other", "other"),
            ])
    }

    @Test func `an event of the policy goes to the log, resolvers resolved`() async throws {
        let claims: Claims = ["age": .integer(36), "other": "x"]
        #expect(try await world.run(insights(), claims).claims == claims)
        let event = try #require(world.events.all.first as? JourneyInsight)
        #expect(event.event == "SignIn" && event.correlationID == "corr")
        #expect(event.properties == ["Policy": "B2C_1A_susi", "Age": 36])
    }

    @Test func `telemetry may be off`() async throws {
        _ = try await world.run(insights(("DisableTelemetry ", "true")))
        #expect(world.events.names.isEmpty)
    }

    @Test func `the context of the journey is claims, by name in any case`() async throws {
        let profile = TechnicalProfile.of(
            "UserJourneyContextProvider",
            outputs: [
                .claim("IP-Address"), .claim("ip", "ip-address"), .claim("CorrelationId"), .claim("PolicyId"),
                .claim("TenantId"), .claim("unknown"),
            ])
        let claims = try #require(try await world.run(profile).claims)
        #expect(claims["IP-Address"] == "203.0.113.9" && claims["ip"] == "203.0.113.9")
        #expect(claims["CorrelationId"] == "corr" && claims["PolicyId"] == "B2C_1A_susi")
        #expect(claims["TenantId"]?.text == world.tenant.id.text)
        #expect(claims["unknown"] == nil)
    }

    @Test func `a profile of transformations hands its inputs on, their defaults too`() async throws {
        let profile = TechnicalProfile.of(
            "ClaimsTransformationProtocolProvider",
            inputs: [.claim("text", default: "from the policy"), .claim("unused", default: "x"), .claim("known")],
            outputs: [.claim("text", default: "never"), .claim("known")])

        #expect(try await world.run(profile, ["known": "y"]).claims == ["text": "from the policy", "known": "y"])
        #expect(try await world.run(profile, ["text": "mine"]).claims == ["text": "mine"])
    }
}
