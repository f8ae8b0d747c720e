import Base
import Cryptography
import Directory
import HTTP
import OpenID

/// Answers a checked authorization request, when whoever signs people in has come to an end with it.
package struct AuthorizeResponder: Sendable {
    private let scopes: ScopeRules
    private let grants: any Grants
    private let boundary: ErrorBoundary
    private let pages: ProviderPages
    private let now: Now
    private let random: Random
    private let emit: Emit

    package init(
        clients: any Clients, grants: any Grants, pages: ProviderPages, now: @escaping Now, random: Random,
        emit: @escaping Emit
    ) {
        scopes = ScopeRules(clients: clients)
        self.grants = grants
        boundary = ErrorBoundary(pages: pages, now: now, emit: emit)
        self.pages = pages
        self.now = now
        self.random = random
        self.emit = emit
    }

    /// Success: a code, tokens, or both, as the request's response type says. Throws where the scopes are refused or
    /// the store fails; `refuse` turns that into an answer too.
    package func respond(
        _ authentication: Authentication, to request: AuthorizationRequest, client: Client, issuer: Issuer,
        http: Request
    ) async throws -> Response {
        try ExpectedSubject(request, issuer).check(authentication)
        let granted = try await scopes.granted(request.scope, to: client, of: issuer)
        try granted.require(for: request.responseType)
        let time = now()
        let grant = grant(authentication, request, granted, issuer, time)
        let code = request.responseType.contains(.code) ? random.token(32) : nil
        if let code {
            // Before the answer is signed: a code that was sent is a code that works.
            try await grants.save(grant, code: self.code(code, for: request, grant, issuer, time))
            emit(
                ProviderEvent.codeIssued(
                    grant: grant.id.text, client: client.id.text, policy: issuer.policy,
                    correlation: http.correlationID))
        }
        var answer = AuthorizationAnswer(to: request.destination, from: issuer)
        answer.add("code", code)
        let maker = TokenMaker(issuer: issuer, client: client, authentication: authentication, now: time)
        try addTokens(to: &answer, maker, request, granted, grant: code.map { _ in grant.id }, code: code)
        if !request.responseType.isDisjoint(with: [.token, .idToken]) {
            emit(
                ProviderEvent.tokensIssued(
                    grant: code.map { _ in grant.id.text }, client: client.id.text, policy: issuer.policy,
                    kind: request.responseType.description, correlation: http.correlationID))
        }
        return answer.response(to: http, pages: pages)
    }

    /// Sends a refusal to the client's verified redirect URI. Anything but a `ProtocolError` is `server_error` there.
    package func refuse(
        _ error: any Error, request: AuthorizationRequest, issuer: Issuer, http: Request
    ) -> Response {
        refuse(error, destination: request.destination, issuer: issuer, http: http)
    }

    func refuse(
        _ error: any Error, destination: AuthorizationDestination, issuer: Issuer, http: Request
    ) -> Response {
        let seen = boundary.expose(error, http)
        var answer = AuthorizationAnswer(to: destination, from: issuer)
        answer.add("error", seen.code)
        answer.add("error_description", seen.description(in: issuer.dialect))
        return answer.response(to: http, pages: pages)
    }

    private func addTokens(
        to answer: inout AuthorizationAnswer, _ maker: TokenMaker, _ request: AuthorizationRequest,
        _ granted: GrantedScope, grant: Grant.ID?, code: String?
    ) throws {
        var accessToken: String?
        if request.responseType.contains(.token), let access = granted.access {
            let token = try maker.accessToken(access, id: grant.map { AccessTokenID(of: $0, random: random) })
            accessToken = token
            answer.add("access_token", token)
            answer.add("token_type", "Bearer")
            answer.add("expires_in", String(maker.issuer.lifetimes.accessToken))
            answer.add("scope", access.scope.joined(separator: " "))
        }
        if request.responseType.contains(.idToken) {
            answer.add(
                "id_token", try maker.idToken(nonce: request.nonce, accessToken: accessToken, code: code))
        }
        if request.wantsClientInfo, case .b2c(let dialect) = maker.issuer.dialect {
            let info = ClientInfo(issuer: maker.issuer, dialect: dialect, authentication: maker.authentication)
            answer.add("client_info", info.clientInfo)
        }
    }

    private func grant(
        _ authentication: Authentication, _ request: AuthorizationRequest, _ granted: GrantedScope, _ issuer: Issuer,
        _ time: Timestamp
    ) -> Grant {
        // A browser cannot keep a refresh token as well as others, so its day is not renewed (b2c-reference §6.5).
        let browser = request.redirect.platform == .spa ? issuer.lifetimes.refreshTokenOfBrowser : nil
        let lifetime = [browser, issuer.lifetimes.slidingWindow].compactMap { $0 }.min()
        let content = GrantContent(
            authentication: authentication, platform: request.redirect.platform,
            wantsClientInfo: request.wantsClientInfo)
        var stored = content.json.object ?? JSON.Object()
        stored["jkt"] = request.proofKey.map { .string($0) }
        return Grant(
            id: Grant.ID(random.uuid()), issuer: issuer.directory, policy: issuer.policy, client: request.client.text,
            user: authentication.user, scope: granted.scope.values, authenticatedAt: authentication.authenticatedAt,
            createdAt: time, expiresAt: lifetime.map { time.adding(seconds: $0) }, content: .object(stored))
    }

    private func code(
        _ code: String, for request: AuthorizationRequest, _ grant: Grant, _ issuer: Issuer, _ time: Timestamp
    ) -> AuthorizationCode {
        AuthorizationCode(
            hash: OpaqueToken.hash(code), grant: grant.id, redirectURI: request.redirect.uri, nonce: request.nonce,
            challenge: request.challenge?.text, challengeMethod: request.challenge?.method,
            expiresAt: time.adding(seconds: min(issuer.lifetimes.code, 60)))
    }
}

/// Codes and refresh tokens: 256 random bits to the client, their hash to the store. A thief of the store can use none.
enum OpaqueToken {
    static func hash(_ text: String) -> String { Base64.encodeURL(Hash.sha256(text.utf8)) }
}
