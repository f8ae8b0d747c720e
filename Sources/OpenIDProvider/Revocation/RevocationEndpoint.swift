import JOSE
import Directory
import Base
import HTTP
import OpenID

/// `POST` of token revocation (RFC 7009). A refresh token takes its whole grant with it.
struct RevocationEndpoint: Endpoint {
    let authentication: ClientAuthentication
    let grants: any Grants
    let emit: Emit

    func respond(to http: Request, issuer: Issuer) async throws -> Response {
        let parameters = try http.form()
        guard parameters.duplicates.isEmpty else {
            throw ProtocolError(.invalidRequest, "A parameter comes more than once.", b2c: 90122)
        }
        let credentials = try ClientCredentials(http, parameters)
        let client = try await authentication.authenticate(credentials, of: issuer, http: http)
        let token = try TokenForm.required(parameters.text("token"), "token", longest: 16384)
        // §2.2: an unknown token is a success, since it is as worthless as a revoked one.
        if let grant = try await grant(of: token, issuer) {
            try await revoke(grant, client, issuer, http)
        }
        var response = Response(status: 200)
        response.forbidStoring()
        return response
    }

    /// A refresh token's hash leads to its grant; so does an access token of ours, by its id.
    private func grant(of token: String, _ issuer: Issuer) async throws -> Grant? {
        guard token.contains(".") else { return try await grants.grant(ofRefreshToken: OpaqueToken.hash(token)) }
        guard let claims = try? issuer.keys.verify(token).claims, claims["azp"] != nil,
            let id = claims["jti"]?.string.flatMap(AccessTokenID.grant)
        else { return nil }
        return try await grants.grant(id)
    }

    private func revoke(
        _ grant: Grant, _ client: AuthenticatedClient, _ issuer: Issuer, _ http: Request
    ) async throws {
        guard grant.client == client.client.id.text, grant.issuer == issuer.directory else {
            throw ProtocolError(
                .invalidGrant, "The token was issued to another client.", b2c: 90279, detail: "grant \(grant.id)")
        }
        if let content = GrantContent(of: grant) { try client.require(for: content.platform) }
        try await grants.revoke(grant.id)
        emit(
            ProviderEvent.tokenRevoked(
                grant: grant.id.text, client: grant.client, correlation: http.correlationID))
    }
}
