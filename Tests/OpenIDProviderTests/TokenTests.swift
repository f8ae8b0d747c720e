import Synchronization
import Cryptography
import Directory
import Base
import HTTP
import JOSE
import OpenID
import OpenIDProvider
import Testing

struct TokenTests {
    let provider = TestProvider()

    @Test func `a code buys an ID token and a refresh token`() async throws {
        let code = try await provider.code()

        let response = await provider.token(code: code)

        let body = try #require(response.json)
        let claims = try body.claims("id_token")
        #expect(response.status == 200)
        #expect(response.headers["Cache-Control"] == "no-store")
        #expect(body["token_type"] == "Bearer")
        #expect(body["access_token"] == nil)
        #expect(body["refresh_token"]?.string?.utf8.count == 43)
        #expect(claims["nonce"] == "n-1")
        #expect(claims["sub"] == "sub-1")
    }

    @Test func `an ID token says what B2C's say, and a policy's claims do not override the protocol's`() async throws {
        let body = try #require(await provider.token(code: provider.code()).json)

        let claims = try body.claims("id_token")
        let now = provider.clock.now.seconds
        #expect(claims["ver"] == "1.0")
        #expect(claims["iss"] == .string(TestIssuers.identifier))
        #expect(claims["aud"] == .string(TestProvider.webClient))
        #expect(claims["exp"] == .integer(now + 3600))
        #expect(claims["nbf"] == .integer(now))
        #expect(claims["iat"] == .integer(now))
        #expect(claims["auth_time"] == .integer(now - 30))
        #expect(claims["acr"] == "b2c_1a_susi")
        #expect(claims["name"] == "Ada")
        #expect(claims["azp"] == nil)
    }

    @Test func `an access token is for the API, with its permissions`() async throws {
        let scope = "openid \(TestProvider.api) https://contoso.onmicrosoft.com/api/write"

        let body = try #require(await provider.token(code: provider.code(["scope": scope])).json)

        let claims = try body.claims("access_token")
        #expect(claims["aud"] == .string(TestProvider.apiClient))
        #expect(claims["azp"] == .string(TestProvider.webClient))
        #expect(claims["scp"] == "read write")
        #expect(claims["nonce"] == nil)
        #expect(body["refresh_token"] == nil)
        let hash = try body.claims("id_token")["at_hash"]?.string
        #expect(hash == TokenHash.of(try #require(body["access_token"]?.string), for: .rs256))
    }

