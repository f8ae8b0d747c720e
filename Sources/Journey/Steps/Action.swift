import Policy

/// What a journey asks to be done next. It does nothing itself.
package enum Action: Equatable, Sendable {
    /// Show the page of a `CombinedSignInAndSignUp` or `ClaimsProviderSelection` step.
    case select(Selection)
    /// Run the technical profile of an exchange.
    case run(OrchestrationStep.Exchange)
    /// Read what the request brought along (`GetClaims`) with this profile.
    case readInbound(Name)
    /// Send the claims with this issuer's profile: the end.
    case send(Name)
    case fail(JourneyFailure)
}

/// What happened to the action, told to the journey.
package enum Outcome: Equatable, Sendable {
    /// The profile ran, or the form of a combined page was accepted: all claims as they are now. A claim that is not
    /// among them any more is gone (`NullClaim`).
    case claims(Claims)
    /// A provider, a sign-up or another exchange of the next step was chosen on a selection page.
    case chose(Name)
}

/// The choices of a selection step, disabled ones left out.
package struct Selection: Equatable, Sendable {
    package let isCombined: Bool
    package let contentDefinition: Name?
    /// Exchanges of the next step, as buttons, in order.
    package let providers: [OrchestrationStep.Exchange]
    /// The sign-in form on the page itself.
    package let form: OrchestrationStep.Exchange?

    package init(
        isCombined: Bool, contentDefinition: Name?, providers: [OrchestrationStep.Exchange],
        form: OrchestrationStep.Exchange?
    ) {
        self.isCombined = isCombined
        self.contentDefinition = contentDefinition
        self.providers = providers
        self.form = form
    }
}

/// Why a journey cannot go on. Each is the policy's fault, not the person's.
package enum JourneyFailure: Error, Equatable, Sendable {
    /// AADB2C90051: no provider of the selection is enabled, or none was chosen.
    case noSuitableProvider
    /// AADB2C90040: the steps ended without `SendClaims`.
    case noSendClaims
    /// AADB2C90108: a `SendClaims` or `GetClaims` step names no profile.
    case noIssuer(step: Int)
    /// AADB2C90021: the profile is not in the policy.
    case noTechnicalProfile(Name)
    /// A journey or sub journey that is not in the policy (any more).
    case noJourney(Name)
    /// AADB2C90037: sub journeys that invoke one another without end.
    case endlessSubJourneys(Name)

    package var code: String {
        switch self {
        case .noSuitableProvider: "AADB2C90051"
        case .noSendClaims: "AADB2C90040"
        case .noIssuer: "AADB2C90108"
        case .noTechnicalProfile: "AADB2C90021"
        case .noJourney: "AADB2C90031"
        case .endlessSubJourneys: "AADB2C90037"
        }
    }
}
