import Synchronization
import Base
import HTTP
import OpenID
import OpenIDProvider
import Testing

struct LogoutTests {
    let provider = TestProvider()

    private func logout(
        _ query: Parameters, _ provider: TestProvider? = nil, at tenant: String = TestProvider.tenant
    ) async -> Response {
        let path = tenant + (tenant.hasSuffix("oidc") ? "/session/end" : "/oauth2/v2.0/logout")
        return await (provider ?? self.provider).send(.get, path, query: query)
    }

    private func idToken(_ provider: TestProvider, at tenant: String = TestProvider.tenant) async throws -> String {
        let response = await provider.token(code: try await provider.code(at: tenant), at: tenant)
        return try #require(response.json?["id_token"]?.string)
    }

    @Test(arguments: [
        ("https://anywhere.example/out", "https://anywhere.example/out?state=s%201"),
        ("https://anywhere.example/out?x=1", "https://anywhere.example/out?x=1&state=s%201"),
        ("http://localhost:3000/", "http://localhost:3000/?state=s%201"),
    ])
    func `B2C's default goes to any https address`(uri: String, location: String) async {
        let response = await logout(["post_logout_redirect_uri": uri, "state": "s 1"])

        #expect(response.headers["Location"] == location)
    }

    @Test(arguments: [
        "http://app.example/", "javascript:alert(1)", "//evil.example", "/x", "https://a.example\\@evil.example",
        "data:text/html,x", "https://u@evil.example/", "https://a.example/\r\nX: y", "https://a.example/#f",
    ])
    func `what is no https address is refused on a page`(uri: String) async {
        let response = await logout(["post_logout_redirect_uri": uri])

        #expect(response.status == 400)
        #expect(response.text.hasPrefix("page AADB2C90067"))
    }

    @Test func `without an address one stays on a page`() async {
        #expect(await logout([:]).status == 200)
    }

    @Test func `the hint says whose session ends, also when it has expired`() async throws {
        let hint = try await idToken(provider)
        provider.clock.advance(seconds: 1_000_000)

        _ = await logout(["id_token_hint": hint])

        let request = try #require(provider.interaction.logout.withLock { $0 })
        #expect(request.client == TestProvider.webClient)
        #expect(request.subject == "sub-1")
    }

    @Test func `a hint that is enforced must be there, ours, and go to a registered address`() async throws {
        let strict = TestProvider(issuers: TestIssuers(enforcesHint: true))
        let hint = try await idToken(strict)
        let home = "https://app.example/cb"

        let cases: [(Parameters, String?)] = [
            (["post_logout_redirect_uri": home], "AADB2C90272"),
            (["post_logout_redirect_uri": home, "id_token_hint": "x"], "AADB2C90210"),
            (["post_logout_redirect_uri": "https://evil.example", "id_token_hint": hint], "AADB2C90006"),
            (["post_logout_redirect_uri": home, "id_token_hint": hint, "client_id": "other"], "AADB2C90240"),
            (["post_logout_redirect_uri": home, "id_token_hint": hint], nil),
        ]
        for (query, number) in cases {
            let response = await logout(query, strict)
            if let number {
                #expect(response.text.hasPrefix("page \(number)"), "\(query) \(response.text)")
            } else {
                #expect(response.headers["Location"] == home)
            }
        }
    }

    @Test func `a realm goes to registered addresses only`() async throws {
        let home = "https://app.example/cb"

        let query: Parameters = ["post_logout_redirect_uri": home]
        #expect(await logout(query, at: "/demo/oidc").status == 400)
        var named = query
        named.add("client_id", TestProvider.webClient)
        #expect(await logout(named, at: "/demo/oidc").headers["Location"] == home)
    }

    @Test func `an access token is no hint`() async throws {
        let code = try await provider.code(["scope": "openid \(TestProvider.webClient)"])
        let token = try #require(await provider.token(code: code).json?["access_token"]?.string)
        let issuer = try #require(
            try await TestIssuers().issuer(
                IssuerName(directory: "contoso.onmicrosoft.com", policy: "b2c_1a_susi", form: .path),
                origin: TestIssuers.origin))

        #expect(throws: ProtocolError.self) { try IDTokenHint(token, of: issuer) }
    }
}
