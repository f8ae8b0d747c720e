import Base
import Directory
import HTTP
import OpenID

/// A checked authorization request (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1): to hold one is to know that the
/// client may send it and that `redirect` is the client's.
///
/// Made from its parameters alone, so that a stored journey keeps only those and makes it again.
package struct AuthorizationRequest: Sendable {
    /// As sent; also what the standards do not know (`{OAUTH-KV:name}`).
    package let parameters: Parameters
    package let client: Client.ID
    package let redirect: RedirectURI
    package let state: String?
    package let responseType: ResponseType
    package let responseMode: ResponseMode
    package let scope: Scope
    package let nonce: String?
    package let challenge: CodeChallenge?
    package let prompts: Set<Prompt>
    /// Seconds since the person last entered credentials.
    package let maxAge: Int64?
    package let loginHint: String?
    package let domainHint: String?
    /// BCP 47 tags, best first.
    package let uiLocales: [String]
    package let acrValues: [String]
    package let resource: String?
    /// The `claims` parameter (OpenID Connect Core §5.5).
    package let claims: JSON.Object?
    /// Not verified: who issued it depends on the policy.
    package let idTokenHint: String?
    /// Thumbprint of the key that the code is for (`dpop_jkt`, RFC 9449 §10).
    package let proofKey: String?
    /// MSAL's `client_info=1`.
    package let wantsClientInfo: Bool

    /// Checks in the order of this body; the first refusal counts. `AuthorizationDestination` says where it may go.
    package init(_ parameters: Parameters, client: Client, issuer: Issuer) throws(ProtocolError) {
        let destination = try AuthorizationDestination(parameters, client: client)
        let check = AuthorizationCheck(parameters: parameters, client: client, redirect: destination.redirect)
        try check.bounds(dialect: issuer.dialect)
        try check.duplicates()
        try check.unsupportedParameters()
        let type = try check.responseType()
        self.parameters = parameters
        self.client = client.id
        redirect = destination.redirect
        state = destination.state
        responseType = type
        responseMode = try check.responseMode(for: type)
        scope = try check.scope(for: type)
        nonce = try check.nonce(for: type)
        challenge = try check.challenge(for: type)
        prompts = try check.prompts()
        maxAge = try check.maxAge()
        claims = try check.claims()
        loginHint = check.text("login_hint")
        domainHint = check.text("domain_hint")
        uiLocales = check.words("ui_locales")
        acrValues = check.words("acr_values")
        resource = check.text("resource")
        idTokenHint = check.text("id_token_hint")
        proofKey = try check.proofKey()
        wantsClientInfo = parameters["client_info"] == "1"
    }

    /// Whether a session may stand in for a sign-in at all. Who is to choose an account is asked (§3.1.2.1).
    package var acceptsSession: Bool { prompts.isDisjoint(with: [.login, .selectAccount]) }

    /// Whether a sign-in of then is recent enough. `max_age=0` is another spelling of `prompt=login`.
    package func accepts(authenticatedAt time: Timestamp, at now: Timestamp) -> Bool {
        guard acceptsSession else { return false }
        guard let maxAge else { return true }
        return maxAge > 0 && time.adding(seconds: maxAge) >= now
    }

    var destination: AuthorizationDestination {
        AuthorizationDestination(redirect: redirect, mode: responseMode, state: state)
    }
}
