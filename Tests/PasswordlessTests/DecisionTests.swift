import Base
import Testing

@testable import Passwordless

struct DecisionTests {
    private let passkey = VerificationMethod(rawValue: "PASSKEY")
    private let sms = VerificationMethod(rawValue: "SMS")

    private func rule(
        _ id: String, _ condition: String, _ result: ActionResult, priority: Int = 0, isActive: Bool = true,
        methods: [VerificationMethod?]? = nil
    ) throws -> Rule {
        Rule(
            id: id, name: id, priority: priority, isActive: isActive, result: result,
            permittedMethods: methods?.compactMap(\.self),
            condition: try JSONLogic(try JSON(parsing: condition)))
    }

    private var facts: ActionFacts {
        var facts = ActionFacts()
        (facts.address, facts.place, facts.isAnonymous) = ("192.0.2.7", Place(country: "NZ"), false)
        facts.device = .init(id: "d-1", isNew: true)
        facts.user.isEnrolled = true
        facts.custom["amount"] = 250
        facts.lists["risky"] = ["XX", "YY"]
        return facts
    }

    @Test func `without a rule that holds the action's default decides`() throws {
        let action = ActionConfiguration(
            code: "signIn", defaultResult: .challenge, permittedMethods: [passkey, sms].compactMap(\.self),
            defaultMethod: passkey,
            rules: [try rule("vpn", #"{"==":[{"var":"ip.isAnonymous"},true]}"#, .block)])

        let decision = action.decide(facts.json)

        #expect(decision.result == .challenge && decision.ruleIDs == [] && decision.defaultMethod == passkey)
        #expect(
            decision.examined == [
                .init(ruleID: "vpn", outcome: .doesNotHold, facts: [.init(name: "ip.isAnonymous", value: false)])
            ])
    }

    @Test func `the first rule by priority decides, and all that hold are named`() throws {
        let action = ActionConfiguration(
            code: "pay", defaultResult: .allow, permittedMethods: [passkey, sms].compactMap(\.self), defaultMethod: sms,
            rules: [
                try rule("large", #"{">":[{"var":"custom.amount"},100]}"#, .review, priority: 2),
                try rule("new", #"{"var":"device.isNew"}"#, .challenge, priority: 1, methods: [passkey]),
                try rule("off", "true", .block, isActive: false),
                try rule("country", #"{"in":[{"var":"ip.country"},{"var":"lists.risky"}]}"#, .block),
            ])

        let decision = action.decide(facts.json)

        #expect(decision.result == .challenge && decision.ruleIDs == ["new", "large"])
        #expect(decision.permittedMethods == [passkey].compactMap(\.self))
        // The default method is not among those that the rule permits.
        #expect(decision.defaultMethod == nil)
        #expect(decision.examined.map(\.ruleID) == ["country", "new", "large"])
    }

    @Test func `rules of one priority are looked at in their order`() throws {
        let action = ActionConfiguration(
            code: "a", rules: [try rule("first", "true", .review), try rule("second", "true", .allow)])
        #expect(action.decide(facts.json).result == .review)
    }

    @Test(arguments: [(ActionResult.block, ActionResult.block), (.allow, .challenge)])
    func `a rule that takes too long never lets anybody through`(result: ActionResult, decided: ActionResult) throws {
        let endless = #"{"map":[{"var":"lists.l"},{"map":[{"var":"x"},1]}]}"#
        var facts = facts
        facts.lists["l"] = .array(Array(repeating: 1, count: 20_001))
        let action = ActionConfiguration(
            code: "a", defaultResult: .challenge, rules: [try rule("endless", endless, result)])

        let decision = action.decide(facts.json)

        #expect(decision.result == decided)
        #expect(decision.examined.first?.outcome == .exhausted)
    }

    @Test(arguments: [
        // Zürich to Auckland, 18,300 km.
        (47.4, 8.5, -36.8, 174.8, 10, true), (47.4, 8.5, -36.8, 174.8, 24, false),
        // Zürich to Bern: what an address tells is not that exact.
        (47.4, 8.5, 46.9, 7.4, 0, false),
        // Over the date line: Suva to Apia, 1,150 km.
        (-18.1, 178.4, -13.8, -171.8, 0, true), (-18.1, 178.4, -13.8, -171.8, 1, false),
    ])
    func `nobody travels faster than an airliner`(
        latitude: Double, longitude: Double, toLatitude: Double, toLongitude: Double, hours: Int64, isImpossible: Bool
    ) throws {
        let from = Place(country: "AA", coordinates: .init(latitude: latitude, longitude: longitude))
        let to = Place(country: "BB", coordinates: .init(latitude: toLatitude, longitude: toLongitude))
        let travel = Travel(
            from: from, at: Timestamp(seconds: 0), to: to, at: Timestamp(seconds: hours * 3600))
        #expect(try #require(travel).isImpossible == isImpossible)
        #expect(
            Travel(from: from, at: Timestamp(seconds: 0), to: Place(country: "CC"), at: Timestamp(seconds: 0)) == nil)
    }

    @Test(arguments: [("PASSKEY", true), ("EMAIL_OTP", true), ("", false), ("passkey", false), ("A B", false)])
    func `methods have names of the wire`(name: String, isName: Bool) {
        #expect((VerificationMethod(rawValue: name) != nil) == isName)
    }
}
