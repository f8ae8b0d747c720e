import Base
import Policy
import Testing
import Trace

struct TraceMapTests {
    @Test func `the way is marked on the map, and each mark leads to its entry`() throws {
        let journey = TestJourney()
        let map = try #require(JourneyMap(Self.policy))
        let recorder = journey.recorder
        recorder.enter(.init(TestJourney.place(1)))
        recorder.note(.choice(.init("SignUp", by: .person)))
        recorder.leave()
        recorder.note(
            .skipped(.init(.step(TestJourney.place(2)), reason: "objectId exists")), outcome: .skipped)
        recorder.enter(.init(TestJourney.place(3)))
        recorder.end(recorder.begin(.profile(.init(id: "Read", role: .exchange, type: "t", location: "l"))))

        var way = try #require(journey.trace).way(on: map)
        #expect(way.marks["1"] == .ran)
        #expect(way.marks["2"] == .skipped)
        #expect(way.marks["3"] == .current)
        #expect(way.marks["3:read"] == .current)
        #expect(way.entries == ["1": 1, "2": 3, "3": 4, "3:read": 5])

        recorder.finish(.failed("AADB2C90037"))
        way = try #require(journey.trace).way(on: map)
        #expect(way.marks["3"] == .failed && way.marks["3:read"] == .failed)
    }

    @Test func `a step that the policy does not have any more is left out`() throws {
        let journey = TestJourney()
        journey.recorder.enter(.init(TestJourney.place(9)))

        #expect(try #require(journey.trace).way(on: #require(JourneyMap(Self.policy))).marks.isEmpty)
    }

    private static var policy: ResolvedPolicy {
        var policy = ResolvedPolicy(id: "B2C_1A_susi", tenant: "contoso.onmicrosoft.com")
        policy.technicalProfiles["Read"] = TechnicalProfile(id: "Read", location: here)
        let steps = (1...3).map { order in
            var step = OrchestrationStep(order: order, kind: .claimsExchange, location: here)
            step.exchanges = [.init(id: "read", profile: "Read")]
            return step
        }
        policy.userJourneys["SignUpOrSignIn"] = UserJourney(id: "SignUpOrSignIn", steps: steps, location: here)
        return policy
    }
}
