import Base
import Directory
import HTTP
import OpenID

/// `password` (RFC 6749 §4.3), which OAuth 2.1 leaves out: only for clients that were allowed it one by one, at
/// policies that were made for it.
struct PasswordGrant: GrantType {
    let scopes: ScopeRules
    let grants: any Grants
    let interaction: any Interaction
    let now: Now
    let random: Random

    let name = "password"
    private static let longest = 1024

    func authorize(
        _ form: TokenForm, client: Client, issuer: Issuer, http: Request
    ) async throws -> TokenAuthorization {
        guard client.allowsPasswordGrant else {
            throw ProtocolError(
                .unauthorizedClient, "The password grant is not enabled for the application.", b2c: 90224)
        }
        let username = try TokenForm.required(form.parameters.text("username"), "username", longest: Self.longest)
        let password = try TokenForm.required(form.parameters.text("password"), "password", longest: Self.longest)
        guard let scope = form.scope else {
            throw ProtocolError(.invalidScope, "The parameter 'scope' is missing.", b2c: 90010)
        }
        // Before the password is looked at: what is wrong with the request says nothing about the person.
        let granted = try await scopes.granted(scope, to: client, of: issuer)
        let credentials = PasswordCredentials(username: username, password: Secret(password))
        let authentication = try await interaction.authenticate(credentials, client: client, issuer: issuer, http: http)
        let grant = grant(authentication, form, granted, client, issuer)
        try await grants.save(grant, code: nil)
        return TokenAuthorization(
            grant: grant, authentication: authentication, platform: .native, nonce: form.parameters.text("nonce"),
            wantsClientInfo: form.wantsClientInfo)
    }

    private func grant(
        _ authentication: Authentication, _ form: TokenForm, _ granted: GrantedScope, _ client: Client,
        _ issuer: Issuer
    ) -> Grant {
        let time = now()
        let content = GrantContent(
            authentication: authentication, platform: .native, wantsClientInfo: form.wantsClientInfo)
        return Grant(
            id: Grant.ID(random.uuid()), issuer: issuer.directory, policy: issuer.policy, client: client.id.text,
            user: authentication.user, scope: granted.scope.values, authenticatedAt: authentication.authenticatedAt,
            createdAt: time, expiresAt: issuer.lifetimes.slidingWindow.map { time.adding(seconds: $0) },
            content: content.json)
    }
}
