import Synchronization
import Cryptography
import Base
import Directory
import HTTP
import JOSE
import OpenID
import OpenIDProvider
import Testing

struct AuthorizeTests {
    let provider = TestProvider()

    @Test(arguments: [HTTP.Method.get, .post])
    func `a code comes back with state and issuer`(method: HTTP.Method) async throws {
        let response = await provider.authorize(method: method)

        let answer = try #require(response.answer)
        #expect(response.status == (method == .post ? 303 : 302))
        #expect(response.headers["Location"]?.hasPrefix(TestProvider.webRedirect + "&") == true)
        #expect(response.headers["Cache-Control"] == "no-store")
        #expect(answer["state"] == "st at&e")
        #expect(answer["iss"] == TestIssuers.identifier)
        #expect(answer["code"]?.utf8.count == 43)
    }

    @Test func `only the hash of a code is stored`() async throws {
        let code = try await provider.code()

        #expect(!provider.grants.hashes.contains(code))
        #expect(provider.grants.hashes.count == 1)
    }

    @Test(arguments: [
        ("id_token", ["id_token"]), ("code id_token", ["code", "id_token"]),
        ("code token", ["code", "access_token"]), ("code id_token token", ["code", "id_token", "access_token"]),
        ("id_token token", ["id_token", "access_token"]), ("token", ["access_token"]),
    ])
    func `each response type answers with what it names, in the fragment`(type: String, names: [String]) async throws {
        let response = await provider.authorize([
            "response_type": type, "scope": "openid \(TestProvider.api)", "client_info": "1",
        ])

        let answer = try #require(response.answer)
        #expect(response.headers["Location"]?.contains("#") == true)
        let known = Set(["code", "id_token", "access_token"])
        #expect(Set(answer.items.map(\.name)).intersection(known) == Set(names))
        #expect((answer["token_type"] == "Bearer") == names.contains("access_token"))
        #expect(answer["client_info"] != nil)
    }

