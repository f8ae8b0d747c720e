import Policy

/// How a technical profile is carried out.
enum ProfileKind: Sendable {
    /// A page of fields.
    case selfAsserted
    /// The page that proves a phone number.
    case phoneFactor
    /// The page that makes a passkey, or asks for one.
    case passkey
    /// The page that sends a code and takes it.
    case oneTimeCode
    /// A redirect to another provider and back.
    case federation
    /// No page: runs and is done.
    case silent(any TechnicalProfileHandler.Type)
    /// Claims of a token that the application brought along.
    case inboundHint
    /// The engine's own: gives back what a refresh token holds.
    case refreshTokenSetup

    init(_ profile: TechnicalProfile) throws(ProfileConfigurationError) {
        if LocalSignIn.matches(profile) {
            self = .silent(LocalSignIn.self)
            return
        }
        switch (profile.protocolName, profile.handler?.lowercased()) {
        case (_, "selfassertedattributeprovider"): self = .selfAsserted
        case (_, "phonefactorprotocolprovider"): self = .phoneFactor
        case (_, "cardea.passkey"): self = .passkey
        case (_, "cardea.onetimecode") where OneTimeCodeSettings.isPage(profile): self = .oneTimeCode
        case (_, let handler?):
            guard let type = ProfileKind.handlers[handler] else {
                throw ProfileConfigurationError(
                    code: "AADB2C90021", detail: "the handler \(handler) is not one that can run here",
                    location: profile.location)
            }
            self = .silent(type)
        case (.openIDConnect, nil), (.oauth2, nil), (.oauth1, nil): self = .federation
        case (.none?, nil) where InboundHint.matches(profile): self = .inboundHint
        case (.none?, nil): self = .refreshTokenSetup
        case (_, nil):
            throw ProfileConfigurationError(
                code: "AADB2C90021", detail: "the profile's protocol cannot run here", location: profile.location)
        }
    }

    private static let handlers: [String: any TechnicalProfileHandler.Type] = [
        "azureactivedirectoryprovider": DirectoryProfile.self,
        "claimstransformationprotocolprovider": ClaimsTransformationProfile.self,
        "restfulprovider": RestfulProfile.self,
        "azuremfaprotocolprovider": AzureMFAProfile.self,
        "onetimepasswordprotocolprovider": OneTimePasswordProfile.self,
        "aadssprprotocolprovider": SelfServiceResetProfile.self,
        "conditionalaccessprotocolprovider": ConditionalAccessProfile.self,
        "azureapplicationinsightsprovider": InsightsProfile.self,
        "userjourneycontextprovider": JourneyContextProfile.self,
        "captchaprovider": CaptchaProfile.self,
        "cardea.onetimecode": OneTimeCodeProfile.self,
        "cardea.decision": DecisionProfile.self,
    ]
}
