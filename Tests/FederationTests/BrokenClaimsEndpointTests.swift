import Base
import Federation
import HTTP
import Testing

/// Claims endpoints and callbacks that are slow, broken, or say too much.
struct BrokenClaimsEndpointTests {
    var signIn = TestSignIn()

    init() { signIn.provider.claimsEndpoint = ClaimsEndpoint(url: "https://idp.example/userinfo") }

    @Test(arguments: [
        (
            Result<FetchResponse, FetchError>.failure(.timedOut),
            FederationError.providerUnreachable("claims endpoint: timedOut")
        ),
        (.failure(.nameNotFound), .providerUnreachable("claims endpoint: nameNotFound")),
        (.failure(.tlsFailed), .providerUnreachable("claims endpoint: tlsFailed")),
        (.failure(.responseTooLarge), .invalidResponse("claims endpoint: responseTooLarge")),
        (.failure(.addressRefused), .configuration("claims endpoint: addressRefused")),
        (.success(.text("", status: 500)), .providerUnreachable("claims endpoint: status 500")),
        (.success(.text("{}", status: 401)), .invalidResponse("claims endpoint: status 401")),
        (.success(.text("{}", status: 302)), .invalidResponse("claims endpoint: status 302")),
        (.success(.text("[]")), .invalidResponse("claims endpoint: not an object")),
        (.success(.text("")), .invalidResponse("claims endpoint: expected a value at byte 0")),
        (
            .success(.text("{\"sub\":\"ada\",\"sub\":\"eve\"}")),
            .invalidResponse("claims endpoint: a member name comes twice at byte 18")
        ),
        (
            .success(.text(String(repeating: "[", count: 70))),
            .invalidResponse("claims endpoint: nested deeper than 64 levels at byte 64")
        ),
        (
            .success(.text("{\"sub\":\"eve\"}")),
            .invalidResponse("ID token and claims endpoint are about different people")
        ),
        (
            .success(.text("{\"sub\":null}")),
            .invalidResponse("ID token and claims endpoint are about different people")
        ),
    ])
    func `a claims endpoint that is broken or lies is refused for its reason`(
        answer: Result<FetchResponse, FetchError>, reason: FederationError
    ) async {
        signIn.idp.bend { $0.answers["/userinfo"] = answer }

        #expect(await failure { () async throws(FederationError) in try await signIn.run() } == reason)
    }

    @Test mutating func `what the provider says unsigned never replaces what it signed`() async throws {
        signIn.provider.callbackClaims = .all
        signIn.idp.bend { $0.userInfo = ["sub": "ada", "name": "Eve", "email": "a@b.example"] }

        let claims = try await signIn.run {
            $0.add("name", "Mallory")
            $0.add("email", "mallory@evil.example")
            $0.add("extra", "{\"deep\":1}")
        }

        #expect(claims.value(at: "name") == "Ada")
        #expect(claims.value(at: "email") == "a@b.example")
        #expect(claims.value(at: "extra.deep") == 1)
    }

    @Test mutating func `a callback that is too much is not read`() async throws {
        signIn.provider.callbackClaims = .all

        let claims = try await signIn.run {
            $0.add("user", "{\"a\":\"" + String(repeating: "x", count: 5000) + "\"}")
            $0.add("deep", String(repeating: "[", count: 100))
        }

        #expect(claims.value(at: "user") == nil)
        #expect(claims.value(at: "deep")?.string?.count == 100)
    }

    @Test mutating func `the token endpoint's answer is bounded and whole`() async {
        for (body, reason) in [
            ("{\"access_token\":\"a\",\"access_token\":\"b\"}", "token endpoint: a member name comes twice at byte 34"),
            ("access_token=a&id_token=b", "token endpoint: expected a value at byte 0"),
            ("", "token endpoint: expected a value at byte 0"),
            ("[]", "token endpoint: not an object"),
        ] {
            signIn.idp.bend { $0.answers["/token"] = .success(.text(body)) }
            #expect(
                await failure { () async throws(FederationError) in try await signIn.run() }
                    == .invalidResponse(reason))
        }
        #expect(
            signIn.idp.requests.allSatisfy { $0.maximumResponseSize <= 256 << 10 && $0.timeoutMilliseconds <= 10_000 })
    }
}
