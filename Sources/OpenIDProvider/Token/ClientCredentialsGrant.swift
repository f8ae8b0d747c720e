import Base
import Directory
import HTTP
import OpenID

/// `client_credentials` (RFC 6749 §4.4): a token for the client itself, at one API.
struct ClientCredentialsGrant: GrantType {
    let scopes: ScopeRules
    let interaction: any Interaction
    let now: Now
    let random: Random

    let name = "client_credentials"
    let needsProof = true

    func authorize(
        _ form: TokenForm, client: Client, issuer: Issuer, http: Request
    ) async throws -> TokenAuthorization {
        guard case .b2c = issuer.dialect else {
            throw ProtocolError(.unsupportedGrantType, "The grant type is not supported.")
        }
        guard let scope = form.scope else {
            throw ProtocolError(.invalidScope, "The parameter 'scope' is missing.", b2c: 90010)
        }
        let access = try await scopes.granted(ownScope: scope, to: client, of: issuer)
        let authentication = try await interaction.authenticate(application: client, issuer: issuer, http: http)
        let time = now()
        let grant = Grant(
            id: Grant.ID(random.uuid()), issuer: issuer.directory, policy: issuer.policy, client: client.id.text,
            user: nil, scope: access.scope, authenticatedAt: time, createdAt: time, expiresAt: time, content: .null)
        return TokenAuthorization(
            grant: grant, authentication: authentication, platform: .web, ownAccess: access)
    }
}
