/// Claims resolvers: `{Family:Name}` (b2c-reference §13).
enum ClaimsResolver {
    /// The names of each family; empty: any name.
    static let families: [Name: Set<Name>] = [
        "Culture": ["LanguageName", "LCID", "RegionName", "RFC5646"],
        "Policy": ["PolicyId", "RelyingPartyTenantId", "TenantObjectId", "TrustFrameworkTenantId"],
        "Context": [
            "BuildNumber", "CorrelationId", "DateTimeInUtc", "DeploymentMode", "HostName", "IPAddress", "KMSI",
        ],
        "OIDC": [
            "AuthenticationContextReferences", "ClientId", "DomainHint", "LoginHint", "MaxAge", "Nonce", "Password",
            "Prompt", "RedirectUri", "Resource", "Scope", "Username",
        ],
        "SAML": [
            "AuthnContextClassReferences", "NameIdPolicyFormat", "Issuer", "AllowCreate", "ForceAuthn", "ProviderName",
            "RelayState", "Subject", "Binding",
        ],
        "oauth2": ["access_token", "token_type", "expires_in", "refresh_token"],
        "Claim": [], "OAUTH-KV": [],
    ]

    /// Every `{Family:Name}` of a known family in `text`.
    static func all(in text: String) -> [(family: Name, name: Name)] {
        guard text.utf8.contains(UInt8(ascii: "{")) else { return [] }
        return text.split(separator: "{").dropFirst(text.hasPrefix("{") ? 0 : 1).compactMap { part in
            guard let end = part.firstIndex(of: "}"), let colon = part[..<end].firstIndex(of: ":") else { return nil }
            let family = Name(String(part[..<colon]))
            return families[family] == nil ? nil : (family, Name(String(part[colon..<end].dropFirst())))
        }
    }
}

extension PolicyCheck {
    /// Resolvers in the claims of a profile: are they known, and are they resolved there?
    mutating func resolvers(_ profile: XMLElement, _ id: Name) {
        let kind = ProfileKind.name(profile)
        let isSwitchedOn =
            XMLElement.bool(ProfileKind.metadata(profile)["IncludeClaimResolvingInClaimsHandling"]) == true
        // The relying party needs no switch, and telemetry resolves everything.
        let needsSwitch = id != "PolicyProfile"
        for collection in ["InputClaims", "OutputClaims", "PersistedClaims"] {
            for claim in profile.items(collection, String(collection.dropLast())) {
                // The tokens of a provider are named where a claim of it would be.
                for resolver in ClaimsResolver.all(in: claim["PartnerClaimType"] ?? "") {
                    known(resolver.family, resolver.name, claim)
                }
                let resolvers = ClaimsResolver.all(in: claim["DefaultValue"] ?? "")
                guard !resolvers.isEmpty else { continue }
                for resolver in resolvers { known(resolver.family, resolver.name, claim) }
                guard kind != "AzureApplicationInsightsProvider" else { continue }
                // The password grant's own profiles set neither switch, and their claims are resolved.
                let isPassword = resolvers.allSatisfy {
                    $0.family == "OIDC" && ["Username", "Password"].contains($0.name)
                }
                guard kind != "OpenIdConnect" || collection != "InputClaims" || !isPassword else { continue }
                guard !claim.bool("AlwaysUseDefaultValue") || needsSwitch && !isSwitchedOn else { continue }
                let message =
                    "\(claim["DefaultValue"] ?? "") in claim \"\(claim["ClaimTypeReferenceId"] ?? "")\" of \"\(id)\" "
                diagnostics.add(.resolverSwitchedOff, at: claim.location, message + "is not resolved")
            }
        }
    }

    private mutating func known(_ family: Name, _ name: Name, _ claim: XMLElement) {
        guard let names = ClaimsResolver.families[family], !names.isEmpty, !names.contains(name) else { return }
        diagnostics.add(.unknownResolver, at: claim.location, "the resolver {\(family):\(name)} is not known")
    }
}
