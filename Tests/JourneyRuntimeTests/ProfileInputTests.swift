import Journey
import Policy
import TestSupport
import Testing

@testable import JourneyRuntime

/// b2c-reference §5.5: a profile's own transformations work on its claims.
struct ProfileInputTests {
    private let world = TestWorld(
        .invocable(types: [.of("host"), .of("copy"), .of("other")], profiles: []) {
            var copy = ClaimsTransformation(id: "Copy", method: "CopyClaim", location: here)
            copy.inputClaims = [.init(claimType: "host", parameter: "inputClaim")]
            copy.outputClaims = [.init(claimType: "copy", parameter: "outputClaim")]
            $0.claimsTransformations["Copy"] = copy
        })

    private func profile(_ inputs: [ClaimReference], outputs: [ClaimReference] = []) -> TechnicalProfile {
        .of("ClaimsTransformationProtocolProvider", inputs: inputs, outputs: outputs) {
            $0.outputClaimsTransformations = ["Copy"]
        }
    }

    @Test func `output transformations know the default of an input claim, which stays with the profile`() async throws
    {
        let claims = try await world.run(profile([.claim("host", default: "login.example")]), ["other": "x"]).claims
        #expect(claims == ["copy": "login.example", "other": "x"])
    }

    @Test func `AlwaysUseDefaultValue counts for the profile alone`() async throws {
        let always = profile([.claim("host", default: "given", always: true)])
        #expect(try await world.run(always, ["host": "before"]).claims == ["copy": "given", "host": "before"])
    }

    @Test func `an input claim that is an output claim, too, goes on`() async throws {
        let both = profile([.claim("host", default: "given")], outputs: [.claim("host")])
        #expect(try await world.run(both).claims == ["copy": "given", "host": "given"])
    }
}
