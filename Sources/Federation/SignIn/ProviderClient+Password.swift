import Base
import HTTP
import OpenID

extension ProviderClient {
    /// Signs a person in by name and password at another provider (RFC 6749 §4.3): policies that move accounts from one
    /// directory to another do so. `parameters` has the grant as the policy spells it; the ID token says who it is.
    package func signIn(
        _ provider: Provider, password parameters: Parameters
    ) async throws(FederationError) -> ProviderClaims {
        let metadata = try await metadata(of: provider)
        // B2C's policies give the token endpoint by the name of the other one (b2c-reference §11.5).
        guard let url = provider.tokenEndpoint ?? provider.authorizationEndpoint ?? metadata?.tokenEndpoint else {
            throw .configuration("there is no token endpoint")
        }
        let tokens = try await tokenExchange.tokens(for: parameters, at: url, of: provider)
        guard let token = tokens["id_token"]?.string else { throw .invalidResponse("token endpoint: no id_token") }
        let claims = try await check(provider).claims(
            of: token, nonce: nil, metadata: metadata,
            with: IDTokenCheck.Companions(accessToken: tokens["access_token"]?.string))
        return ProviderClaims(idTokenClaims: claims, userInfo: nil, tokenResponse: Secret(tokens))
    }
}
