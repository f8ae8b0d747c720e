import Policy

extension ResolvedPolicy {
    /// The localized resources that a page has in `language`, the best first: the exact tag, its language alone, the
    /// policy's default (b2c-reference §16). Without a content definition, those of all of them, in the order of ids:
    /// what a claims transformation outside a page reads.
    package func localizedResources(of contentDefinition: Name? = nil, language: String) -> [LocalizedResources] {
        let definitions =
            contentDefinition.map { [contentDefinitions[$0]].compactMap(\.self) }
            ?? contentDefinitions.values.sorted { $0.id < $1.id }
        var found: [LocalizedResources] = []
        for tag in tags(for: language) {
            for id in definitions.compactMap({ $0.localizedResources[tag] })
            where !found.contains(where: { $0.id == id }) {
                if let resources = localization.resources[id] { found.append(resources) }
            }
        }
        return found
    }

    private func tags(for language: String) -> [Name] {
        let neutral = language.split(separator: "-").first.map(String.init) ?? language
        return [language, neutral, localization.defaultLanguage ?? "en"].map { Name($0) }
    }
}

extension JourneyEnvironment {
    /// The text for `elementType` and its ids in the journey's language; nil where the policy gives none.
    package func localizedString(_ elementType: Name, elementID: Name? = nil, stringID: Name) -> String? {
        let key = LocalizedResources.Key(elementType: elementType, elementID: elementID, stringID: stringID)
        return localizedResources.lazy.compactMap { $0.strings[key] }.first
    }

    /// The choices of a claim: those of the language where there are some, else the claim type's own.
    package func choices(of claimType: ClaimType) -> [EnumerationItem] {
        localizedResources.lazy.compactMap { $0.collections[claimType.id] }.first
            ?? claimType.restriction?.enumeration ?? []
    }
}
