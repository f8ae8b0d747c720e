import Base
import Policy

/// A group of a predicate validation that a value does not satisfy, with what to tell the person.
package struct PredicateFailure: Hashable, Sendable {
    /// The group's id.
    package let group: String
    /// What the group says: "The password must have at least 3 of the following:".
    package let text: String?
    /// The help texts of its predicates that the value does not satisfy.
    package let missing: [String]
}

extension JourneyEnvironment {
    /// The groups of `validation` that `text` fails, help texts in the journey's language. A validation or a predicate
    /// that the policy lacks accepts nothing: the policy's check has reported it.
    package func predicateFailures(of text: String, against validation: Name) -> [PredicateFailure] {
        guard let rules = policy.predicateValidations[validation] else {
            return [PredicateFailure(group: validation.text, text: nil, missing: [])]
        }
        return rules.groups.compactMap { failure(of: text, in: $0, validation) }
    }

    private func failure(
        of text: String, in group: PredicateValidation.Group, _ validation: Name
    ) -> PredicateFailure? {
        let today = CalendarDate(now)
        let missing = group.predicates.filter { policy.predicates[$0]?.accepts(text, today: today) != true }
        let needed = min(group.matchAtLeast ?? group.predicates.count, group.predicates.count)
        guard group.predicates.count - missing.count < needed else { return nil }
        return PredicateFailure(
            group: group.id, text: localizedResources.groupHelp(group, of: validation),
            missing: missing.compactMap { policy.predicates[$0] }.compactMap(localizedResources.predicateHelp))
    }
}
