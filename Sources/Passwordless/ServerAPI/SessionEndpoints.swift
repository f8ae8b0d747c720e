import Base
import Cryptography
import Directory
import HTTP

/// `/v1/sessions`: sessions that applications keep by a token of ours (A.1.3). Refresh tokens are used once; the one
/// that is used twice ends its session. Access tokens live ten minutes and end with their session.
struct SessionEndpoints: Sendable {
    let parts: RealmAPI.Parts
    let persons: Persons

    private static let accessSeconds: Int64 = 600

    func routes(_ route: GuardedRoutes) -> [Route] {
        route(.post, "/v1/sessions", create) + route(.post, "/v1/sessions/validate", validate)
            + route(.post, "/v1/sessions/refresh", refresh) + route(.post, "/v1/sessions/revoke", revoke)
            + route(.post, "/v1/sessions/user/revoke", revokeAll)
    }

    private func create(_ call: APICall) async throws -> Response {
        let body = try call.body()
        let client = try body.required("clientId")
        guard try await isClient(client, in: call.realm) else { throw body.fault("clientId", "is not a client's") }
        guard let passage = try await parts.passage(try body.required("token"), in: call.realm), passage.state.isPassed,
            try body.text("action").map({ $0 == passage.challenge.action }) ?? true, let user = passage.challenge.user
        else { throw APIError(400, "invalid_token", "The token is not one of a challenge that has succeeded.") }
        let now = parts.now()
        var content: JSON.Object = ["action": .string(passage.challenge.action)]
        content.set("method", passage.challenge.proofs.last?.method.rawValue)
        let grant = Grant(
            id: Grant.ID(parts.random.uuid()), issuer: Self.issuer(call.realm), policy: "", client: client,
            user: user.text, scope: [], authenticatedAt: passage.challenge.proofs.map(\.at).max() ?? now,
            createdAt: now, expiresAt: now.adding(seconds: call.realm.settings.sessions.absolute),
            content: .object(content))
        try await parts.grants.save(grant, code: nil)
        let (text, token) = next(grant, call.realm)
        try await parts.grants.save(token)
        // A token makes one session.
        try await parts.challenges.close(passage.open)
        return .json(tokens(grant, text))
    }

    private func validate(_ call: APICall) async throws -> Response {
        let body = try call.body()
        let (grant, expiresAt) = try await grant(ofAccessToken: try body.required("accessToken"), in: call.realm)
        if let clients = try body.texts("clientIds", maximum: 100), !clients.contains(grant.client) {
            throw APIError(401, "invalid_token", "The access token is another client's.")
        }
        guard let user = try await person(of: grant, in: call.realm) else { throw Self.expired }
        var shape = user.attributesShape
        shape.set("userId", user.id.text)
        var answer: JSON.Object = [
            "user": .object(shape), "expiresAt": .integer(expiresAt.seconds), "clientId": .string(grant.client),
        ]
        answer["verificationMethod"] = grant.content["method"]
        return .json(.object(answer))
    }

    private func refresh(_ call: APICall) async throws -> Response {
        let hash = Self.hash(try call.body().required("refreshToken"))
        guard let (token, grant) = try await parts.grants.unused(refreshToken: hash) else {
            return try await replayed(hash, call)
        }
        let now = parts.now()
        guard grant.issuer == Self.issuer(call.realm), now < token.expiresAt,
            try await person(of: grant, in: call.realm) != nil
        else { throw Self.expired }
        let (text, next) = next(grant, call.realm)
        switch try await parts.grants.redeem(refreshToken: hash, for: next, at: now) {
        case .fresh: return .json(tokens(grant, text))
        case .replayed, .unknown: return try await replayed(hash, call)
        }
    }

    /// Two have the token, so neither may have the session (RFC 9700 §4.14.2).
    private func replayed(_ hash: String, _ call: APICall) async throws -> Response {
        if let grant = try await parts.grants.grant(ofRefreshToken: hash), grant.issuer == Self.issuer(call.realm) {
            try await parts.grants.revoke(grant.id)
        }
        throw Self.expired
    }

    private func revoke(_ call: APICall) async throws -> Response {
        let (grant, _) = try await grant(ofAccessToken: try call.body().required("accessToken"), in: call.realm)
        try await parts.grants.revoke(grant.id)
        return .json(["success": true])
    }

    /// Every session of the person ends: these, those of browsers, and what clients refresh.
    private func revokeAll(_ call: APICall) async throws -> Response {
        let id = try Persons.id(try call.body().required("userId"))
        let now = parts.now()
        switch try await parts.users.update(id, of: call.realm.tenant, { $0.tokensValidFrom = now }) {
        case .updated, .alreadyExists: return .json(["success": true])
        case .notFound: throw APIError.notFound("user")
        }
    }

    // MARK: - Tokens

    private static let expired = APIError(401, "invalid_token", "The token is not valid any more.")

    /// Apart from the realm's OpenID grants, so that no token of one kind is taken for one of the other.
    private static func issuer(_ realm: RealmContext) -> String { "session:\(realm.tenant.text)" }

    private static func hash(_ token: String) -> String { Base64.encodeURL(Hash.sha256(token.utf8)) }

    private func isClient(_ id: String, in realm: RealmContext) async throws -> Bool {
        if id == realm.tenant.text { return true }
        return try await parts.applications.application(Application.ID(id), of: realm.tenant)?.isEnabled == true
    }

    /// Nil where the person is gone or disabled, or has had every session ended since.
    private func person(of grant: Grant, in realm: RealmContext) async throws -> User? {
        guard let id = grant.user, let user = try await parts.users.user(User.ID(id), of: realm.tenant), user.isEnabled,
            user.tokensValidFrom <= grant.createdAt
        else { return nil }
        return user
    }

    private func next(_ grant: Grant, _ realm: RealmContext) -> (text: String, token: RefreshToken) {
        let text = parts.random.token(32)
        let now = parts.now()
        let idle = now.adding(seconds: realm.settings.sessions.idle)
        let token = RefreshToken(
            hash: Self.hash(text), grant: grant.id, issuedAt: now, expiresAt: min(idle, grant.expiresAt ?? idle))
        return (text, token)
    }

    private func tokens(_ grant: Grant, _ refreshToken: String) -> JSON {
        let now = parts.now()
        let end = now.adding(seconds: Self.accessSeconds)
        let expiresAt = min(end, grant.expiresAt ?? end)
        let payload = "\(grant.id.text).\(expiresAt.seconds)"
        return [
            "accessToken": .string("\(payload).\(signature(payload))"), "refreshToken": .string(refreshToken),
            "expiresAt": .integer(expiresAt.seconds),
        ]
    }

    private func grant(
        ofAccessToken text: String, in realm: RealmContext
    ) async throws -> (Grant, expiresAt: Timestamp) {
        let sides = text.split(separator: ".", omittingEmptySubsequences: false)
        guard sides.count == 3, let seconds = Int64(sides[1]),
            constantTimeEqual(signature("\(sides[0]).\(sides[1])").utf8, sides[2].utf8)
        else { throw Self.expired }
        let expiresAt = Timestamp(seconds: seconds)
        guard parts.now() < expiresAt, let grant = try await parts.grants.grant(Grant.ID(String(sides[0]))),
            grant.issuer == Self.issuer(realm)
        else { throw Self.expired }
        return (grant, expiresAt)
    }

    private func signature(_ payload: String) -> String {
        Base64.encodeURL(HMAC.sha256(Bytes(utf8: "session access token \(payload)"), key: parts.digestKey.exposed))
    }
}
