import Base
import Directory
import HTTP
import OpenID

/// Refresh tokens with rotation: each is used once, and one that comes twice ends the family (RFC 9700 §4.14.2).
struct RefreshTokens: Sendable {
    let grants: any Grants
    let now: Now
    let random: Random
    let emit: Emit

    /// The token of `hash` and its grant, not used yet.
    func unused(_ hash: String, of client: Client, http: Request) async throws -> (RefreshToken, Grant) {
        if let found = try await grants.unused(refreshToken: hash) { return found }
        guard let grant = try await grants.grant(ofRefreshToken: hash) else { throw Self.unknown }
        throw try await replayed(grant.id, client, http)
    }

    /// A new token of `grant`. One that was shown for it is used up in the same step: a refresh that fails before,
    /// for our own reasons, costs its holder nothing.
    func issue(
        _ grant: Grant, replacing shown: String?, to client: Client, issuer: Issuer, http: Request
    ) async throws -> TokenBody.Refresh {
        let (time, text) = (now(), random.token(32))
        let own = time.adding(seconds: issuer.lifetimes.refreshToken)
        let expiry = grant.expiresAt.map { min($0, own) } ?? own
        let token = RefreshToken(hash: OpaqueToken.hash(text), grant: grant.id, issuedAt: time, expiresAt: expiry)
        try await keep(token, replacing: shown, client, http)
        return TokenBody.Refresh(text: text, lifetime: expiry.seconds - time.seconds)
    }

    private func keep(_ token: RefreshToken, replacing shown: String?, _ client: Client, _ http: Request) async throws {
        guard let shown else {
            do {
                return try await grants.save(token)
            } catch is GrantRevoked {
                // Another request showed the same code in the meantime, and neither may go on.
                throw ProtocolError(.invalidGrant, "The grant was revoked.", b2c: 90129, detail: "grant \(token.grant)")
            }
        }
        switch try await grants.redeem(refreshToken: shown, for: token, at: token.issuedAt) {
        case .fresh: return
        case .replayed(let id): throw try await replayed(id, client, http)
        case .unknown: throw Self.unknown
        }
    }

    private func replayed(_ grant: Grant.ID, _ client: Client, _ http: Request) async throws -> ProtocolError {
        try await grants.revoke(grant)
        emit(
            ProviderEvent.refreshTokenReplayed(
                grant: grant.text, client: client.id.text, correlation: http.correlationID))
        return Self.invalid(90129, "the refresh token was used before")
    }

    private static var unknown: ProtocolError {
        invalid(90129, "the refresh token is not known, or its grant was revoked")
    }

    /// One text for all: the number tells B2C's clients what they know anyway.
    static func invalid(_ number: Int, _ detail: String) -> ProtocolError {
        ProtocolError(.invalidGrant, "The refresh token is not valid any more.", b2c: number, detail: detail)
    }
}
