import Base
import Directory
import HTTP
import OpenID

/// Issues what a grant type allowed: tokens, and the body around them (RFC 6749 §5.1, b2c-reference §6.5).
struct TokenAnswerer: Sendable {
    let scopes: ScopeRules
    let refreshTokens: RefreshTokens
    let now: Now
    let random: Random
    let emit: Emit

    func respond(
        _ authorization: TokenAuthorization, boundTo key: String?, client: Client, issuer: Issuer, http: Request
    ) async throws -> Response {
        if let access = authorization.ownAccess {
            return try own(access, authorization, key, client, issuer, http)
        }
        let granted = try await granted(authorization, client, issuer)
        let time = now()
        let maker = TokenMaker(
            issuer: issuer, client: client, authentication: authorization.authentication, now: time, key: key)
        let grant = authorization.grant
        var body = TokenBody(issuer: issuer, now: time, isBound: key != nil)
        let accessToken = try granted.access.map {
            try maker.accessToken($0, id: AccessTokenID(of: grant.id, random: random))
        }
        body.accessToken = accessToken
        if granted.includesIDToken {
            body.idToken = try maker.idToken(nonce: authorization.nonce, accessToken: accessToken, code: nil)
        }
        if Scope(grant.scope).contains("offline_access") {
            body.refresh = try await refreshTokens.issue(
                grant, replacing: authorization.shown, to: client, issuer: issuer, http: http)
        }
        body.scope = granted.scope
        body.resource = granted.access?.audience
        emit(
            ProviderEvent.tokensIssued(
                grant: grant.id.text, client: client.id.text, policy: issuer.policy, kind: body.kind,
                correlation: http.correlationID))
        return body.response(for: authorization)
    }

    private func own(
        _ access: GrantedAccess, _ authorization: TokenAuthorization, _ key: String?, _ client: Client,
        _ issuer: Issuer, _ http: Request
    ) throws -> Response {
        let maker = TokenMaker(
            issuer: issuer, client: client, authentication: authorization.authentication, now: now(),
            key: key)
        // The grant is nowhere kept: userinfo, which is about people, takes it for revoked.
        let id = AccessTokenID(of: authorization.grant.id, random: random)
        var body = TokenBody(issuer: issuer, now: maker.now, isBound: key != nil)
        body.accessToken = try maker.applicationToken(access, id: id)
        body.scope = Scope(access.scope)
        body.resource = access.audience
        emit(
            ProviderEvent.tokensIssued(
                grant: nil, client: client.id.text, policy: issuer.policy, kind: body.kind,
                correlation: http.correlationID))
        return body.response(for: authorization)
    }

    /// The scope of a later request may be narrower (RFC 6749 §6). A B2C client may also name another API that it was
    /// given, which is how MSAL gets the tokens of several.
    private func granted(
        _ authorization: TokenAuthorization, _ client: Client, _ issuer: Issuer
    ) async throws -> GrantedScope {
        let whole = Scope(authorization.grant.scope)
        let asked = authorization.scope.map { Scope($0) } ?? whole
        if case .standard = issuer.dialect {
            guard asked.isSubset(of: whole) else {
                throw ProtocolError(.invalidScope, "The scope is more than was granted.")
            }
        }
        let granted = try await scopes.granted(asked, to: client, of: issuer)
        // What the sign-in did not ask for, a refresh does not add.
        let own = granted.scope.values.filter { whole.contains($0) || !ScopeRules.own.contains($0) }
        let result = GrantedScope(scope: Scope(own), access: granted.access)
        guard result.access != nil || result.includesIDToken else {
            throw ProtocolError(.invalidScope, "The scope holds nothing that tokens can be issued for.", b2c: 90115)
        }
        return result
    }
}
