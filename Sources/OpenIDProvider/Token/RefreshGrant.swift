import Base
import Directory
import HTTP
import OpenID

/// `refresh_token` (RFC 6749 §6).
struct RefreshGrant: GrantType {
    let tokens: RefreshTokens
    let interaction: any Interaction

    let name = "refresh_token"

    func authorize(
        _ form: TokenForm, client: Client, issuer: Issuer, http: Request
    ) async throws -> TokenAuthorization {
        let hash = OpaqueToken.hash(try TokenForm.required(form.refreshToken, "refresh_token"))
        let (token, grant) = try await tokens.unused(hash, of: client, http: http)
        try check(token, grant, client, issuer)
        guard let content = GrantContent(of: grant) else { throw DamagedGrant(id: grant.id) }
        let authentication = try await interaction.refresh(
            content.authentication, grant: grant, token: token, client: client, issuer: issuer, http: http)
        // OpenID Connect Core §12.2: a client that knows one person must not be told that it is another.
        guard authentication.subject == content.authentication.subject else {
            throw RefreshTokens.invalid(90129, "the refresh journey has another subject than the sign-in")
        }
        return TokenAuthorization(
            grant: grant, authentication: authentication, platform: content.platform, scope: form.scope?.values,
            wantsClientInfo: form.wantsClientInfo || content.wantsClientInfo, shown: hash)
    }

    private func check(
        _ token: RefreshToken, _ grant: Grant, _ client: Client, _ issuer: Issuer
    ) throws(ProtocolError) {
        try grant.check(client, issuer)
        let end = [token.expiresAt, grant.expiresAt].compactMap { $0 }.min()
        guard end.map({ tokens.now() < $0 }) ?? true else {
            throw RefreshTokens.invalid(90080, "the refresh token has expired")
        }
    }
}
