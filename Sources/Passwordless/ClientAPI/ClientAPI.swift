import Base
import Cryptography
import Directory
import HTTP

/// The interface for pages and apps (A.1.4). A request brings the token of a challenge (`Bearer`), or, before anybody
/// has said who they are, the realm's tenant id (`Basic`), which is no secret. Only pages of the realm's registered
/// origins may read the answers.
struct ClientAPI: Sendable {
    let parts: RealmAPI.Parts
    let ends: ChallengeEnds

    func routes(_ route: RealmRoutes) -> [Route] {
        let client = ClientRoutes(route: route, directory: parts.directory)
        let caller = ClientCaller(challenges: parts.challenges, now: parts.now)
        return CredentialEndpoints(parts: parts, caller: caller, ends: ends).routes(client)
            + CodeEndpoints(parts: parts, caller: caller, ends: ends).routes(client)
            + OwnAuthenticators(parts: parts, caller: caller).routes(client)
    }
}

/// Routes that pages of the realm's registered origins may call.
struct ClientRoutes: Sendable {
    let route: RealmRoutes
    let directory: RealmDirectory

    func callAsFunction(
        _ method: Method, _ path: String, maximumBodySize: Int = 64 << 10,
        _ answer: @escaping @Sendable (APICall) async throws -> Response
    ) -> [Route] {
        let cors = CORS.decided { [directory] origin, request, parameters in
            guard let realm = try? await directory.realm(parameters.value("realm"), request) else { return false }
            return origin == realm.origin || realm.settings.origins.contains(origin)
        }
        return route(method, path, maximumBodySize: maximumBodySize, cors: cors, answer)
    }
}

/// Finds the challenge that a request means.
struct ClientCaller: Sendable {
    /// Of a passkey that signs in by itself, where nobody says otherwise (as Authsignal's examples check it).
    static let passkeyAction = "passkey-verify"

    let challenges: Challenges
    let now: Now

    /// The challenge of the request's token; nil: the caller has only the tenant id.
    func challenge(_ call: APICall) async throws -> Challenges.Open? {
        let fields = call.http.headers.all("Authorization")
        if fields.count == 1, fields[0].prefix(7).lowercased() == "bearer " {
            return try await open(String(fields[0].dropFirst(7)), call)
        }
        let tenant = BasicCredentials(call.http)?.user ?? ""
        guard (PercentEncoding.decode(tenant.utf8) ?? "") == call.realm.tenant.text else {
            throw APIError(401, "unauthorized", "The request needs a token, or the tenant id.")
        }
        return nil
    }

    /// Of a known person.
    func required(_ call: APICall) async throws -> Challenges.Open {
        guard let open = try await challenge(call) else {
            throw APIError(401, "token_not_set", "The request needs a token.")
        }
        return open
    }

    /// The one of the token, or of `challengeId` for who has no token yet.
    func either(_ call: APICall, _ body: ObjectReader) async throws -> Challenges.Open? {
        if let open = try await challenge(call) { return open }
        guard let id = try body.text("challengeId", maximum: 128) else { return nil }
        return try await open(id, call)
    }

    func anonymous(_ action: String, in realm: RealmContext) async throws -> Challenges.Open {
        guard ActionConfiguration.isCode(action) else {
            throw APIError.invalid("An action code has at most 64 letters, digits, '-', '_' and '.'.")
        }
        let now = now()
        return try await challenges.open(
            Challenge(
                realm: realm.realm.id, user: nil, action: action, createdAt: now,
                expiresAt: now.adding(seconds: ChallengeTokens.lifetimeSeconds)), in: realm.tenant)
    }

    private func open(_ token: String, _ call: APICall) async throws -> Challenges.Open {
        guard let open = try await challenges.challenge(token, of: call.realm.realm), !open.challenge.isServers,
            open.challenge.claimedIdentifier == nil
        else { throw APIError.expiredToken }
        switch open.challenge.state {
        case .block, .challengeFailed, .reviewFailed:
            throw APIError(403, "action_blocked", "The realm's rules block this action.")
        case .allow, .challengeRequired, .challengeSucceeded, .reviewRequired, .reviewSucceeded: return open
        }
    }
}

extension APICall {
    /// The browser or app that calls.
    func client(_ body: ObjectReader? = nil) throws -> ClientFacts {
        let languages = (http.headers["Accept-Language"] ?? "").split(separator: ",").prefix(10).map { tag in
            String(tag.prefix { $0 != ";" }.filter { !$0.isWhitespace })
        }
        return ClientFacts(
            address: http.address, userAgent: String((http.headers["User-Agent"] ?? "").prefix(2048)),
            device: try body?.text("deviceId", maximum: 255).map { Device.ID($0) },
            languages: languages.filter { !$0.isEmpty && $0 != "*" }, correlationID: http.correlationID)
    }
}

extension Challenges.Open {
    /// Names the challenge to a client without being its token.
    var publicID: String { Base64.encodeURL(Hash.sha256("public \(token.exposed)".utf8).prefix(16)) }
}
