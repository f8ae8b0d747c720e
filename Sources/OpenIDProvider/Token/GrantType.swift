import Directory
import HTTP

/// A way to get tokens: the part of the token endpoint that differs (RFC 6749 §4). What every one needs is done by
/// the endpoint, before and after.
package protocol GrantType: Sendable {
    /// The `grant_type`.
    var name: String { get }

    /// Only for a client that has proven who it is.
    var needsProof: Bool { get }

    /// Whether the client may have tokens, and which. The client is known; whether it had to prove itself is checked
    /// afterwards, by the platform of the answer.
    func authorize(
        _ form: TokenForm, client: Client, issuer: Issuer, http: Request
    ) async throws -> TokenAuthorization
}

extension GrantType {
    package var needsProof: Bool { false }
}

/// What a grant type allows.
package struct TokenAuthorization: Sendable {
    package let grant: Grant
    package let authentication: Authentication
    package let platform: RedirectURI.Platform
    /// For the ID token.
    package let nonce: String?
    /// A part of the grant's scope that was asked for; nil: all of it.
    package let scope: [String]?
    package let wantsClientInfo: Bool
    /// The hash of the refresh token that was shown. The answer uses it up as it keeps the next one.
    package let shown: String?
    /// The token is the client's own, and says nothing of a person: no ID token, no refresh token.
    package let ownAccess: GrantedAccess?

    package init(
        grant: Grant, authentication: Authentication, platform: RedirectURI.Platform, nonce: String? = nil,
        scope: [String]? = nil, wantsClientInfo: Bool = false, shown: String? = nil,
        ownAccess: GrantedAccess? = nil
    ) {
        self.grant = grant
        self.authentication = authentication
        self.platform = platform
        self.nonce = nonce
        self.scope = scope
        self.wantsClientInfo = wantsClientInfo
        self.shown = shown
        self.ownAccess = ownAccess
    }
}