    @Test func `the body is B2C's, member by member`() async throws {
        let code = try await provider.code([
            "scope": "openid offline_access \(TestProvider.webClient)", "client_info": "1",
        ])

        let body = try #require(await provider.token(code: code).json?.object)

        let opaque = ["access_token", "id_token", "refresh_token"]
        let shown = JSON.object(
            JSON.Object(body.members.filter { !opaque.contains($0.name) }.map { ($0.name, $0.value) }))
        #expect(
            body.members.map(\.name) == [
                "access_token", "id_token", "token_type", "not_before", "expires_in", "expires_on", "resource",
                "id_token_expires_in", "client_info", "profile_info", "scope", "refresh_token",
                "refresh_token_expires_in",
            ])
        #expect(
            shown == [
                "token_type": "Bearer", "not_before": 1_795_250_875, "expires_in": 3600,
                "expires_on": 1_795_254_475, "resource": .string(TestProvider.webClient),
                "id_token_expires_in": 3600,
                "client_info": .string(
                    encoded(
                        #"{"uid":"99999999-9999-4999-8999-999999999999-b2c_1a_susi","#
                            + #""utid":"11111111-1111-4111-8111-111111111111"}"#)),
                "profile_info": .string(
                    encoded(
                        #"{"ver":"1.0","tid":"11111111-1111-4111-8111-111111111111","sub":null,"name":"Ada","#
                            + #""preferred_username":"ada@example.com","idp":"LocalAccount"}"#)),
                "scope": .string("openid offline_access \(TestProvider.webClient)"),
                "refresh_token_expires_in": 1_209_600,
            ])
    }

    @Test func `numbers are strings where the policy does not ask for numbers`() async throws {
        let provider = TestProvider(issuers: TestIssuers(writesNumbers: false))

        let body = try #require(await provider.token(code: provider.code()).json)

        #expect(body["not_before"] == "1795250875")
        #expect(body["id_token_expires_in"] == "3600")
        #expect(body["refresh_token_expires_in"] == "1209600")
    }

    /// One wrong parameter each.
    @Test(
        arguments: [
            (["grant_type": nil], "invalid_request", "AADB2C90083"),
            (["grant_type": "telepathy"], "unsupported_grant_type", "AADB2C90086"),
            (["code": nil], "invalid_request", "AADB2C90083"),
            (["code": "guess"], "invalid_grant", "AADB2C90080"),
            (["code": String(repeating: "a", count: 4096)], "invalid_grant", "AADB2C90080"),
            (["redirect_uri": nil], "invalid_grant", "AADB2C90088"),
            (["redirect_uri": "https://app.example/cb"], "invalid_grant", "AADB2C90088"),
            (["client_id": nil], "invalid_request", "AADB2C90083"),
            (["client_id": TestProvider.nativeClient, "client_secret": nil], "invalid_grant", "AADB2C90279"),
            (["client_secret": nil], "invalid_client", "AADB2C90079"),
            (["client_secret": "guess"], "invalid_client", "AADB2C90081"),
            (["client_id": "nobody"], "invalid_client", "AADB2C90081"),
            (["code_verifier": TestProvider.verifier], "invalid_grant", "AADB2C90183"),
            (["scope": "a\"b"], "invalid_scope", "AADB2C99005"),
        ] as [([String: String?], String, String)])
    func `one wrong parameter is refused`(change: [String: String?], error: String, number: String) async throws {
        let code = try await provider.code()

        let response = await provider.token(change, code: change.keys.contains("code") ? nil : code)

        #expect(response.status == 400)
        #expect(response.json?["error"]?.string == error)
        #expect(response.json?["error_description"]?.string?.hasPrefix("\(number): ") == true, "\(response.text)")
        #expect(response.json?["id_token"] == nil)
    }

    @Test func `a code of another policy is refused`() async throws {
        let code = try await provider.code()

        let response = await provider.token(code: code, at: "/contoso.onmicrosoft.com/B2C_1A_edit")

        #expect(response.json?["error_description"]?.string?.hasPrefix("AADB2C90088") == true)
    }

    @Test(arguments: [(59, 200), (60, 400)] as [(Int64, Int)])
    func `a code lives for a minute`(age: Int64, status: Int) async throws {
        let code = try await provider.code()
        provider.clock.advance(seconds: age)

        #expect(await provider.token(code: code).status == status)
    }

    @Test func `a replayed code is refused and revokes what it bought`() async throws {
        let code = try await provider.code(["scope": "openid offline_access \(TestProvider.webClient)"])
        let body = try #require(await provider.token(code: code).json)

        let replay = await provider.token(code: code)

        #expect(replay.json?["error"] == "invalid_grant")
        #expect(await provider.refresh(try #require(body["refresh_token"]?.string)).json?["error"] == "invalid_grant")
        let bearer = "Bearer \(try #require(body["access_token"]?.string))"
        let userInfo = await provider.send(
            .get, TestProvider.tenant + "/openid/v2.0/userinfo", headers: ["Authorization": bearer])
        #expect(userInfo.status == 401)
        #expect(provider.events.names.contains("code.replayed"))
    }

    @Test func `of many who show one code at once, one is answered`() async throws {
        let code = try await provider.code()

        let answers = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<16 { group.addTask { await provider.token(code: code).status } }
            return await group.reduce(into: []) { $0.append($1) }
        }

        // The first may itself come too late, when a second has revoked its grant before it was answered.
        #expect(answers.count { $0 == 200 } <= 1)
        #expect(answers.count == 16)
    }

    @Test(arguments: [
        (nil, "AADB2C90183"), ("short", "AADB2C90183"),
        ("aBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "AADB2C90182"), (TestProvider.challenge, "AADB2C90182"),
    ])
    func `a wrong verifier is refused and the code is gone`(verifier: String?, number: String) async throws {
        let challenged: [String: String?] = [
            "code_challenge": TestProvider.challenge, "code_challenge_method": "S256",
        ]
        let code = try await provider.code(challenged)

        let response = await provider.token(["code_verifier": verifier], code: code)

        #expect(response.json?["error_description"]?.string?.hasPrefix(number) == true)
        #expect(await provider.token(["code_verifier": TestProvider.verifier], code: code).status == 400)
    }

    @Test func `the right verifier is accepted`() async throws {
        let code = try await provider.code([
            "code_challenge": TestProvider.challenge, "code_challenge_method": "S256",
        ])

        #expect(await provider.token(["code_verifier": TestProvider.verifier], code: code).status == 200)
    }

    @Test func `plain is for clients that are configured for it`() async throws {
        provider.clients.change(TestProvider.webClient) { $0.allowsPlainChallenge = true }
        let code = try await provider.code(["code_challenge": TestProvider.verifier])

        #expect(await provider.token(["code_verifier": TestProvider.verifier], code: code).status == 200)
    }

    @Test func `a parameter that comes twice, or a body that is no form, is refused`() async {
        var form: Parameters = ["grant_type": "authorization_code"]
        form.add("grant_type", "refresh_token")
        let path = TestProvider.tenant + "/oauth2/v2.0/token"

        #expect(await provider.send(.post, path, form: form).json?["error"] == "invalid_request")
        let json = await provider.send(.post, path, headers: ["Content-Type": "application/json"])
        #expect(json.json?["error"] == "invalid_request")
        #expect(await provider.send(.get, path).status == 405)
    }

    @Test func `a page redeems only for the application whose it is`() async throws {
        let challenged: [String: String?] = [
            "client_id": TestProvider.spaClient, "redirect_uri": TestProvider.spaRedirect,
            "code_challenge": TestProvider.challenge, "code_challenge_method": "S256",
        ]
        let form: [String: String?] = [
            "client_id": TestProvider.spaClient, "redirect_uri": TestProvider.spaRedirect, "client_secret": .none,
            "code_verifier": TestProvider.verifier,
        ]

        let own = await provider.token(
            form, code: try await provider.code(challenged), headers: ["Origin": "https://spa.example"])
        let other = await provider.token(
            form, code: try await provider.code(challenged), headers: ["Origin": "https://evil.example"])

        #expect(own.status == 200)
        #expect(own.headers["Access-Control-Allow-Origin"] == "*")
        #expect(other.json?["error"] == "invalid_request")
    }

    @Test func `a failure of ours is server_error, without its reason`() async throws {
        let token = try #require(await provider.token(code: provider.code()).json?["refresh_token"]?.string)
        provider.interaction.behaviour.withLock { $0 = .fail }

        let response = await provider.refresh(token)

        #expect(response.status == 500)
        #expect(response.json?["error"] == "server_error")
        #expect(!response.text.contains("Failure"))
        #expect(response.text.contains("00000000-0000-4000-8000-00000000c0de"))
        #expect(provider.events.text.contains("Failure"))
    }

    @Test func `no event holds a secret, a code or a token`() async throws {
        let code = try await provider.code()
        let body = try #require(await provider.token(code: code).json)
        _ = await provider.token(["client_secret": "a wrong secret"], code: code)

        for name in ["id_token", "refresh_token"] {
            #expect(!provider.events.text.contains(try #require(body[name]?.string)))
        }
        for secret in [code, "a wrong secret", TestProvider.secret] { #expect(!provider.events.text.contains(secret)) }
    }

    private func encoded(_ text: String) -> String { Base64.encodeURL(Bytes(utf8: text)) }
}
