import Journey
import Policy
import Testing

/// b2c-reference §5.7.
struct SubJourneyTests {
    @Test func `a called sub journey comes back to the next step`() {
        var policy = StepPolicy(.invoke("Sub"), .exchange("After"), .send())
        policy.add("Sub", .call, .exchange("One"), .exchange("Two", skip: .exists("skip")))
        var journey = policy.journey()

        #expect(journey.advance() == .run(.of("One")))
        #expect(journey.resume(.claims(["skip": "1"])) == .run(.of("After")))
        #expect(journey.resume(.claims(["skip": "1"])) == .send("Jwt"))
        #expect(journey.state.claims["skip"] == "1")
    }

    @Test func `a sub journey that is transferred to never comes back`() {
        var policy = StepPolicy(.invoke("Sub"), .exchange("After"), .send("Outer"))
        policy.add("Sub", .transfer, .exchange("One"), .send("Inner"))
        var journey = policy.journey()

        #expect(journey.advance() == .run(.of("One")))
        #expect(journey.resume(.claims([:])) == .send("Inner"))
    }

    @Test func `a transfer without SendClaims ends in an error`() {
        var policy = StepPolicy(.invoke("Sub"), .send("Outer"))
        policy.add("Sub", .transfer, .exchange("One"))
        var journey = policy.journey()
        _ = journey.advance()

        #expect(journey.resume(.claims([:])) == .fail(.noSendClaims))
    }

    @Test func `a skipped call does not enter`() {
        var policy = StepPolicy(.invoke("Sub", skip: .exists("a")), .send())
        policy.add("Sub", .call, .exchange("One"))
        var journey = policy.journey(["a": "1"])
        #expect(journey.advance() == .send("Jwt"))
    }

    @Test func `a call at the end of the journey leaves it without claims to send`() {
        var policy = StepPolicy(.invoke("Sub"))
        policy.add("Sub", .call, .exchange("One", skip: .exists("a")))
        var journey = policy.journey(["a": "1"])
        #expect(journey.advance() == .fail(.noSendClaims))
    }

    @Test func `a selection inside a sub journey leads to the sub journey's next step`() {
        var policy = StepPolicy(.invoke("Sub"), .send())
        policy.add("Sub", .call, .combined("Facebook", form: "Form"), .exchange("Facebook", "SignUp"))
        var journey = policy.journey()

        guard case .select(let selection) = journey.advance() else {
            Issue.record("no page")
            return
        }
        #expect(selection.providers == [.of("Facebook")])
        #expect(journey.resume(.chose("SignUpX")) == .run(.of("SignUp")))
        #expect(journey.resume(.claims([:])) == .send("Jwt"))
    }

    @Test(arguments: ["Gone", nil] as [Name?])
    func `a sub journey that is not there is an error`(_ name: Name?) {
        var journey = StepPolicy(.invoke(name), .send()).journey()
        #expect(journey.advance() == .fail(.noJourney(name ?? "")))
    }
}
