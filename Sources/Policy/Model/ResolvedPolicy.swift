/// A policy with everything it inherits laid into it: what a journey runs on.
package struct ResolvedPolicy: Sendable {
    package var id: Name
    /// `contoso.onmicrosoft.com`.
    package var tenant: Name
    /// The directory's GUID, where a file of the chain gives it.
    package var tenantObjectID: String?
    package var deploymentMode: DeploymentMode
    /// The files' policy ids, from this policy to its root.
    package var chain: [Name]
    package var claimTypes: [Name: ClaimType]
    package var predicates: [Name: Predicate]
    package var predicateValidations: [Name: PredicateValidation]
    package var claimsTransformations: [Name: ClaimsTransformation]
    package var contentDefinitions: [Name: ContentDefinition]
    package var displayControls: [Name: DisplayControl]
    package var localization: Localization
    package var claimsProviders: [ClaimsProvider]
    package var technicalProfiles: [Name: TechnicalProfile]
    package var userJourneys: [Name: UserJourney]
    package var subJourneys: [Name: SubJourney]
    /// Nil for a base policy, which cannot be invoked.
    package var relyingParty: RelyingParty?

    package enum DeploymentMode: String, Sendable {
        case production = "Production", development = "Development", debugging = "Debugging"
    }

    package init(id: Name, tenant: Name) {
        self.id = id
        self.tenant = tenant
        deploymentMode = .production
        chain = [id]
        claimTypes = [:]
        predicates = [:]
        predicateValidations = [:]
        claimsTransformations = [:]
        contentDefinitions = [:]
        displayControls = [:]
        localization = Localization()
        claimsProviders = []
        technicalProfiles = [:]
        userJourneys = [:]
        subJourneys = [:]
        relyingParty = nil
    }
}

/// `ClaimsProvider`: a heading over technical profiles, and the domains that `domain_hint` may name.
package struct ClaimsProvider: Sendable {
    package var displayName: String
    package var domains: [String]
    package var technicalProfiles: [Name]

    package init(displayName: String, domains: [String] = [], technicalProfiles: [Name] = []) {
        self.displayName = displayName
        self.domains = domains
        self.technicalProfiles = technicalProfiles
    }
}
