import Base
import Cryptography
import HTTP

/// Signs people in at OAuth 1.0 providers: temporary credentials, the way there, and what came back (RFC 5849 §2).
package struct OAuth1Client: Sendable {
    private let exchange: Exchange
    private let now: Now
    private let random: Random

    package init(fetch: any Fetch, now: @escaping Now, random: Random) {
        exchange = Exchange(fetch)
        self.now = now
        self.random = random
    }

    /// Where to send the browser, and what to remember until it comes back (§2.1, §2.2). The callback has the request's
    /// `state` in its query, since the protocol has no place of its own for it.
    package func begin(
        _ provider: OAuth1Provider, _ request: SignInRequest
    ) async throws(FederationError) -> (redirectURL: String, pending: PendingOAuth1SignIn) {
        let state = request.state ?? random.token()
        let callback = "\(request.redirectURI)?state=\(PercentEncoding.encode(state))"
        let answer = try await credentials(
            at: provider.requestTokenEndpoint, of: provider, ["oauth_callback": callback], "request token endpoint")
        // §2.1: without it the provider is of the protocol's first edition, in which a callback may be stolen.
        guard answer["oauth_callback_confirmed"] == "true", let token = answer["oauth_token"],
            let secret = answer["oauth_token_secret"], !token.isEmpty
        else { throw .invalidResponse("request token endpoint: no confirmed token") }
        var parameters: Parameters = ["oauth_token": token]
        for item in request.parameters.items {
            guard !item.name.hasPrefix("oauth_") else { throw .configuration("\(item.name) is not to be set") }
            parameters.set(item.name, item.value)
        }
        return (
            try Endpoint(provider.authorizationEndpoint, of: provider).url(adding: parameters),
            PendingOAuth1SignIn(provider: provider.id, state: state, token: token, tokenSecret: secret)
        )
    }

    /// What the provider says about the person. `callback` is the query that the browser brought.
    package func complete(
        _ provider: OAuth1Provider, _ pending: PendingOAuth1SignIn, _ callback: Parameters
    ) async throws(FederationError) -> ProviderClaims {
        guard pending.provider == provider.id else { throw .configuration("the sign-in is at another provider") }
        let verifier = try OAuth1Client.verifier(callback, pending)
        let answer = try await credentials(
            at: provider.accessTokenEndpoint, of: provider, ["oauth_verifier": verifier], "access token endpoint",
            token: (pending.token, pending.tokenSecret))
        guard let token = answer["oauth_token"], let secret = answer["oauth_token_secret"] else {
            throw .invalidResponse("access token endpoint: no token")
        }
        let claims = try await claims(of: provider, token: (token, secret))
        var members = JSON.Object(answer.items.map { ($0.name, JSON.string($0.value)) })
        // What `{oauth2:access_token}` means here.
        members["access_token"] = .string(token)
        return ProviderClaims(idTokenClaims: nil, userInfo: claims, tokenResponse: Secret(members))
    }

    /// §2.2: the callback's token is the one we asked for, and the verifier proves that the same browser came back.
    private static func verifier(
        _ callback: Parameters, _ pending: PendingOAuth1SignIn
    ) throws(FederationError) -> String {
        guard callback.duplicates.isEmpty else { throw .invalidResponse("a parameter comes twice") }
        guard let state = callback["state"], constantTimeEqual(state.utf8, pending.state.utf8) else {
            throw .invalidResponse("state is not that of the request")
        }
        // Twitter's word for a person who turned back.
        guard callback["denied"] == nil else { throw .cancelled }
        guard let token = callback["oauth_token"], constantTimeEqual(token.utf8, pending.token.utf8) else {
            throw .invalidResponse("oauth_token is not that of the request")
        }
        guard let verifier = callback["oauth_verifier"], !verifier.isEmpty else {
            throw .invalidResponse("the response has no oauth_verifier")
        }
        return verifier
    }

    private func claims(
        of provider: OAuth1Provider, token: (String, String)
    ) async throws(FederationError) -> JSON.Object? {
        guard let url = provider.claimsEndpoint else { return nil }
        let response = try await send(.get, url, of: provider, [:], "claims endpoint", token: token)
        guard response.status == 200 else { throw .invalidResponse("claims endpoint: status \(response.status)") }
        guard let claims = try Exchange.json(response.body, "claims endpoint").object else {
            throw .invalidResponse("claims endpoint: not an object")
        }
        return claims
    }

    /// A form of credentials (§2.1, §2.3).
    private func credentials(
        at url: String, of provider: OAuth1Provider, _ parameters: [String: String], _ what: String,
        token: (String, String)? = nil
    ) async throws(FederationError) -> Parameters {
        let response = try await send(.post, url, of: provider, parameters, what, token: token)
        guard response.status == 200 else {
            // §3.2: 401 is for a key or a signature that is not accepted.
            guard response.status != 401 || token != nil else {
                throw .providerRefused(code: "invalid_client", detail: "\(what): status 401")
            }
            throw .providerRefused(code: String(response.status), detail: what)
        }
        guard let text = String(validating: response.body), let form = Parameters(urlEncoded: text),
            form.duplicates.isEmpty
        else { throw .invalidResponse("\(what): not a form") }
        return form
    }

    private func send(
        _ method: HTTP.Method, _ url: String, of provider: OAuth1Provider, _ parameters: [String: String],
        _ what: String, token: (String, String)?
    ) async throws(FederationError) -> FetchResponse {
        let address = try Endpoint(url, of: provider).url(adding: Parameters())
        guard let parsed = URL(address) else { throw .configuration("\(url) is no address") }
        var fields = parameters
        fields["oauth_consumer_key"] = provider.clientID
        fields["oauth_nonce"] = random.token(16)
        fields["oauth_signature_method"] = "HMAC-SHA1"
        fields["oauth_timestamp"] = String(now().seconds)
        fields["oauth_version"] = "1.0"
        fields["oauth_token"] = token?.0
        let signature = OAuth1Signature(clientSecret: provider.clientSecret, tokenSecret: token?.1 ?? "")
        guard let value = signature.sign(method, parsed, fields.map { ($0.key, $0.value) }) else {
            throw .configuration("\(url) has a query that is not well formed")
        }
        fields["oauth_signature"] = value
        let list = fields.sorted { $0.key < $1.key }
            .map { "\(PercentEncoding.encode($0.key))=\"\(PercentEncoding.encode($0.value))\"" }
        let headers: Headers = ["Accept": "*/*", "Authorization": "OAuth " + list.joined(separator: ", ")]
        return try await exchange.send(method, address, headers: headers, to: provider, what)
    }
}
