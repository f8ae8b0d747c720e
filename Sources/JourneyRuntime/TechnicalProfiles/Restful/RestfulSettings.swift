import Base
import Policy

/// What a RESTful profile says about its service (b2c-reference §11.4), read once.
struct RestfulSettings: Sendable {
    /// `SendClaimsIn`.
    enum Placement: String {
        case body, form, header, querystring, url
    }

    /// `AuthenticationType`.
    enum Authentication {
        case none
        case basic(username: Name, password: Name)
        case bearerKey(Name)
        case bearerClaim(Name)
        case certificate(Name)
        case apiKeys([(header: String, key: Name)])
    }

    let serviceURL: String
    let placement: Placement
    let authentication: Authentication
    /// `ClaimUsedForRequestPayload`: the claim that is the whole body.
    let payloadClaim: Name?
    /// `BearerTokenTransmissionMethod` of `QueryString`; a header is the default.
    let sendsTokenInQuery: Bool
    /// Whether resolvers in the service's address are read.
    let resolvesURL: Bool
    /// `DebugMode`: the page shows what the service wrote for developers.
    let showsDetail: Bool
    let timeoutMilliseconds: Int

    static let metadataKeys: Set<String> = [
        "ServiceUrl", "AuthenticationType", "SendClaimsIn", "ClaimUsedForRequestPayload", "UseClaimAsBearerToken",
        "BearerTokenTransmissionMethod", "ResolveJsonPathsInJsonTokens", "IncludeClaimResolvingInClaimsHandling",
        "ClaimResolverUrlFormatting", "DebugMode", "TimeoutInSeconds", "DefaultUserMessageIfRequestFailed",
        "UserMessageIfCircuitOpen", "UserMessageIfDnsResolutionFailed", "UserMessageIfRequestTimeout",
        // The checker's; and one that is known and changes nothing.
        "AllowInsecureAuthInProduction", "ClaimsFormat",
    ]

    init(_ profile: TechnicalProfile) throws(ProfileConfigurationError) {
        let metadata = profile.metadata
        func refused(_ detail: String) -> ProfileConfigurationError {
            ProfileConfigurationError(code: "AADB2C90023", detail: detail, location: profile.location)
        }
        guard let url = metadata["ServiceUrl"]?.trimmingBlanks(), !url.isEmpty else {
            throw refused("a RESTful profile needs ServiceUrl")
        }
        let place = metadata["SendClaimsIn"]?.trimmingBlanks().lowercased() ?? "body"
        guard let placement = Placement(rawValue: place) else {
            throw refused("SendClaimsIn must be Body, Form, Header, QueryString or Url")
        }
        switch metadata["BearerTokenTransmissionMethod"]?.trimmingBlanks().lowercased() {
        case nil, "", "authorizationheader": sendsTokenInQuery = false
        case "querystring": sendsTokenInQuery = true
        case .some: throw refused("BearerTokenTransmissionMethod must be AuthorizationHeader or QueryString")
        }
        serviceURL = url
        self.placement = placement
        payloadClaim = metadata["ClaimUsedForRequestPayload"].map { Name($0.trimmingBlanks()) }
        resolvesURL =
            metadata.bool("IncludeClaimResolvingInClaimsHandling", default: false)
            || metadata.bool("ClaimResolverUrlFormatting", default: false)
        showsDetail = metadata.bool("DebugMode", default: false)
        timeoutMilliseconds = metadata.int("TimeoutInSeconds", default: 10, in: 1...60) * 1000
        authentication = try RestfulSettings.authentication(profile)
    }

    private static func authentication(_ profile: TechnicalProfile) throws(ProfileConfigurationError) -> Authentication
    {
        let kind = profile.metadata["AuthenticationType"]?.trimmingBlanks().lowercased() ?? "none"
        switch kind {
        case "none": return .none
        case "basic":
            if let user = profile.key("BasicAuthenticationUsername"),
                let word = profile.key("BasicAuthenticationPassword")
            {
                return .basic(username: user, password: word)
            }
        case "bearer":
            if let claim = profile.metadata["UseClaimAsBearerToken"] {
                return .bearerClaim(Name(claim.trimmingBlanks()))
            }
            if let key = profile.key("BearerAuthenticationToken") { return .bearerKey(key) }
        case "clientcertificate":
            if let key = profile.key("ClientCertificate") { return .certificate(key) }
        case "apikeyheader":
            let headers = profile.cryptographicKeys.map { (header: $0.id.text, key: $0.storageReference) }
            if !headers.isEmpty, headers.allSatisfy({ RestfulRequest.mayBeHeader($0.header) }) {
                return .apiKeys(headers)
            }
        default: break
        }
        throw ProfileConfigurationError(
            code: "AADB2C90025", detail: "AuthenticationType \(kind) is unknown here or lacks its keys",
            location: profile.location)
    }
}
