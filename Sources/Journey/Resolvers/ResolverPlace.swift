import Base
import Policy

/// Where a claim is referred to, as far as the rule for resolvers goes (b2c-reference §13).
package enum ResolverPlace: Sendable {
    case inputClaim, outputClaim, persistedClaim
    /// `OutputClaim` of a relying party.
    case relyingParty
    /// `InputClaim` of a display control, which has no metadata of its own.
    case displayControl
}

extension TechnicalProfile {
    /// Resolvers in `DefaultValue` are read here only when both switches are set, and only in these profiles. A relying
    /// party and a display control need neither: published ones do without, and nobody means the braces themselves.
    func resolvesDefault(of reference: ClaimReference, at place: ResolverPlace) -> Bool {
        if isApplicationInsights, place == .inputClaim { return true }
        // Policies for the password grant set neither switch.
        if place == .inputClaim, protocolName == .openIDConnect, reference.readsCredentials { return true }
        if place == .relyingParty || place == .displayControl { return true }
        guard reference.alwaysUseDefaultValue else { return false }
        guard metadata.bool("IncludeClaimResolvingInClaimsHandling", default: false) else { return false }
        return switch resolvingKind {
        case .everywhere: true
        case .inputOnly: place == .inputClaim
        case .outputOnly: place == .outputClaim
        case .nowhere: false
        }
    }

    private enum ResolvingKind { case everywhere, inputOnly, outputOnly, nowhere }

    private var resolvingKind: ResolvingKind {
        switch handlerName {
        case "AzureActiveDirectoryProvider", "SelfAssertedAttributeProvider", "ClaimsTransformationProtocolProvider":
            return .everywhere
        case "RestfulProvider": return .inputOnly
        default: break
        }
        switch protocolName {
        case .oauth2, .openIDConnect, .selfAsserted: return .everywhere
        case .saml2: return .outputOnly
        case .none?, .oauth1, .wsFederation, .wsTrust, .proprietary, .sessionManagement, nil: return .nowhere
        }
    }

    private var isApplicationInsights: Bool {
        handlerName == "AzureApplicationInsightsProvider"
    }
}

extension ClaimReference {
    fileprivate var readsCredentials: Bool {
        guard let text = defaultValue, text.first == "{" else { return false }
        return ["{oidc:username}", "{oidc:password}"].contains(text.lowercased())
    }
}

/// The default of a claim, resolved where the place allows it; nil where there is none, or its value is missing.
package func resolvedDefault(
    of reference: ClaimReference, in profile: TechnicalProfile, place: ResolverPlace, claims: Claims,
    environment: JourneyEnvironment
) throws(ResolverError) -> String? {
    guard let text = reference.defaultValue else { return nil }
    if profile.resolvesDefault(of: reference, at: place) {
        return try ClaimResolver.resolveOptional(text, claims: claims, in: environment)
    }
    return text
}