    @Test func `an ID token of the front channel is bound to code and access token`() async throws {
        let response = await provider.authorize([
            "response_type": "code id_token token", "scope": "openid \(TestProvider.webClient)",
        ])

        let answer = try #require(response.answer)
        let claims = try JSON.object(["t": .string(try #require(answer["id_token"]))]).claims("t")
        let code = try #require(answer["code"])
        let token = try #require(answer["access_token"])
        #expect(TokenHash.matches(try #require(claims["c_hash"]?.string), code, for: .rs256))
        #expect(TokenHash.matches(try #require(claims["at_hash"]?.string), token, for: .rs256))
        #expect(claims["nonce"] == "n-1")
    }

    @Test func `an implicit answer stores nothing`() async {
        _ = await provider.authorize(["response_type": "id_token"])

        #expect(provider.grants.hashes.isEmpty)
    }

    /// One wrong parameter each: the error and B2C's number, sent to the verified redirect URI with state and issuer.
    @Test(
        arguments: [
            (["response_type": nil], "invalid_request", "AADB2C90083"),
            (["response_type": "codes"], "unsupported_response_type", "AADB2C90013"),
            (["response_mode": "letter"], "invalid_request", "AADB2C90014"),
            (["response_type": "id_token", "response_mode": "query"], "invalid_request", "AADB2C90014"),
            (["scope": nil], "invalid_scope", "AADB2C90010"),
            (["scope": "a\"b"], "invalid_scope", "AADB2C99005"),
            (["scope": "offline_access"], "invalid_scope", "AADB2C90115"),
            (["scope": "openid https://contoso.onmicrosoft.com/api/none"], "invalid_scope", "AADB2C90117"),
            (["scope": "\(TestProvider.api) \(TestProvider.webClient)"], "invalid_scope", "AADB2C90146"),
            (["scope": TestProvider.api, "response_type": "id_token"], "invalid_scope", "AADB2C90110"),
            (["scope": "openid", "response_type": "token"], "invalid_scope", "AADB2C90055"),
            (["nonce": nil, "response_type": "id_token"], "invalid_request", "AADB2C90083"),
            (["prompt": "maybe"], "invalid_request", "AADB2C90043"),
            (["prompt": "none login"], "invalid_request", "AADB2C90043"),
            (["max_age": "-1"], "invalid_request", "AADB2C90120"),
            (["max_age": "soon"], "invalid_request", "AADB2C90120"),
            (["max_age": "99999999999999999999"], "invalid_request", "AADB2C90120"),
            (["claims": "{"], "invalid_request", "AADB2C90122"),
            (["claims": "[]"], "invalid_request", "AADB2C90122"),
            (["login_hint": "<script>"], "invalid_request", "AADB2C90122"),
            (["custom": "&#60;"], "invalid_request", "AADB2C90122"),
            (["login_hint": String(repeating: "a", count: 8200)], "invalid_request", "AADB2C90122"),
            (["code_challenge": "abc"], "invalid_request", "AADB2C90184"),
            (
                ["code_challenge": TestProvider.verifier, "code_challenge_method": "plain"], "invalid_request",
                "AADB2C90184"
            ),
            (["code_challenge": TestProvider.verifier], "invalid_request", "AADB2C90184"),
            (["code_challenge_method": "S256"], "invalid_request", "AADB2C90184"),
            (["request": "eyJ"], "request_not_supported", nil),
            (["request_uri": "https://app.example/r"], "request_uri_not_supported", nil),
            (["registration": "{}"], "registration_not_supported", nil),
        ] as [([String: String?], String, String?)])
    func `one wrong parameter is refused at the client`(
        change: [String: String?], error: String, number: String?
    ) async throws {
        let response = await provider.authorize(change)

        let answer = try #require(response.answer, "\(response.text)")
        #expect(answer["error"] == error)
        #expect(answer["state"] == "st at&e")
        #expect(answer["iss"] != nil)
        #expect(answer["code"] == nil)
        #expect(provider.grants.hashes.isEmpty)
        let description = try #require(answer["error_description"])
        if let number { #expect(description.hasPrefix("\(number): ")) }
        #expect(description.contains("\r\nCorrelation ID: 00000000-0000-4000-8000-00000000c0de\r\nTimestamp: 2026-"))
    }

    @Test(arguments: ["scope", "response_type", "nonce", "state", "code_challenge", "prompt", "max_age"])
    func `a parameter that comes twice is refused`(name: String) async throws {
        var parameters = TestProvider.parameters([name: "openid"])
        parameters.add(name, "openid")

        let response = await provider.send(
            .get, TestProvider.tenant + "/oauth2/v2.0/authorize", query: parameters)

        #expect(response.answer?["error"] == "invalid_request")
    }

    /// No client or no redirect URI: a page, and nothing is sent anywhere.
    @Test(
        arguments: [
            (["client_id": nil], "AADB2C90008"), (["client_id": "nobody"], "AADB2C90018"),
            (["client_id": String(repeating: "a", count: 600)], "AADB2C90018"),
            (["redirect_uri": nil], "AADB2C90287"), (["redirect_uri": "https://evil.example"], "AADB2C90006"),
        ] as [([String: String?], String)])
    func `before the redirect URI is verified an error is a page`(change: [String: String?], number: String) async {
        let response = await provider.authorize(change)

        #expect(response.status == 400)
        #expect(response.headers["Location"] == nil)
        #expect(response.text.hasPrefix("page \(number)"))
    }

    @Test func `two redirect URIs, one of them right, are a page`() async {
        for uris in [
            [TestProvider.webRedirect, "https://evil.example"], ["https://evil.example", TestProvider.webRedirect],
        ] {
            var parameters = TestProvider.parameters(["redirect_uri": nil])
            for uri in uris { parameters.add("redirect_uri", uri) }

            let response = await provider.send(
                .get, TestProvider.tenant + "/oauth2/v2.0/authorize", query: parameters)

            #expect(response.headers["Location"] == nil)
        }
    }

    @Test func `a disabled application is refused on a page`() async {
        provider.clients.change(TestProvider.webClient) { $0.isEnabled = false }

        #expect(await provider.authorize().text.hasPrefix("page AADB2C90092"))
    }

    @Test func `implicit tokens are for those that are allowed them`() async throws {
        provider.clients.change(TestProvider.webClient) {
            $0.allowsImplicitIDToken = false
            $0.allowsImplicitAccessToken = false
        }

        for type in ["id_token", "token", "code id_token"] {
            let answer = try #require(await provider.authorize(["response_type": type]).answer)
            #expect(answer["error"] == "unauthorized_client")
        }
    }

    @Test func `a single-page application must bring a challenge`() async throws {
        let response = await provider.authorize([
            "client_id": TestProvider.spaClient, "redirect_uri": TestProvider.spaRedirect,
        ])

        #expect(response.answer?["error_description"]?.hasPrefix("AADB2C99059: ") == true)
    }

    @Test func `a scope of an API that the client was not given is refused`() async {
        provider.clients.change(TestProvider.webClient) { $0.permittedScopes = [] }

        let response = await provider.authorize(["scope": "openid \(TestProvider.api)"])

        #expect(response.answer?["error_description"]?.hasPrefix("AADB2C90205: ") == true)
    }

    @Test func `everything that a journey may resolve arrives typed`() async throws {
        _ = await provider.authorize([
            "prompt": "login", "max_age": "60", "login_hint": "ada@example.com", "domain_hint": "facebook.com",
            "ui_locales": "de-AT de en", "acr_values": "a b", "resource": "r", "id_token_hint": "h",
            "claims": #"{"id_token":{}}"#, "campaign": "x",
        ])

        let request = try #require(provider.interaction.request.withLock { $0 })
        #expect(request.prompts == [.login])
        #expect(request.maxAge == 60)
        #expect(request.loginHint == "ada@example.com")
        #expect(request.domainHint == "facebook.com")
        #expect(request.uiLocales == ["de-AT", "de", "en"])
        #expect(request.acrValues == ["a", "b"])
        #expect(request.idTokenHint == "h")
        #expect(request.claims == ["id_token": [:]])
        #expect(request.parameters["campaign"] == "x")
    }

    @Test(
        arguments: [
            (["max_age": "60"], 60, true), (["max_age": "60"], 61, false), (["max_age": "0"], 1, false),
            (["max_age": "0"], 0, false), (["prompt": "login"], 0, false), (["prompt": "select_account"], 0, false),
            (["prompt": "consent"], 0, true), ([:], 100_000, true),
        ] as [([String: String?], Int64, Bool)])
    func `max_age and prompt say how old a sign-in may be`(
        change: [String: String?], age: Int64, isAccepted: Bool
    ) async throws {
        _ = await provider.authorize(change)

        let request = try #require(provider.interaction.request.withLock { $0 })
        let now = Timestamp(seconds: 1_000_000)
        #expect(request.accepts(authenticatedAt: now.adding(seconds: -age), at: now) == isAccepted)
    }

    @Test func `a refusal of the interaction goes to the client`() async {
        provider.interaction.behaviour.withLock {
            $0 = .refuse(ProtocolError(.accessDenied, "The user has cancelled.", b2c: 90091))
        }

        let answer = await provider.authorize().answer

        #expect(answer?["error"] == "access_denied")
        #expect(answer?["error_description"]?.hasPrefix("AADB2C90091: The user has cancelled.\r\n") == true)
    }

    @Test func `a failure of ours is server_error and says no more`() async {
        provider.interaction.behaviour.withLock { $0 = .fail }

        let answer = await provider.authorize().answer

        #expect(answer?["error"] == "server_error")
        #expect(answer?["error_description"]?.contains("Failure") == false)
        #expect(provider.events.names.contains("request.failed"))
    }

    @Test(arguments: [
        ("/contoso.onmicrosoft.com/B2C_1A_none", 404), ("/nobody.onmicrosoft.com/B2C_1A_susi", 404),
        ("/CONTOSO.onmicrosoft.com/b2c_1a_SUSI", 302), ("/tfp/contoso.onmicrosoft.com/B2C_1A_susi", 302),
    ])
    func `tenant and policy are found in any case, in each form`(tenant: String, status: Int) async {
        #expect(await provider.authorize(at: tenant).status == status)
    }

    @Test func `the policy may stand in the query`() async {
        let path = "/contoso.onmicrosoft.com/oauth2/v2.0/authorize"

        #expect(await provider.send(.get, path, query: TestProvider.parameters(["p": "B2C_1A_susi"])).status == 302)
        #expect(await provider.send(.get, path, query: TestProvider.parameters()).status == 404)
    }
}
