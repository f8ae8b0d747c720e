/// Steps that can never run.
extension PolicyCheck {
    mutating func reachability() {
        for (id, journey) in index.journeys { reachability(journey, "user journey \"\(id)\"") }
        for (id, journey) in index.subJourneys { reachability(journey, "sub journey \"\(id)\"") }
    }

    private mutating func reachability(_ journey: XMLElement, _ name: String) {
        var end: XMLElement?
        for step in JourneySteps(journey).all {
            let order = step["Order"] ?? ""
            if let end {
                // Telemetry of a token that was sent.
                guard !isTelemetry(step) else { continue }
                let message = "step \(order) of \(name) never runs: step \(end["Order"] ?? "") always ends the journey"
                diagnostics.add(.stepNeverRuns, at: step.location, message)
                continue
            }
            if Conditions(step, index).alwaysSkip {
                let message = "step \(order) of \(name) never runs: its preconditions skip it in every case"
                diagnostics.add(.stepNeverRuns, at: step.location, message)
                continue
            }
            disabled(step, order, name)
            if step.items("Preconditions", "Precondition").isEmpty, ends(step) { end = step }
        }
    }

    private func isTelemetry(_ step: XMLElement) -> Bool {
        let profiles = step.references("ClaimsExchanges", "ClaimsExchange", "TechnicalProfileReferenceId")
        return !profiles.isEmpty
            && profiles.allSatisfy { id in
                index.profiles[id].flatMap(ProfileKind.name) == "AzureApplicationInsightsProvider"
            }
    }

    /// Whether the journey never goes on after `step`.
    private func ends(_ step: XMLElement) -> Bool {
        if step["Type"] == "SendClaims" { return true }
        let calls = step.references("JourneyList", "Candidate", "SubJourneyReferenceId")
        return calls.count == 1 && index.endingSubJourneys.contains(calls[0])
    }

    /// Exchanges that lead to a profile that is switched off.
    private mutating func disabled(_ step: XMLElement, _ order: String, _ name: String) {
        for exchange in step.items("ClaimsExchanges", "ClaimsExchange") {
            guard let id = exchange.identifier("TechnicalProfileReferenceId"), let profile = index.profiles[id] else {
                continue
            }
            guard let value = profile.value("EnabledForUserJourneys"), value == "false" || value == "Never" else {
                continue
            }
            let message =
                "step \(order) of \(name) leads to \"\(id)\", which is switched off (EnabledForUserJourneys \(value))"
            diagnostics.add(.disabledProfile, at: exchange.location, message)
        }
    }
}

/// The preconditions of one step as a question: is there any state of the claims in which it runs?
///
/// Claims are looked at one by one: each is absent, has one of the values that are asked for, or another. What two
/// claims say together is not followed up, so a contradiction may be missed, but none is made up.
private struct Conditions {
    private enum State: Hashable { case absent, value(String), other }

    private struct Rule {
        /// Nil: `ClaimsExist`.
        let literal: String?
        let flag: Bool

        func skips(_ state: State) -> Bool {
            switch (literal, state) {
            case (nil, .absent): !flag
            case (nil, .value), (nil, .other): flag
            case (_?, .absent): false
            case (let literal?, .value(let value)): (literal == value) == flag
            case (_?, .other): !flag
            }
        }
    }

    private var rules: [Name: [Rule]] = [:]
    private let index: PolicyIndex

    init(_ step: XMLElement, _ index: PolicyIndex) {
        self.index = index
        for element in step.items("Preconditions", "Precondition") {
            guard let precondition = Precondition(element) else { continue }
            switch precondition.test {
            case .claimsExist(let names) where names.count == 1:
                rules[names[0], default: []].append(Rule(literal: nil, flag: precondition.executeActionsIf))
            case .claimsExist: continue
            case .claimEquals(let name, let literal):
                // Booleans compare in any case.
                let spelling = isBoolean(name) ? ["true": "True", "false": "False"][literal.lowercased()] : nil
                rules[name, default: []].append(
                    Rule(literal: spelling ?? literal, flag: precondition.executeActionsIf))
            }
        }
    }

    private func isBoolean(_ name: Name) -> Bool { index.claimTypes[name]?.value("DataType") == "boolean" }

    var alwaysSkip: Bool {
        rules.contains { name, rules in
            states(name, rules).allSatisfy { state in rules.contains { $0.skips(state) } }
        }
    }

    private func states(_ name: Name, _ rules: [Rule]) -> Set<State> {
        var states: Set<State> = [.absent]
        if isBoolean(name) { return states.union([.value("True"), .value("False")]) }
        for case let literal? in rules.map(\.literal) { states.insert(.value(literal)) }
        return states.union([.other])
    }
}
