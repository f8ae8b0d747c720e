import Base

extension ResolvedPolicy {
    /// What the policy says in `language` on the pages of a content definition, the best first: the exact tag, then the
    /// tag without its last parts (b2c-reference §16). Nothing of other languages, not even of the default one: a page
    /// speaks one language, and the built-in texts know more of them than most policies.
    package func localizedResources(of definition: ContentDefinition, language: String) -> [LocalizedResources] {
        localizedResources(of: [definition], language: language)
    }

    /// The same for every content definition, in the order of ids: what a claims transformation outside a page reads.
    package func localizedResources(language: String) -> [LocalizedResources] {
        localizedResources(of: contentDefinitions.values.sorted { $0.id < $1.id }, language: language)
    }

    private func localizedResources(of definitions: [ContentDefinition], language: String) -> [LocalizedResources] {
        guard localization.isEnabled else { return [] }
        var found: [LocalizedResources] = []
        for tag in LanguageTag.fallbacks(language).map({ Name($0) }) {
            for id in definitions.compactMap({ $0.localizedResources[tag] })
            where !found.contains(where: { $0.id == id }) {
                if let resources = localization.resources[id] { found.append(resources) }
            }
        }
        return found
    }
}

extension [LocalizedResources] {
    /// The first text under these ids; nil where the policy gives none.
    package func string(_ elementType: Name, of elementID: Name? = nil, _ stringID: Name) -> String? {
        let key = LocalizedResources.Key(elementType: elementType, elementID: elementID, stringID: stringID)
        return lazy.compactMap { $0.strings[key] }.first
    }

    /// The choices of a claim in the page's language; nil where the policy gives none.
    package func choices(of claim: Name) -> [EnumerationItem]? { lazy.compactMap { $0.collections[claim] }.first }

    package func predicateHelp(_ predicate: Predicate) -> String? {
        guard let text = string("Predicate", of: predicate.id, "HelpText") ?? predicate.helpText else { return nil }
        guard case .isLengthRange(let minimum, let maximum) = predicate.method else { return text }
        return text.filled(with: [String(minimum), String(maximum)])
    }

    /// What a group of a predicate validation asks for; `{0}` is how many of its predicates must hold. Policies say
    /// `InputValidation` as well as `PredicateValidation`.
    package func groupHelp(_ group: PredicateValidation.Group, of validation: Name) -> String? {
        let id = Name(group.id)
        let text =
            string("PredicateValidation", of: validation, id) ?? string("InputValidation", of: validation, id)
            ?? group.userHelpText
        return text?.filled(with: [String(group.matchAtLeast ?? group.predicates.count)])
    }
}
