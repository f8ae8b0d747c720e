import Base
import Directory
import HTTP
import OpenID

/// `refresh_token` (RFC 6749 §6) with rotation: each token is used once, and one that comes twice ends the family
/// (RFC 9700 §4.14.2).
struct RefreshGrant: GrantType {
    let grants: any Grants
    let interaction: any Interaction
    let now: Now
    let emit: Emit

    let name = "refresh_token"

    /// The token is used last: a refresh that fails for our reasons, or another's request with this token, takes
    /// nothing from its holder.
    func authorize(
        _ form: TokenForm, client: Client, issuer: Issuer, http: Request
    ) async throws -> TokenAuthorization {
        let hash = OpaqueToken.hash(try TokenForm.required(form.refreshToken, "refresh_token"))
        guard let (token, grant) = try await grants.unused(refreshToken: hash) else {
            throw try await refused(hash, client, http)
        }
        try check(token, grant, client, issuer)
        guard let content = GrantContent(of: grant) else { throw DamagedGrant(id: grant.id) }
        let authentication = try await interaction.refresh(
            content.authentication, grant: grant, token: token, client: client, issuer: issuer, http: http)
        guard case .fresh = try await grants.redeem(refreshToken: hash, at: now()) else {
            throw try await refused(hash, client, http)
        }
        return TokenAuthorization(
            grant: grant, authentication: authentication, platform: content.platform, scope: form.scope?.values,
            wantsClientInfo: form.wantsClientInfo || content.wantsClientInfo)
    }

    /// Why there is no unused token of this hash; a replay revokes its family.
    private func refused(_ hash: String, _ client: Client, _ http: Request) async throws -> ProtocolError {
        switch try await grants.redeem(refreshToken: hash, at: now()) {
        case .replayed(let id):
            try await grants.revoke(id)
            emit(
                ProviderEvent.refreshTokenReplayed(
                    grant: id.text, client: client.id.text, correlation: http.correlationID))
            return Self.invalid(90129, "the refresh token was used before")
        case .fresh, .unknown:
            return Self.invalid(90129, "the refresh token is not known, or its grant was revoked")
        }
    }

    private func check(
        _ token: RefreshToken, _ grant: Grant, _ client: Client, _ issuer: Issuer
    ) throws(ProtocolError) {
        try grant.check(client, issuer)
        let end = [token.expiresAt, grant.expiresAt].compactMap { $0 }.min()
        guard end.map({ now() < $0 }) ?? true else { throw Self.invalid(90080, "the refresh token has expired") }
    }

    /// One text for all: the number tells B2C's clients what they know anyway.
    private static func invalid(_ number: Int, _ detail: String) -> ProtocolError {
        ProtocolError(.invalidGrant, "The refresh token is not valid any more.", b2c: number, detail: detail)
    }
}
