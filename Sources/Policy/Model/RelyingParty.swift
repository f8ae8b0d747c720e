/// `RelyingParty` (b2c-reference §2.6, §6, §9).
package struct RelyingParty: Sendable {
    package var defaultUserJourney: Name
    /// `Endpoint/@Id` (`Token`, `UserInfo`) to the journey that answers it.
    package var endpoints: [Name: Name]
    package var behaviors: UserJourneyBehaviors
    /// `PolicyProfile`: what goes into the token.
    package var profile: TechnicalProfile
    /// Its `Description`: what the policy is for, in its author's words.
    package var description: String?

    package init(defaultUserJourney: Name, profile: TechnicalProfile) {
        self.defaultUserJourney = defaultUserJourney
        endpoints = [:]
        behaviors = UserJourneyBehaviors()
        self.profile = profile
    }
}

package struct UserJourneyBehaviors: Sendable {
    package enum SSOScope: String, Sendable {
        case tenant = "Tenant"
        case application = "Application"
        case policy = "Policy"
        case trustFramework = "TrustFramework"
        case suppressed = "Suppressed"
    }

    package enum SessionExpiry: String, Sendable { case rolling = "Rolling", absolute = "Absolute" }
    package enum OnErrorMode: String, Sendable {
        case returnToRequestor = "ReturnToRequestor", displayInService = "DisplayInService"
    }

    package var ssoScope: SSOScope = .tenant
    /// 0: no "keep me signed in".
    package var keepAliveInDays = 0
    package var enforcesIDTokenHintOnLogout = false
    package var sessionExpiry: SessionExpiry = .rolling
    package var sessionExpiryInSeconds = 86_400
    package var allowsScript = false
    /// Sources that may frame the pages; nil: none.
    package var journeyFraming: [String]?
    package var onError: OnErrorMode?
    /// Appended to the query of every `LoadUri`.
    package var contentDefinitionParameters: [(name: String, value: String)] = []

    package init() {}
}
