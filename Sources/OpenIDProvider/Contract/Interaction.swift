import Base
import Directory
import HTTP
import OpenID

/// How people sign in and out: supplied to the endpoints, which know nothing of it.
package protocol Interaction: Sendable {
    /// Takes over a request whose client, redirect URI and parameters are verified, and answers with a page, a
    /// redirect, or through `AuthorizeResponder` the final answer. A `ProtocolError` thrown here goes to the client.
    func begin(
        _ request: AuthorizationRequest, client: Client, issuer: Issuer, http: Request
    ) async throws -> Response

    /// The claims of a refreshed token (B2C: the refresh journey). `previous` is what the sign-in said.
    /// Throws `ProtocolError` (`invalid_grant`) when the person may no longer have one.
    func refresh(
        _ previous: Authentication, grant: Grant, token: RefreshToken, client: Client, issuer: Issuer,
        http: Request
    ) async throws -> Authentication

    /// Signs a person in by the name and password that a client sent (RFC 6749 §4.3). Throws `ProtocolError` where
    /// they are wrong, or where people do not sign in so.
    func authenticate(
        _ credentials: PasswordCredentials, client: Client, issuer: Issuer, http: Request
    ) async throws -> Authentication

    /// What a token of the client itself says (RFC 6749 §4.4). The client has proven who it is.
    func authenticate(application client: Client, issuer: Issuer, http: Request) async throws -> Authentication

    /// Ends the browser's session and answers: a page with front-channel frames, or a redirect to
    /// `request.destination`, which is verified.
    func endSession(_ request: LogoutRequest, issuer: Issuer, http: Request) async throws -> Response

    /// What userinfo answers besides `sub`.
    func userInfo(_ token: AccessTokenClaims, issuer: Issuer, http: Request) async throws -> JSON.Object
}

extension Interaction {
    package func authenticate(
        _ credentials: PasswordCredentials, client: Client, issuer: Issuer, http: Request
    ) async throws -> Authentication {
        throw ProtocolError(.unsupportedGrantType, "The grant type is not supported.", b2c: 90086)
    }

    package func authenticate(application client: Client, issuer: Issuer, http: Request) async throws -> Authentication
    {
        throw ProtocolError(.unsupportedGrantType, "The grant type is not supported.", b2c: 90086)
    }
}

/// What a client sends of a person: a name and a password, neither checked.
package struct PasswordCredentials: Sendable {
    package let username: String
    package let password: Secret<String>

    package init(username: String, password: Secret<String>) {
        self.username = username
        self.password = password
    }
}

/// A verified logout request (b2c-reference §6.7, OpenID Connect RP-Initiated Logout).
package struct LogoutRequest: Sendable, Equatable {
    /// Whose `id_token_hint` or `client_id` came along.
    package let client: String?
    /// The `sub` and `sid` of the hint.
    package let subject: String?
    package let sessionID: String?
    /// Where the browser goes afterwards, `state` included; nil: stay on a signed-out page.
    package let destination: String?
    /// For resolvers.
    package let parameters: Parameters

    package init(
        client: String?, subject: String?, sessionID: String?, destination: String?, parameters: Parameters
    ) {
        self.client = client
        self.subject = subject
        self.sessionID = sessionID
        self.destination = destination
        self.parameters = parameters
    }
}

/// The claims of an access token of ours whose signature, issuer and time were checked.
package struct AccessTokenClaims: Sendable, Equatable {
    package let subject: String
    package let audience: String
    package let client: String
    package let scope: [String]
    package let claims: JSON.Object

    package init(subject: String, audience: String, client: String, scope: [String], claims: JSON.Object) {
        self.subject = subject
        self.audience = audience
        self.client = client
        self.scope = scope
        self.claims = claims
    }

    /// What the token hangs on; its `user` is the person, also where `subject` is a name for one client alone.
    package var grant: Grant.ID? { claims["jti"]?.string.flatMap(AccessTokenID.grant) }
}
