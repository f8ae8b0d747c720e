import Base

/// A tenant's rules: `docs/conditional-access.md` describes the file.
package struct ConditionalAccessRules: Hashable, Sendable {
    package enum Challenge: String, Sendable, CaseIterable {
        case block, mfa
        case changePassword = "chg_pwd"
    }

    package enum Risk: String, Sendable, CaseIterable, Comparable {
        case none, low, medium, high

        private var rank: Int { Risk.allCases.firstIndex(of: self) ?? 0 }
        package static func < (left: Risk, right: Risk) -> Bool { left.rank < right.rank }
    }

    /// All that are given must hold.
    package struct Condition: Hashable, Sendable {
        var isNewDevice: Bool?
        var isNewCountry: Bool?
        var countries: Set<String>?
        var otherThanCountries: Set<String>?
        var minimumRisk: Risk?
        var isFederated: Bool?
        var isMFARegistered: Bool?
        var clients: Set<String>?
        var policies: Set<String>?
        var users: Set<String>?
    }

    package struct Rule: Hashable, Sendable {
        let name: String
        let condition: Condition
        let challenges: Set<Challenge>
        /// Say that the rule holds, and ask for nothing.
        let isReportOnly: Bool
    }

    var rules: [Rule] = []
    /// From how many wrong answers of the last day on, by level.
    var riskFrom: [Risk: Int] = [.low: 3, .medium: 5, .high: 10]

    package init() {}

    func risk(ofFailures count: Int) -> Risk {
        [.high, .medium, .low].first { count >= riskFrom[$0] ?? .max } ?? .none
    }
}

extension ConditionalAccessRules.Condition {
    /// What is not known holds no condition: without a country there is no new one.
    func holds(for facts: ConditionalAccessFacts) -> Bool {
        let tests: [Bool?] = [
            isNewDevice.map { $0 == facts.isNewDevice },
            isNewCountry.map { facts.country != nil && $0 == facts.isNewCountry },
            countries.map { countries in facts.country.map { countries.contains($0) } ?? false },
            otherThanCountries.map { countries in facts.country.map { !countries.contains($0) } ?? false },
            minimumRisk.map { facts.risk >= $0 }, isFederated.map { $0 == facts.isFederated },
            isMFARegistered.map { $0 == facts.isMFARegistered },
            clients.map { $0.contains(facts.client.lowercased()) },
            policies.map { $0.contains(facts.policy.lowercased()) }, users.map { $0.contains(facts.user.lowercased()) },
        ]
        return tests.allSatisfy { $0 ?? true }
    }
}

/// What is known of a sign-in.
struct ConditionalAccessFacts: Hashable, Sendable {
    var user: String
    var client: String
    var policy: String
    var isNewDevice: Bool
    var country: String?
    var isNewCountry: Bool
    var risk: ConditionalAccessRules.Risk
    var isFederated: Bool
    var isMFARegistered: Bool
    /// More than a password was shown already.
    var hasStrongAuthentication: Bool
}

/// What the rules say of it.
struct ConditionalAccessDecision: Hashable, Sendable {
    var challenges: Set<ConditionalAccessRules.Challenge> = []
    /// The names of the rules that hold.
    var applied: [String] = []

    init(_ rules: ConditionalAccessRules, _ facts: ConditionalAccessFacts) {
        for rule in rules.rules where rule.condition.holds(for: facts) {
            applied.append(rule.isReportOnly ? "\(rule.name) (report only)" : rule.name)
            if !rule.isReportOnly { challenges.formUnion(rule.challenges) }
        }
        if facts.hasStrongAuthentication { challenges.remove(.mfa) }
        // Who may not come in is asked for nothing else.
        if challenges.contains(.block) { challenges = [.block] }
    }
}
