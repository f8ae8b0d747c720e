import Base
import Cryptography
import Federation
import HTTP
import JOSE
import OpenID
import Synchronization

/// A provider in memory: honest unless a test bends it.
final class TestProvider: Fetch {
    static let first = key("first")
    static let second = key("second")

    private static func key(_ id: String) -> SigningKey {
        let key = try? SigningKey(id: id, algorithm: .rs256, privateKey: .rsa())
        guard let key else { preconditionFailure("OpenSSL makes RSA keys") }
        return key
    }

    struct Behaviour: Sendable {
        var issuer = "https://idp.example"
        var sendsIssuer = true
        var keys = [TestProvider.first]
        var signingKey = TestProvider.first
        var claims: JSON.Object = [:]
        /// Replaces the signed token.
        var tokenOf: @Sendable (JSON.Object) -> String? = { _ in nil }
        /// Answers in place of the endpoint at a path.
        var answers: [String: Result<FetchResponse, FetchError>] = [:]
        var userInfo: JSON = [
            "sub": "ada", "properties": ["nickname": "Countess"], "emails": [["value": "a@b.example"]],
        ]
        var tokenMembers: JSON.Object = ["access_token": "at-1", "token_type": "Bearer", "expires_in": 3600]
    }

    private struct State {
        var behaviour = Behaviour()
        var requests: [FetchRequest] = []
        var asked = Parameters()
    }

    private let state = Mutex(State())
    private let clock: TestClock

    init(_ clock: TestClock) { self.clock = clock }

    func bend(_ change: (inout Behaviour) -> Void) { state.withLock { change(&$0.behaviour) } }

    var requests: [FetchRequest] { state.withLock { $0.requests } }

    func count(_ path: String) -> Int { requests.count { URL($0.url)?.path == path } }

    /// What the browser brings back from the authorization endpoint.
    func authorize(_ url: String) -> Parameters {
        let asked = Parameters(urlEncoded: URL(url)?.query ?? "") ?? Parameters()
        state.withLock { $0.asked = asked }
        let behaviour = state.withLock { $0.behaviour }
        var callback: Parameters = ["state": asked["state"] ?? ""]
        if behaviour.sendsIssuer { callback.add("iss", behaviour.issuer) }
        let type = asked["response_type"] ?? ""
        if type.contains("code") { callback.add("code", "code-1") }
        if type.contains("id_token") { callback.add("id_token", idToken(hashing: type == "id_token" ? nil : "code-1")) }
        return callback
    }

    func send(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        state.withLock { $0.requests.append(request) }
        await Task.yield()
        guard let path = URL(request.url)?.path else { throw .invalidURL }
        let behaviour = state.withLock { $0.behaviour }
        if let answer = behaviour.answers[path] { return try answer.get() }
        switch path {
        case "/.well-known/openid-configuration": return .json(metadata(behaviour))
        case "/keys": return .json((try? JWKSet(behaviour.keys.map(\.publicJWK)).publicJSON) ?? [:])
        case "/token": return .json(tokens(behaviour))
        case "/userinfo": return .json(behaviour.userInfo)
        default: return FetchResponse(status: 404)
        }
    }

    private func metadata(_ behaviour: Behaviour) -> JSON {
        var metadata = ProviderMetadata(
            issuer: behaviour.issuer, authorizationEndpoint: "https://idp.example/authorize?tenant=1",
            tokenEndpoint: "https://idp.example/token", keysEndpoint: "https://idp.example/keys")
        metadata.sendsIssuer = behaviour.sendsIssuer
        return metadata.json
    }

    private func tokens(_ behaviour: Behaviour) -> JSON {
        var members = behaviour.tokenMembers
        members["id_token"] = .string(idToken())
        return .object(members)
    }

    private func idToken(hashing code: String? = nil) -> String {
        let (behaviour, asked) = state.withLock { ($0.behaviour, $0.asked) }
        let time = clock.now()
        var claims: JSON.Object = [
            "iss": .string(behaviour.issuer), "aud": "client-1", "sub": "ada", "name": "Ada",
            "iat": .integer(time.seconds), "exp": .integer(time.seconds + 3600),
        ]
        claims["nonce"] = asked["nonce"].map(JSON.string)
        claims["c_hash"] = code.map { .string(TokenHash.of($0, for: .rs256)) }
        for member in behaviour.claims.members {
            // Null stands for a claim that is left out.
            claims[member.name] = member.value == .null ? Optional.none : member.value
        }
        let signed = try? JWT.sign(claims: claims, with: behaviour.signingKey)
        return behaviour.tokenOf(claims) ?? signed ?? ""
    }
}

extension FetchResponse {
    static func json(_ json: JSON, status: Int = 200) -> FetchResponse {
        FetchResponse(status: status, headers: ["Content-Type": "application/json"], body: json.bytes)
    }

    static func text(_ text: String, status: Int = 200, headers: Headers = Headers()) -> FetchResponse {
        FetchResponse(status: status, headers: headers, body: Bytes(utf8: text))
    }
}
