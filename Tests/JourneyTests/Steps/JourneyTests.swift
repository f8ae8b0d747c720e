import Base
import Journey
import Policy
import Testing

struct JourneyStepTests {
    @Test func `steps run in order until the claims are sent`() {
        var journey = StepPolicy(.exchange("Read"), .exchange("Write"), .send()).journey()

        #expect(journey.advance() == .run(.of("Read")))
        #expect(journey.resume(.claims(["objectId": "42"])) == .run(.of("Write")))
        #expect(journey.resume(.claims(["newUser": true])) == .send("Jwt"))
        // What a profile has taken away is gone.
        #expect(journey.state.claims == ["newUser": true])
    }

    @Test func `asking again where the journey stands changes nothing`() {
        var journey = StepPolicy(.exchange("Read"), .send()).journey()

        #expect(journey.advance() == .run(.of("Read")))
        #expect(journey.advance() == .run(.of("Read")))
    }

    struct Skipping: Sendable {
        let rules: [Precondition]
        let claims: Claims
        let skips: Bool

        init(_ rules: [Precondition], _ claims: Claims, _ skips: Bool) {
            (self.rules, self.claims, self.skips) = (rules, claims, skips)
        }
    }

    private static let skippings: [Skipping] = [
        Skipping([.exists("a")], ["a": "1"], true),
        Skipping([.exists("a")], [:], false),
        Skipping([.exists("a", is: false)], [:], true),
        Skipping([.exists("a", "b")], ["a": "1"], false),
        Skipping([.exists("a", "b")], ["a": "1", "b": "1"], true),
        Skipping([.equals("a", "x")], ["a": "x"], true),
        Skipping([.equals("a", "x")], ["a": "X"], false),
        Skipping([.equals("a", "x", is: false)], ["a": "y"], true),
        // A claim that is not there makes the precondition void, whatever ExecuteActionsIf says.
        Skipping([.equals("a", "x", is: false)], [:], false),
        Skipping([.equals("a", "True")], ["a": true], true),
        Skipping([.equals("a", "true")], ["a": true], true),
        // The first that holds decides.
        Skipping([.exists("a"), .exists("b")], ["b": "1"], true),
    ]

    @Test(arguments: skippings)
    func `a step is skipped when one of its preconditions holds`(_ skipping: Skipping) {
        var step = OrchestrationStep.exchange("Read")
        step.preconditions = skipping.rules
        var journey = StepPolicy(step, .send()).journey(skipping.claims)

        #expect(journey.advance() == (skipping.skips ? .send("Jwt") : .run(.of("Read"))))
    }

    @Test(arguments: [OrchestrationStep.Kind.consentScreen, .reviewScreen, .userDialog, .noop])
    func `a step without an effect is passed`(_ kind: OrchestrationStep.Kind) {
        var journey = StepPolicy(.without(effect: kind), .send()).journey()

        #expect(journey.advance() == .send("Jwt"))
    }

    @Test func `what the request brought along is read by the step's profile`() {
        var journey = StepPolicy(.inbound("Hint"), .send()).journey()

        #expect(journey.advance() == .readInbound("Hint"))
        #expect(journey.resume(.claims(["email": "a@b.example"])) == .send("Jwt"))
        #expect(journey.state.claims["email"] == "a@b.example")
    }

    @Test func `the journey's issuer stands in for a step without one`() {
        var journey = StepPolicy(.send(nil), issuer: "Default").journey()
        #expect(journey.advance() == .send("Default"))
    }

    @Test func `a step's own issuer wins over the journey's`() {
        var journey = StepPolicy(.send("Own"), issuer: "Default").journey()
        #expect(journey.advance() == .send("Own"))
    }

    @Test func `a policy that cannot go on says why`() {
        var noSend = StepPolicy(.exchange("Read")).journey()
        _ = noSend.advance()
        #expect(noSend.resume(.claims([:])) == .fail(.noSendClaims))

        var noIssuer = StepPolicy(.send(nil)).journey()
        #expect(noIssuer.advance() == .fail(.noIssuer(step: 1)))
        var noHint = StepPolicy(.inbound(nil), .send()).journey()
        #expect(noHint.advance() == .fail(.noIssuer(step: 1)))

        var policy = StepPolicy(.exchange("Gone"), .send())
        policy.policy.technicalProfiles["Gone"] = nil
        var noProfile = policy.journey()
        #expect(noProfile.advance() == .fail(.noTechnicalProfile("Gone")))

        policy.policy.userJourneys = [:]
        var noJourney = policy.journey()
        #expect(noJourney.advance() == .fail(.noJourney("J")))
    }

    @Test func `each failure has B2C's code`() {
        let failures: [(JourneyFailure, String)] = [
            (.noSuitableProvider, "AADB2C90051"), (.noSendClaims, "AADB2C90040"), (.noIssuer(step: 1), "AADB2C90108"),
            (.noTechnicalProfile("x"), "AADB2C90021"), (.noJourney("x"), "AADB2C90031"),
        ]
        for (failure, code) in failures { #expect(failure.code == code) }
    }

    @Test func `a journey goes on from its stored state`() throws {
        var policy = StepPolicy(.combined("Facebook", form: "Form"), .invoke("Sub"), .send())
        policy.add("Sub", .call, .exchange("Facebook"), .exchange("Read"))
        var first = policy.journey(["a": true, "b": .stringCollection(["x", "y"]), "c": 7])
        _ = first.advance()
        first = policy.journey()
        var state = first.state
        state.frames = [.init(index: 1), .init(subJourney: "Sub", index: 1)]
        state.chosen = "FacebookX"
        state.signedOn = true

        let stored = try JSON(parsing: state.stored.bytes)

        #expect(JourneyState(stored: stored) == state)
        var again = Journey(policy: policy.policy, state: try #require(JourneyState(stored: stored)), session: .init())
        #expect(again.advance() == .run(.of("Read")))
        #expect(again.resume(.claims([:])) == .send("Jwt"))
    }

    @Test(arguments: [
        "{}", #"{"journey":"J","claims":{}}"#, #"{"journey":"J","claims":{"a":{"z":1}},"frames":[]}"#, "[]",
    ])
    func `a stored state that is broken is none`(_ text: String) throws {
        #expect(JourneyState(stored: try JSON(parsing: Bytes(utf8: text))) == nil)
    }
}
