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

    @Test func `a call inside a call comes back to both callers`() {
        var policy = StepPolicy(.invoke("Outer"), .exchange("Last"), .send())
        policy.add("Outer", .call, .invoke("Inner"), .exchange("AfterInner"))
        policy.add("Inner", .call, .exchange("Deep"))
        var journey = policy.journey()

        #expect(journey.advance() == .run(.of("Deep")))
        #expect(journey.resume(.claims([:])) == .run(.of("AfterInner")))
        #expect(journey.resume(.claims([:])) == .run(.of("Last")))
        #expect(journey.resume(.claims([:])) == .send("Jwt"))
    }

    @Test func `a transfer inside a call leaves both`() {
        var policy = StepPolicy(.invoke("Outer"), .exchange("Never"), .send("Journey"))
        policy.add("Outer", .call, .invoke("Away"), .exchange("NeverEither"))
        policy.add("Away", .transfer, .send("Away"))
        var journey = policy.journey()

        #expect(journey.advance() == .send("Away"))
    }

    @Test(arguments: [SubJourney.Kind.call, .transfer])
    func `sub journeys that invoke each other end in an error`(kind: SubJourney.Kind) {
        var policy = StepPolicy(.invoke("Ping"), .send())
        policy.add("Ping", kind, .invoke("Pong"))
        policy.add("Pong", kind, .invoke("Ping"))
        var journey = policy.journey()

        guard case .fail(.endlessSubJourneys) = journey.advance() else {
            Issue.record("it went on")
            return
        }
    }

    @Test func `a loop with a page in it is bounded over the requests too`() throws {
        var policy = StepPolicy(.invoke("Again"), .send())
        policy.add("Again", .transfer, .exchange("Page"), .invoke("Again"))
        var journey = policy.journey()
        var action = journey.advance()
        var rounds = 0
        while action == .run(.of("Page")), rounds < 1000 {
            rounds += 1
            // As between two requests: through the store.
            let state = try #require(JourneyState(stored: journey.state.stored))
            journey = Journey(policy: policy.policy, state: state, session: SSOSession())
            action = journey.resume(.claims([:]))
        }
        #expect(rounds == Journey.maximumInvocations)
        #expect(action == .fail(.endlessSubJourneys("Again")))
    }

    @Test func `a selection at the end of a sub journey leads into its caller`() {
        var policy = StepPolicy(.invoke("Choice"), .exchange("Facebook", "SignUp"), .send())
        policy.add("Choice", .call, .choose("Facebook", "SignUp"))
        var journey = policy.journey()

        guard case .select(let selection) = journey.advance() else {
            Issue.record("no page")
            return
        }
        #expect(selection.providers == [.of("Facebook"), .of("SignUp")])
        #expect(journey.resume(.chose("SignUpX")) == .run(.of("SignUp")))
    }

    @Test func `calls inside calls go so deep and no deeper`() {
        func journey(calls depth: Int) -> Journey {
            var policy = StepPolicy(.invoke("S1"), .send())
            for level in 1..<depth { policy.add(Name("S\(level)"), .call, .invoke(Name("S\(level + 1)"))) }
            policy.add(Name("S\(depth)"), .call, .exchange("Deep"))
            return policy.journey()
        }
        var deep = journey(calls: Journey.maximumDepth - 1)
        #expect(deep.advance() == .run(.of("Deep")))
        var tooDeep = journey(calls: Journey.maximumDepth)
        #expect(tooDeep.advance() == .fail(.endlessSubJourneys(Name("S\(Journey.maximumDepth)"))))
    }

    @Test func `a choice before a call is none inside it`() {
        var policy = StepPolicy(
            .choose("Facebook", "Google"), .invoke("Inner"), .exchange("Facebook", "Google"), .send())
        policy.add("Inner", .call, .exchange("Facebook", "Google"))
        var journey = policy.journey()
        _ = journey.advance()

        // Nobody was asked there, so it is the first one's, as everywhere.
        #expect(journey.resume(.chose("GoogleX")) == .run(.of("Facebook")))
    }
}
