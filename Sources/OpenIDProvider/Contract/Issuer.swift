import Base
import Directory
import OpenID

/// What the endpoints know of one issuer: made afresh for each request by whoever knows tenants, policies and realms.
package struct Issuer: Sendable {
    /// The tenant's GUID or the realm's id: `Grant.issuer`.
    package let directory: String
    /// The policy's id, lower case; empty for a realm: `Grant.policy`.
    package let policy: String
    /// The `iss` of tokens and responses.
    package let identifier: String
    package let endpoints: Endpoints
    package let keys: IssuerKeys
    package let lifetimes: Lifetimes
    package let dialect: Dialect
    /// The `acr` of tokens; nil: none.
    package let acr: String?
    /// For the metadata: what tokens of this issuer may hold besides the claims of every token.
    package let claimsSupported: [String]
    package let subjectTypes: [Client.SubjectType]
    /// For the metadata: what `acr_values` may ask for.
    package let contextClasses: [String]
    /// Log out only who shows an ID token, and go only to a registered address afterwards.
    package let enforcesIDTokenHintOnLogout: Bool
    package let requirements: ClientRequirements
    /// The body of the metadata, shared by all copies of this value.
    let metadata = WrittenOnce()

    package init(
        directory: String, policy: String, identifier: String, endpoints: Endpoints, keys: IssuerKeys,
        lifetimes: Lifetimes = Lifetimes(), dialect: Dialect, acr: String? = nil, claimsSupported: [String] = [],
        subjectTypes: [Client.SubjectType] = [.pairwise], contextClasses: [String] = [],
        enforcesIDTokenHintOnLogout: Bool = false, requirements: ClientRequirements = ClientRequirements()
    ) {
        self.directory = directory
        self.policy = policy
        self.identifier = identifier
        self.endpoints = endpoints
        self.keys = keys
        self.lifetimes = lifetimes
        self.dialect = dialect
        self.acr = acr
        self.claimsSupported = claimsSupported
        self.subjectTypes = subjectTypes
        self.contextClasses = contextClasses
        self.enforcesIDTokenHintOnLogout = enforcesIDTokenHintOnLogout
        self.requirements = requirements
    }
}

/// Absolute URLs, as the client reaches them and in the form that it asked in (`/tenant/policy/…` or `?p=policy`).
package struct Endpoints: Sendable, Hashable {
    package var authorization: String
    package var token: String
    package var endSession: String
    package var keys: String
    package var revocation: String
    /// Nil where the policy has no `UserInfo` endpoint.
    package var userInfo: String?
    /// Nil where requests cannot be pushed (RFC 9126).
    package var pushedRequests: String?

    package init(
        authorization: String, token: String, endSession: String, keys: String, revocation: String,
        userInfo: String? = nil, pushedRequests: String? = nil
    ) {
        self.authorization = authorization
        self.token = token
        self.endSession = endSession
        self.keys = keys
        self.revocation = revocation
        self.userInfo = userInfo
        self.pushedRequests = pushedRequests
    }
}

/// What an issuer asks of every client beyond the standards' least (ASVS 5.0 V10 at level 3).
package struct ClientRequirements: Sendable, Hashable {
    /// Only authorization requests that were pushed (RFC 9126).
    package var pushedRequests = false
    /// A client proves who it is by a key of its own (RFC 7523), for this issuer alone; no secrets, no public clients.
    package var keys = false
    /// Tokens are for whoever holds a key (RFC 9449).
    package var boundTokens = false

    package init() {}
}

/// In seconds. The defaults are B2C's (b2c-reference §6.5, §7).
package struct Lifetimes: Sendable, Hashable {
    package var code: Int64 = 60
    package var idToken: Int64 = 3600
    package var accessToken: Int64 = 3600
    package var refreshToken: Int64 = 1_209_600
    /// No refresh token lives longer than this after the sign-in; nil: no limit.
    package var slidingWindow: Int64? = 7_776_000
    /// The refresh tokens of single-page applications.
    package var refreshTokenOfBrowser: Int64 = 86_400

    package init() {}
}

/// How an issuer words what the standards leave open.
package enum Dialect: Sendable, Hashable {
    case standard
    case b2c(B2CDialect)
}

/// What Azure AD B2C's clients expect beyond the standards (b2c-reference §6.4, §6.5).
package struct B2CDialect: Sendable, Hashable {
    /// The `utid` of `client_info` and the `tid` of `profile_info`.
    package let tenantID: String
    /// `SendTokenResponseBodyWithJsonNumbers`: false writes the token response's numbers as strings.
    package let writesNumbers: Bool

    package init(tenantID: String, writesNumbers: Bool = true) {
        self.tenantID = tenantID
        self.writesNumbers = writesNumbers
    }
}
