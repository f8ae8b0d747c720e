import Base
import HTTP
import OpenID
import Synchronization
import Testing

@testable import Federation

/// RFC 5849.
struct OAuth1Tests {
    private let clock = TestClock()
    private let idp = TestOAuth1Provider()

    private var client: OAuth1Client { OAuth1Client(fetch: idp, now: clock.now, random: countingRandom()) }

    private func provider(_ changes: [String: String] = [:]) throws(FederationError) -> OAuth1Provider {
        let settings = [
            "ProviderName": "Twitter", "client_id": "consumer-1", "ClaimsResponseFormat": "json",
            "authorization_endpoint": "https://idp.example/oauth/authenticate",
            "access_token_endpoint": "https://idp.example/oauth/access_token",
            "request_token_endpoint": "https://idp.example/oauth/request_token",
            "ClaimsEndpoint": "https://idp.example/verify.json?include_email=true",
        ]
        return try OAuth1Provider(
            id: OAuth1Provider.ID("Twitter"), settings: settings.merging(changes) { $1 },
            clientSecret: Secret("s&cret"))
    }

    private static let redirectURI = "https://us.example/contoso/b2c_1a_x/oauth1/authresp"

    private func run(
        changing change: (inout Parameters) -> Void = { _ in }
    ) async throws(FederationError) -> ProviderClaims {
        let provider = try provider()
        let start = try await client.begin(provider, SignInRequest(redirectURI: Self.redirectURI, state: "st.1"))
        var callback: Parameters = ["state": "st.1", "oauth_token": "request-1", "oauth_verifier": "verifier-1"]
        change(&callback)
        return try await client.complete(provider, start.pending, callback)
    }

    @Test func `the base string is that of the standard's example`() throws {
        let url = try #require(URL("http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b"))
        let parameters = [
            ("oauth_consumer_key", "9djdj82h48djs9d2"), ("oauth_token", "kkk9d7dh3k39sjv7"),
            ("oauth_signature_method", "HMAC-SHA1"), ("oauth_timestamp", "137131201"), ("oauth_nonce", "7d8f3e4a"),
            ("c2", ""), ("a3", "2 q"),
        ]

        #expect(
            OAuth1Signature.baseString(.post, url, parameters)
                == "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D"
                + "%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a"
                + "%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201"
                + "%26oauth_token%3Dkkk9d7dh3k39sjv7")
    }

    @Test func `the signature is that of Twitter's published example`() throws {
        let signature = OAuth1Signature(
            clientSecret: Secret("kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw"),
            tokenSecret: "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE")
        let url = try #require(URL("https://api.twitter.com/1.1/statuses/update.json?include_entities=true"))
        let parameters = [
            ("status", "Hello Ladies + Gentlemen, a signed OAuth request!"),
            ("oauth_consumer_key", "xvz1evFS4wEEPTGEFPHBog"),
            ("oauth_nonce", "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg"), ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "1318622958"),
            ("oauth_token", "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb"), ("oauth_version", "1.0"),
        ]

        #expect(signature.sign(.post, url, parameters) == "hCtSmYh+iHYCEqBWrE7C7hYmtUk=")
    }

    @Test func `the whole way: request token, person, access token, claims`() async throws {
        let start = try await client.begin(
            try provider(),
            SignInRequest(redirectURI: Self.redirectURI, state: "st.1", parameters: ["force_login": "true"]))
        #expect(start.redirectURL == "https://idp.example/oauth/authenticate?oauth_token=request-1&force_login=true")
        #expect(PendingOAuth1SignIn(start.pending.json) == start.pending)

        let claims = try await run()

        #expect(claims.value(at: "user_id") == "42")
        #expect(claims.value(at: "screen_name") == "ada")
        #expect(claims.value(at: "email") == "ada@idp.example")
        #expect(claims.value(at: "oauth_token") == nil && claims.value(at: "oauth_token_secret") == nil)
        #expect(claims.value(at: "{oauth2:access_token}") == "access-1")
        let fields = idp.requests.map(TestOAuth1Provider.fields)
        #expect(fields[0]["oauth_callback"] == Self.redirectURI + "?state=st.1")
        #expect(fields.suffix(2).map { $0["oauth_token"] } == ["request-1", "access-1"])
        #expect(fields.suffix(2).first?["oauth_verifier"] == "verifier-1")
        #expect(Set(fields.suffix(2).map { $0["oauth_nonce"] }).count == 2)
        #expect(fields.allSatisfy { $0["oauth_timestamp"] == "1795250875" && $0["oauth_consumer_key"] == "consumer-1" })
    }

    struct Wrong: Sendable {
        let change: @Sendable (inout Parameters) -> Void
        let reason: FederationError
    }

    @Test(arguments: [
        Wrong(change: { $0.set("state", "st.2") }, reason: .invalidResponse("state is not that of the request")),
        Wrong(
            change: { $0.set("oauth_token", "request-2") },
            reason: .invalidResponse("oauth_token is not that of the request")),
        Wrong(
            change: { $0.set("oauth_verifier", "") }, reason: .invalidResponse("the response has no oauth_verifier")),
        Wrong(change: { $0.add("oauth_verifier", "v2") }, reason: .invalidResponse("a parameter comes twice")),
        Wrong(change: { $0.add("denied", "request-1") }, reason: .cancelled),
    ])
    func `a callback that does not answer the request is refused`(wrong: Wrong) async {
        #expect(
            await failure { () async throws(FederationError) in try await run(changing: wrong.change) } == wrong.reason)
        #expect(!idp.requests.contains { $0.url.hasSuffix("/access_token") })
    }

    struct Lie: Sendable {
        let path: String
        let answer: Result<FetchResponse, FetchError>
        let reason: FederationError
    }

    static let lies: [Lie] = {
        let requestToken = "/oauth/request_token"
        let what = "request token endpoint"
        return [
            Lie(
                path: requestToken, answer: .success(.text("oauth_token=a&oauth_token_secret=b")),
                reason: .invalidResponse("\(what): no confirmed token")),
            Lie(
                path: requestToken,
                answer: .success(.text("oauth_token=&oauth_token_secret=b&oauth_callback_confirmed=true")),
                reason: .invalidResponse("\(what): no confirmed token")),
            Lie(
                path: requestToken, answer: .success(.text("oauth_token=a&oauth_token=b")),
                reason: .invalidResponse("\(what): not a form")),
            Lie(
                path: requestToken, answer: .success(FetchResponse(status: 200, body: [0xff])),
                reason: .invalidResponse("\(what): not a form")),
            Lie(
                path: requestToken, answer: .success(.text("bad", status: 401)),
                reason: .providerRefused(code: "invalid_client", detail: "\(what): status 401")),
            Lie(
                path: requestToken, answer: .success(.text("", status: 302)),
                reason: .providerRefused(code: "302", detail: what)),
            Lie(
                path: requestToken, answer: .success(.text("", status: 500)),
                reason: .providerUnreachable("\(what): status 500")),
            Lie(
                path: requestToken, answer: .failure(.timedOut), reason: .providerUnreachable("\(what): timedOut")),
            Lie(
                path: requestToken, answer: .failure(.responseTooLarge),
                reason: .invalidResponse("\(what): responseTooLarge")),
            Lie(
                path: "/oauth/access_token", answer: .success(.text("oauth_token=x")),
                reason: .invalidResponse("access token endpoint: no token")),
            Lie(
                path: "/oauth/access_token", answer: .success(.text("", status: 401)),
                reason: .providerRefused(code: "401", detail: "access token endpoint")),
            Lie(
                path: "/verify.json", answer: .success(.text("[]")),
                reason: .invalidResponse("claims endpoint: not an object")),
            Lie(
                path: "/verify.json", answer: .success(.text("{}", status: 403)),
                reason: .invalidResponse("claims endpoint: status 403")),
        ]
    }()

    @Test(arguments: lies)
    func `a provider that lies or is broken is refused for its reason`(lie: Lie) async {
        idp.bend(lie.path, lie.answer)
        #expect(await failure { () async throws(FederationError) in try await run() } == lie.reason)
    }

    @Test(arguments: [
        ("client_id", "", "client_id is missing"), ("request_token_endpoint", "", "request_token_endpoint is missing"),
        ("ClaimsResponseFormat", "xml", "ClaimsResponseFormat xml is not known"),
    ])
    func `a wrong setting is refused by its name`(name: String, value: String, reason: String) {
        #expect(throws: FederationError.configuration(reason)) { try provider([name: value]) }
    }

    @Test func `an address over http is not called, and the protocol's parameters are not a policy's to set`() async {
        let open = await failure { () async throws(FederationError) in
            _ = try await client.begin(
                try provider(["request_token_endpoint": "http://idp.example/r"]),
                SignInRequest(redirectURI: Self.redirectURI))
        }
        #expect(open == .configuration("http://idp.example/r is not https"))
        let set = await failure { () async throws(FederationError) in
            _ = try await client.begin(
                try provider(), SignInRequest(redirectURI: Self.redirectURI, parameters: ["oauth_token": "mine"]))
        }
        #expect(set == .configuration("oauth_token is not to be set"))
    }
}

