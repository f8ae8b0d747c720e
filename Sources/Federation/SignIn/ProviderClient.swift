import Base
import HTTP
import OpenID

/// Signs people in at other providers: the way there, and what came back.
package struct ProviderClient: Sendable {
    private var exchange: Exchange
    private var documents: ProviderDocuments
    private let now: Now
    private let random: Random

    package init(fetch: any Fetch, documents: ProviderDocuments, now: @escaping Now, random: Random) {
        exchange = Exchange(fetch)
        self.documents = documents
        self.now = now
        self.random = random
    }

    /// The same, with its requests going through another `Fetch`: one that writes them down.
    package func sending(through fetch: any Fetch) -> ProviderClient {
        var client = self
        client.exchange = Exchange(fetch)
        client.documents = documents.sending(through: fetch)
        return client
    }

    /// Where to send the browser, and what to remember until it comes back.
    package func begin(
        _ provider: Provider, _ request: SignInRequest
    ) async throws(FederationError) -> AuthorizationStart {
        var endpoint = provider.authorizationEndpoint
        if endpoint == nil { endpoint = try await metadata(of: provider)?.authorizationEndpoint }
        guard let endpoint else { throw .configuration("there is no authorization endpoint") }
        return try AuthorizationStart(provider, endpoint: endpoint, request: request, random: random)
    }

    /// What the provider says about the person. `callback` is the query or the form that the browser brought.
    package func complete(
        _ provider: Provider, _ pending: PendingSignIn, _ callback: Parameters
    ) async throws(FederationError) -> ProviderClaims {
        guard pending.provider == provider.id else { throw .configuration("the sign-in is at another provider") }
        let metadata = try await metadata(of: provider)
        let response = try AuthorizationResponse(
            callback, to: pending, of: provider,
            issuers: IssuerRule(provider.idToken, published: metadata?.issuer),
            requiresIssuer: metadata?.sendsIssuer ?? false)
        let front = try await frontChannelClaims(response, pending, metadata, provider)
        let tokens = try await redeem(response.code, pending, metadata, provider)
        let back = try await backChannelClaims(tokens, pending, metadata, provider)
        try ProviderClient.requireSamePerson(front, back, "the two ID tokens")
        let userInfo = try await userInfo(tokens, provider)
        // OpenID Connect Core §5.3.2: an answer about somebody else is a substituted token.
        if let userInfo, userInfo["sub"] != nil {
            try ProviderClient.requireSamePerson(back ?? front, userInfo, "ID token and claims endpoint")
        }
        return ProviderClaims(
            idTokenClaims: back ?? front, userInfo: userInfo, tokenResponse: Secret(tokens),
            callback: ProviderClient.claims(of: callback, provider.callbackClaims))
    }

    var tokenExchange: TokenExchange { TokenExchange(exchange: exchange, now: now, random: random) }

    /// Where the provider ends a person's session (OpenID Connect RP-Initiated Logout §2); nil where it does not say.
    package func endSessionEndpoint(of provider: Provider) async throws(FederationError) -> String? {
        var address = provider.endSessionEndpoint
        if address == nil { address = try await metadata(of: provider)?.endSessionEndpoint }
        guard let address else { return nil }
        return try Endpoint(address, of: provider).url(adding: Parameters())
    }

    func metadata(of provider: Provider) async throws(FederationError) -> ProviderMetadata? {
        guard let url = provider.metadataURL else { return provider.writtenMetadata }
        return try await documents.metadata(at: url, of: provider)
    }

    private func frontChannelClaims(
        _ response: AuthorizationResponse, _ pending: PendingSignIn, _ metadata: ProviderMetadata?, _ provider: Provider
    ) async throws(FederationError) -> JSON.Object? {
        guard let token = response.idToken else { return nil }
        return try await check(provider).claims(
            of: token, nonce: pending.nonce, metadata: metadata, with: IDTokenCheck.Companions(code: response.code))
    }

    private func redeem(
        _ code: String?, _ pending: PendingSignIn, _ metadata: ProviderMetadata?, _ provider: Provider
    ) async throws(FederationError) -> JSON.Object {
        guard let code else { return JSON.Object() }
        guard let url = provider.tokenEndpoint ?? metadata?.tokenEndpoint else {
            throw .configuration("there is no token endpoint")
        }
        return try await tokenExchange.redeem(code, for: pending, at: url, of: provider)
    }

    private func backChannelClaims(
        _ tokens: JSON.Object, _ pending: PendingSignIn, _ metadata: ProviderMetadata?, _ provider: Provider
    ) async throws(FederationError) -> JSON.Object? {
        guard provider.readsIDTokens, provider.responseType.contains(.code) else { return nil }
        guard let token = tokens["id_token"]?.string else {
            switch provider.kind {
            case .openIDConnect: throw .invalidResponse("token endpoint: no id_token")
            case .oauth2: return nil
            }
        }
        return try await check(provider).claims(
            of: token, nonce: pending.nonce, metadata: metadata,
            with: IDTokenCheck.Companions(accessToken: tokens["access_token"]?.string))
    }

    private func userInfo(
        _ tokens: JSON.Object, _ provider: Provider
    ) async throws(FederationError) -> JSON.Object? {
        guard let endpoint = provider.claimsEndpoint, provider.responseType.contains(.code) else { return nil }
        return try await ClaimsRequest(exchange: exchange).claims(at: endpoint, with: tokens, of: provider)
    }

    func check(_ provider: Provider) -> IDTokenCheck {
        IDTokenCheck(provider: provider, documents: documents, now: now)
    }

    private static func requireSamePerson(
        _ one: JSON.Object?, _ other: JSON.Object?, _ what: String
    ) throws(FederationError) {
        guard let one, let other else { return }
        guard one["sub"] == other["sub"] else { throw .invalidResponse("\(what) are about different people") }
        guard let issuer = other["iss"] else { return }
        guard one["iss"] == issuer else { throw .invalidResponse("\(what) are of different issuers") }
    }

    /// The parameters beside those of the protocol, JSON where they are JSON: Apple's `user` is an object.
    private static func claims(of callback: Parameters, _ wanted: Provider.CallbackClaims) -> JSON.Object {
        let protocolNames: Set<String> = ["code", "state", "id_token", "iss", "session_state", "error"]
        let items = callback.items.filter { item in
            guard !protocolNames.contains(item.name), item.value.utf8.count <= 4096 else { return false }
            switch wanted {
            case .none: return false
            case .all: return true
            case .named(let names): return names.contains(item.name)
            }
        }
        return JSON.Object(
            items.map { ($0.name, (try? JSON(parsing: $0.value, maximumDepth: 8)) ?? .string($0.value)) })
    }
}

extension Provider {
    /// What the settings say instead of a document.
    fileprivate var writtenMetadata: ProviderMetadata? {
        guard let keysEndpoint, let authorizationEndpoint, let issuer = idToken.issuer else { return nil }
        return ProviderMetadata(
            issuer: issuer, authorizationEndpoint: authorizationEndpoint, tokenEndpoint: tokenEndpoint,
            keysEndpoint: keysEndpoint)
    }
}
