/// `UserJourney` (b2c-reference §5).
package struct UserJourney: Sendable {
    package var id: Name
    package var steps: [OrchestrationStep]
    /// `DefaultCpimIssuerTechnicalProfileReferenceId`.
    package var defaultIssuer: Name?
    /// Profiles that must accept the bearer token before the first step (`AuthorizationTechnicalProfiles`).
    package var authorizationProfiles: [Name]
    package var location: SourceLocation

    package init(
        id: Name, steps: [OrchestrationStep], defaultIssuer: Name? = nil, authorizationProfiles: [Name] = [],
        location: SourceLocation
    ) {
        self.id = id
        self.steps = steps
        self.defaultIssuer = defaultIssuer
        self.authorizationProfiles = authorizationProfiles
        self.location = location
    }
}

package struct SubJourney: Sendable {
    package enum Kind: String, Sendable { case call = "Call", transfer = "Transfer" }

    package var id: Name
    package var kind: Kind
    package var steps: [OrchestrationStep]
    package var location: SourceLocation

    package init(id: Name, kind: Kind, steps: [OrchestrationStep], location: SourceLocation) {
        self.id = id
        self.kind = kind
        self.steps = steps
        self.location = location
    }
}

package struct OrchestrationStep: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case claimsExchange = "ClaimsExchange"
        case sendClaims = "SendClaims"
        case combinedSignInAndSignUp = "CombinedSignInAndSignUp"
        case claimsProviderSelection = "ClaimsProviderSelection"
        case invokeSubJourney = "InvokeSubJourney"
        case getClaims = "GetClaims"
        case consentScreen = "ConsentScreen"
        case reviewScreen = "ReviewScreen"
        case userDialog = "UserDialog"
        case noop = "Noop"
    }

    package struct Exchange: Sendable, Hashable {
        package var id: Name
        package var profile: Name

        package init(id: Name, profile: Name) {
            self.id = id
            self.profile = profile
        }
    }

    package enum Selection: Sendable, Hashable {
        /// An exchange of the next step.
        case target(Name)
        /// An exchange of this step: the local-account form.
        case validation(Name)
    }

    package var order: Int
    package var kind: Kind
    package var contentDefinition: Name?
    /// `CpimIssuerTechnicalProfileReferenceId`.
    package var issuer: Name?
    package var preconditions: [Precondition]
    package var selections: [Selection]
    /// `DisplayOption="ShowSingleProvider"`.
    package var showsSingleProvider: Bool
    package var exchanges: [Exchange]
    /// `JourneyList/Candidate`.
    package var subJourney: Name?
    package var location: SourceLocation

    package init(order: Int, kind: Kind, location: SourceLocation) {
        self.order = order
        self.kind = kind
        preconditions = []
        selections = []
        showsSingleProvider = false
        exchanges = []
        self.location = location
    }
}
