import Policy

extension JourneyEnvironment {
    /// The text for `elementType` and its ids in the journey's language, from the page under way or else from anywhere
    /// in the policy; nil where the policy gives none.
    package func localizedString(_ elementType: Name, elementID: Name? = nil, stringID: Name) -> String? {
        localizedResources.string(elementType, of: elementID, stringID)
            ?? policy.localizedResources(language: language).string(elementType, of: elementID, stringID)
    }

    /// The choices of a claim: those of the page's language where there are some, else the claim type's own.
    package func choices(of claimType: ClaimType) -> [EnumerationItem] {
        localizedResources.choices(of: claimType.id) ?? claimType.restriction?.enumeration ?? []
    }

    /// This environment for work on a page of `definition`: what is said and what may be chosen there.
    package func on(page definition: ContentDefinition?) -> JourneyEnvironment {
        guard let definition else { return self }
        var environment = self
        environment.localizedResources = policy.localizedResources(of: definition, language: language)
        return environment
    }
}
