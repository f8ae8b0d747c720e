import Base

/// What a realm has decided about an action, and why.
package struct Decision: Sendable, Equatable {
    package let result: ActionResult
    package let permittedMethods: [VerificationMethod]
    package let defaultMethod: VerificationMethod?
    /// Every active rule that holds, the one that decided first; empty: the action's default.
    package let ruleIDs: [String]
    /// Each active rule in the order of priority, for people who ask why.
    package let examined: [Examined]

    package struct Examined: Sendable, Equatable {
        package let ruleID: String
        package let outcome: Outcome
        /// The facts that the rule has looked at.
        package let facts: [Fact]
    }

    package struct Fact: Sendable, Equatable {
        package let name: String
        package let value: JSON
    }

    package enum Outcome: String, Sendable {
        case holds, doesNotHold
        /// The condition took too long. A rule that is stricter than the default counts as one that holds: nobody gets
        /// past it by making it fail.
        case exhausted
    }
}

extension ActionConfiguration {
    /// Judges one action. Pure: the facts say everything, also what time it is.
    package func decide(_ facts: JSON) -> Decision {
        var examined: [Decision.Examined] = []
        var holding: [Rule] = []
        for rule in activeRules {
            var run = JSONLogicRun(over: facts)
            let outcome: Decision.Outcome
            do throws(JSONLogicRun.Exhausted) {
                outcome = try run.value(of: rule.condition).isTrue ? .holds : .doesNotHold
            } catch {
                outcome = .exhausted
            }
            examined.append(
                .init(
                    ruleID: rule.id, outcome: outcome,
                    facts: run.lookups.map { Decision.Fact(name: $0.name, value: $0.value) }))
            if outcome == .holds || (outcome == .exhausted && rule.result.isStricter(than: defaultResult)) {
                holding.append(rule)
            }
        }
        let first = holding.first
        let permitted = first?.permittedMethods ?? permittedMethods
        let preferred = first?.defaultMethod ?? defaultMethod
        return Decision(
            result: first?.result ?? defaultResult, permittedMethods: permitted,
            defaultMethod: preferred.flatMap { permitted.isEmpty || permitted.contains($0) ? $0 : nil },
            ruleIDs: holding.map(\.id), examined: examined)
    }

    private var activeRules: [Rule] {
        rules.enumerated().filter(\.element.isActive)
            .sorted { ($0.element.priority, $0.offset) < ($1.element.priority, $1.offset) }.map(\.element)
    }
}
