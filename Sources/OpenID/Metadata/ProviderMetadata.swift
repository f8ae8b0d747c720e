import Base

/// What a provider says of itself (OpenID Connect Discovery 1.0 §3, RFC 8414 §2): written for our own, read strictly
/// for others'.
package struct ProviderMetadata: Sendable, Hashable {
    package var issuer: String
    package var authorizationEndpoint: String
    /// Nil for a provider of the implicit flow alone.
    package var tokenEndpoint: String?
    package var keysEndpoint: String
    package var userInfoEndpoint: String?
    package var endSessionEndpoint: String?
    package var revocationEndpoint: String?
    /// RFC 9126.
    package var pushedRequestEndpoint: String?
    package var requiresPushedRequests = false
    /// RFC 9449 §5.1.
    package var proofAlgorithms: [String] = []
    package var scopes: [String]
    package var responseTypes: [String]
    package var responseModes: [String]
    package var grantTypes: [String]
    package var subjectTypes: [String]
    package var contextClasses: [String]
    package var idTokenAlgorithms: [String]
    package var tokenAuthenticationMethods: [String]
    package var tokenAuthenticationAlgorithms: [String]
    /// Absent means Basic alone, whatever the token endpoint takes (RFC 8414 §2).
    package var revocationAuthenticationMethods: [String]
    package var revocationAuthenticationAlgorithms: [String]
    package var challengeMethods: [String]
    package var claims: [String]
    package var prompts: [String]
    /// RFC 9207: `iss` comes with every authorization response.
    package var sendsIssuer: Bool
    package var supportsClaimsParameter: Bool
    package var supportsFrontChannelLogout: Bool
    /// `iss` and `sid` come with it (Front-Channel Logout §3).
    package var sendsSessionOnLogout: Bool

    /// The metadata of a provider that says no more than it must; the rest has the defaults of Discovery §3.
    package init(issuer: String, authorizationEndpoint: String, tokenEndpoint: String?, keysEndpoint: String) {
        self.issuer = issuer
        self.authorizationEndpoint = authorizationEndpoint
        self.tokenEndpoint = tokenEndpoint
        self.keysEndpoint = keysEndpoint
        scopes = []
        responseTypes = []
        responseModes = ["query", "fragment"]
        grantTypes = ["authorization_code", "implicit"]
        subjectTypes = []
        contextClasses = []
        idTokenAlgorithms = []
        tokenAuthenticationMethods = ["client_secret_basic"]
        tokenAuthenticationAlgorithms = []
        revocationAuthenticationMethods = ["client_secret_basic"]
        revocationAuthenticationAlgorithms = []
        challengeMethods = []
        claims = []
        prompts = []
        sendsIssuer = false
        supportsClaimsParameter = false
        supportsFrontChannelLogout = false
        sendsSessionOnLogout = false
    }
}

/// Why another provider's metadata cannot be used.
package struct MetadataError: Error, Equatable, Sendable, CustomStringConvertible {
    package let member: String
    package let reason: String

    package var description: String { "\(member) \(reason)" }
}
