import Directory
import Base
import HTTP
import JOSE
import OpenIDProvider
import Testing

struct UserInfoTests {
    let provider = TestProvider()
    let path = TestProvider.tenant + "/openid/v2.0/userinfo"

    private func tokens() async throws -> JSON {
        let code = try await provider.code(["scope": "openid \(TestProvider.webClient)"])
        return try #require(await provider.token(code: code).json)
    }

    private func accessToken() async throws -> String { try #require(try await tokens()["access_token"]?.string) }

    @Test func `a bearer reads the claims, by GET and POST, header and form`() async throws {
        let token = try await accessToken()
        let header: Headers = ["Authorization": "Bearer \(token)"]

        for response in [
            await provider.send(.get, path, headers: header), await provider.send(.post, path, headers: header),
            await provider.send(.post, path, form: ["access_token": token]),
            await provider.send(.get, path, headers: ["Authorization": "bearer \(token)"]),
        ] {
            #expect(response.status == 200)
            #expect(response.json == ["sub": "sub-1", "name": "Ada"])
        }
    }

    @Test func `who shows nothing is told of no error`() async {
        let response = await provider.send(.get, path)

        #expect(response.status == 401)
        #expect(response.headers["WWW-Authenticate"] == "Bearer")
    }

    @Test func `a token in the address is not looked at`() async throws {
        let response = await provider.send(.get, path, query: ["access_token": try await accessToken()])

        #expect(response.status == 401)
    }

    @Test func `two tokens are one too many`() async throws {
        let token = try await accessToken()

        let response = await provider.send(
            .post, path, form: ["access_token": token], headers: ["Authorization": "Bearer \(token)"])

        #expect(response.status == 400)
        #expect(response.headers["WWW-Authenticate"]?.contains("invalid_request") == true)
    }

    @Test func `what is no access token of this issuer is refused`() async throws {
        let tokens = try await tokens()
        let idToken = try #require(tokens["id_token"]?.string)
        let access = try #require(tokens["access_token"]?.string)
        let elsewhere: JSON.Object = [
            "iss": "https://evil.example/", "sub": "s", "aud": "a", "azp": "c",
            "exp": .integer(provider.clock.now.seconds + 60),
        ]
        let foreign = try JWT.sign(claims: elsewhere, with: TestIssuers.signing)

        for token in [idToken, String(access.dropLast(4)), access + "AAAA", foreign, "x", "a.b.c"] {
            let response = await provider.send(.get, path, headers: ["Authorization": "Bearer \(token)"])
            #expect(response.status == 401)
            #expect(response.headers["WWW-Authenticate"]?.contains("error=\"invalid_token\"") == true)
        }
    }

    @Test func `an expired token is refused to the second`() async throws {
        let header: Headers = ["Authorization": "Bearer \(try await accessToken())"]
        provider.clock.advance(seconds: 3599)
        #expect(await provider.send(.get, path, headers: header).status == 200)

        provider.clock.advance(seconds: 1)
        #expect(await provider.send(.get, path, headers: header).status == 401)
    }
}

struct RevocationTests {
    let provider = TestProvider()

    private func revoke(_ token: String, _ changes: Parameters = [:]) async -> Response {
        var form: Parameters = [
            "token": token, "client_id": TestProvider.webClient, "client_secret": TestProvider.secret,
        ]
        for item in changes.items { form.set(item.name, item.value) }
        return await provider.send(.post, TestProvider.tenant + "/oauth2/v2.0/revoke", form: form)
    }

    private func tokens() async throws -> JSON {
        let code = try await provider.code(["scope": "openid offline_access \(TestProvider.webClient)"])
        return try #require(await provider.token(code: code).json)
    }

    @Test(arguments: ["refresh_token", "access_token"])
    func `a revoked token takes its grant along`(kind: String) async throws {
        let tokens = try await tokens()
        let refresh = try #require(tokens["refresh_token"]?.string)

        #expect(await revoke(try #require(tokens[kind]?.string)).status == 200)

        #expect(await provider.refresh(refresh).json?["error"] == "invalid_grant")
    }

    @Test func `an unknown token is a success`() async {
        #expect(await revoke("guess").status == 200)
        #expect(await revoke("a.b.c").status == 200)
    }

    @Test func `nobody revokes another's token`() async throws {
        let refresh = try #require(try await tokens()["refresh_token"]?.string)
        provider.clients.change(TestProvider.nativeClient) { $0.secretHashes = [] }

        let other = await provider.send(
            .post, TestProvider.tenant + "/oauth2/v2.0/revoke",
            form: ["token": refresh, "client_id": TestProvider.nativeClient])
        let unproven = await revoke(refresh, ["client_secret": "guess"])

        #expect(other.json?["error"] == "invalid_grant")
        #expect(unproven.json?["error"] == "invalid_client")
        #expect(await provider.refresh(refresh).status == 200)
    }
}
