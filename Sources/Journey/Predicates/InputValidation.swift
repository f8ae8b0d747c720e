import Base
import Policy

/// Why what a person typed is not accepted for a claim.
package struct InputProblem: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case required, tooLong, number, date, dataType, email, enumeration, pattern, predicates
        /// The policy's expression could not be used, or gave up.
        case patternGaveUp
    }

    package let claim: Name
    package let kind: Kind
    /// The key under which the policy may override the text.
    package let messageID: Name
    /// What the policy says about it, in the page's language as far as it gives it; nil: nothing of its own.
    package let text: String?
    /// For the log, where there is more to say.
    package let detail: String?
}

/// Checks what was typed on a page, on the server (b2c-reference §4.6, §14).
package struct InputValidation: Sendable {
    /// In bytes. A longer value is refused before anything looks at it.
    package static let longest = 8192

    private let environment: JourneyEnvironment

    package init(in environment: JourneyEnvironment) { self.environment = environment }

    /// Everything that is wrong; nothing for a value to accept. An empty value is checked only for being required.
    package func validate(_ text: String, as claimType: ClaimType, isRequired: Bool) -> [InputProblem] {
        guard text.utf8.count <= InputValidation.longest else {
            return [problem(claimType, .tooLong, "UserMessageIfInvalidInput")]
        }
        guard !text.isEmpty else {
            return isRequired ? [problem(claimType, .required, "UserMessageIfMissingRequiredElement")] : []
        }
        let found = [dataType, email, enumeration, pattern].compactMap { $0(text, claimType) }
        // The policy's own words say it best.
        return found.filter { $0.text != nil } + found.filter { $0.text == nil } + predicates(text, claimType)
    }

    private func dataType(_ text: String, _ claimType: ClaimType) -> InputProblem? {
        guard ClaimValue(text, as: claimType.dataType) == nil else { return nil }
        let kind: InputProblem.Kind =
            switch claimType.dataType {
            case .int, .long: .number
            case .date, .dateTime: .date
            case .boolean, .string, .duration, .stringCollection, .phoneNumber, .alternativeSecurityIdCollection,
                .userIdentity, .userIdentityCollection, .objectIdentity, .objectIdentityCollection:
                .dataType
            }
        return problem(claimType, kind, "UserMessageIfInvalidInput")
    }

    private func email(_ text: String, _ claimType: ClaimType) -> InputProblem? {
        guard claimType.userInputType == .emailBox, !EmailSyntax.accepts(text) else { return nil }
        return problem(claimType, .email, "UserMessageIfIncorrectPattern")
    }

    private func enumeration(_ text: String, _ claimType: ClaimType) -> InputProblem? {
        let choices = environment.choices(of: claimType)
        guard !choices.isEmpty, let chosen = chosen(text, claimType.userInputType) else { return nil }
        let isMember = chosen.allSatisfy { item in choices.contains { Ordinal.exact.equal($0.value, item) } }
        return isMember ? nil : problem(claimType, .enumeration, "UserMessageIfInvalidInput")
    }

    /// The values that a control with choices sends; nil for the others.
    private func chosen(_ text: String, _ input: UserInputType?) -> [String]? {
        switch input {
        case .radioSingleSelect, .dropdownSingleSelect: [text]
        case .checkboxMultiSelect: text.split(on: ",").filter { !$0.isEmpty }
        case .textBox, .emailBox, .password, .dateTimeDropdown, .readonly, .button, .paragraph, nil: nil
        }
    }

    private func pattern(_ text: String, _ claimType: ClaimType) -> InputProblem? {
        guard let pattern = claimType.restriction?.pattern else { return nil }
        let help =
            environment.localizedResources.string("ClaimType", of: claimType.id, "PatternHelpText") ?? pattern.helpText
        do throws(RegularExpressionError) {
            switch try RegularExpression(pattern.regularExpression).firstMatch(in: text) {
            case .matched: return nil
            case .unmatched: return problem(claimType, .pattern, "UserMessageIfIncorrectPattern", help)
            case .gaveUp(let reason): return gaveUp(claimType, help, reason.rawValue)
            }
        } catch {
            return gaveUp(claimType, help, error.description)
        }
    }

    private func gaveUp(_ claimType: ClaimType, _ help: String?, _ detail: String) -> InputProblem {
        problem(claimType, .patternGaveUp, "UserMessageIfIncorrectPattern", help, detail: detail)
    }

    private func predicates(_ text: String, _ claimType: ClaimType) -> [InputProblem] {
        guard let validation = claimType.predicateValidation else { return [] }
        return environment.predicateFailures(of: text, against: validation).map { failure in
            let words = ([failure.text].compactMap(\.self) + failure.missing).filter { !$0.isEmpty }
            return problem(
                claimType, .predicates, "UserMessageIfValidationError",
                words.isEmpty ? nil : words.joined(separator: "\n"))
        }
    }

    private func problem(
        _ claimType: ClaimType, _ kind: InputProblem.Kind, _ messageID: Name, _ text: String? = nil,
        detail: String? = nil
    ) -> InputProblem {
        InputProblem(claim: claimType.id, kind: kind, messageID: messageID, text: text, detail: detail)
    }
}