/// A provider in memory that checks every signature.
private final class TestOAuth1Provider: Fetch {
    private struct State {
        var requests: [FetchRequest] = []
        var answers: [String: Result<FetchResponse, FetchError>] = [:]
    }

    private let state = Mutex(State())

    var requests: [FetchRequest] { state.withLock { $0.requests } }

    func bend(_ path: String, _ answer: Result<FetchResponse, FetchError>) {
        state.withLock { $0.answers[path] = answer }
    }

    static func fields(_ request: FetchRequest) -> [String: String] {
        let text = request.headers["Authorization"]?.dropFirst("OAuth ".count) ?? ""
        let pairs = text.split(separator: ", ").compactMap { part -> (String, String)? in
            let sides = part.split(separator: "=", maxSplits: 1)
            let value = PercentEncoding.decode(Array(sides[1].dropFirst().dropLast().utf8))
            return value.map { (String(sides[0]), $0) }
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    func send(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        state.withLock { $0.requests.append(request) }
        guard let url = URL(request.url) else { throw .invalidURL }
        if let answer = state.withLock({ $0.answers[url.path] }) { return try answer.get() }
        let secrets = [nil: "", "request-1": "request-secret", "access-1": "access-secret"]
        var fields = Self.fields(request)
        let signature = OAuth1Signature(
            clientSecret: Secret("s&cret"), tokenSecret: secrets[fields["oauth_token"]] ?? "")
        let claimed = fields.removeValue(forKey: "oauth_signature")
        guard claimed == signature.sign(request.method, url, fields.map { ($0.key, $0.value) }) else {
            return .text("signature", status: 401)
        }
        switch url.path {
        case "/oauth/request_token":
            return .text("oauth_token=request-1&oauth_token_secret=request-secret&oauth_callback_confirmed=true")
        case "/oauth/access_token":
            return .text("oauth_token=access-1&oauth_token_secret=access-secret&user_id=42&screen_name=ada")
        case "/verify.json": return .json(["id_str": "42", "email": "ada@idp.example"])
        default: return FetchResponse(status: 404)
        }
    }
}
