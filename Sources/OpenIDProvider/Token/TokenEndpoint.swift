import Base
import Directory
import HTTP
import OpenID

/// `POST` of the token endpoint (RFC 6749 §3.2).
///
/// What every grant type needs is done here, once and in this order, so that none can forget it.
struct TokenEndpoint: Endpoint {
    let authentication: ClientAuthentication
    let grantTypes: [String: any GrantType]
    let answer: TokenAnswerer
    let proofs: PossessionProofs

    func respond(to http: Request, issuer: Issuer) async throws -> Response {
        let parameters = try http.form()
        let form = try TokenForm(parameters)
        let grantType = try grantType(form)
        let credentials = try ClientCredentials(http, parameters)
        let client = try await authentication.authenticate(credentials, of: issuer, http: http)
        try client.client.requireOwnPage(http)
        let key = try await proofs.thumbprint(http, at: issuer.endpoints.token)
        guard key != nil || !issuer.requirements.boundTokens else {
            throw PossessionProofs.refused("the issuer binds every token to a key")
        }
        // Before anything is done for it.
        if grantType.needsProof { try client.requireProof() }
        let authorization: TokenAuthorization
        do {
            authorization = try await grantType.authorize(form, client: client.client, issuer: issuer, http: http)
        } catch let error as ProtocolError where error.code == .invalidGrant {
            try await authentication.limits.count(.grant, at: .init(client: credentials.id, of: issuer, http))
            throw error
        }
        try client.require(for: authorization.platform)
        try Self.check(key, of: authorization, client)
        return try await answer.respond(authorization, boundTo: key, client: client.client, issuer: issuer, http: http)
    }

    /// A code that was asked for with a key (RFC 9449 §10) is for that key; a public client's refresh token is for the
    /// key that it was first used with (§5).
    private static func check(
        _ key: String?, of authorization: TokenAuthorization, _ client: AuthenticatedClient
    ) throws(ProtocolError) {
        guard let bound = authorization.grant.content["jkt"]?.string else { return }
        let mayChange = authorization.shown != nil && client.isProven
        guard mayChange || key == bound else { throw PossessionProofs.refused("the grant is another key's") }
    }

    private func grantType(_ form: TokenForm) throws(ProtocolError) -> any GrantType {
        guard let type = grantTypes[form.grantType] else {
            throw ProtocolError(.unsupportedGrantType, "The grant type is not supported.", b2c: 90086)
        }
        return type
    }
}

extension Client {
    /// A page may redeem only what is its own (RFC 6454 `Origin`). Any origin may ask, since a preflight names no
    /// client; the answer is for those that the client registered as a single-page application.
    func requireOwnPage(_ http: Request) throws(ProtocolError) {
        guard let origin = http.headers["Origin"], origin != http.origin else { return }
        let isOwn = redirectURIs.contains { $0.platform == .spa && URL($0.uri)?.origin == origin }
        let isLoopback = allowsAnyLoopbackRedirect && URL(origin)?.isLoopback ?? false
        guard isOwn || isLoopback else {
            throw ProtocolError(
                .invalidRequest, "Pages of this origin may not redeem tokens of the application.",
                detail: "origin \(origin.prefix(200)), client \(id)")
        }
    }
}
