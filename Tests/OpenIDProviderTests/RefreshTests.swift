import Synchronization
import Base
import HTTP
import OpenID
import OpenIDProvider
import Testing

struct RefreshTests {
    let provider = TestProvider()

    private func token(_ changes: [String: String?] = [:], at tenant: String = TestProvider.tenant) async throws
        -> String
    {
        let response = await provider.token(code: try await provider.code(changes, at: tenant), at: tenant)
        return try #require(response.json?["refresh_token"]?.string, "\(response.text)")
    }

    @Test func `a refresh gives new tokens, with the old time of sign-in and without a nonce`() async throws {
        let first = try await token()
        let signedInAt = provider.clock.now.seconds - 30
        provider.clock.advance(seconds: 5000)

        let body = try #require(await provider.refresh(first).json)

        let claims = try body.claims("id_token")
        #expect(claims["auth_time"] == .integer(signedInAt))
        #expect(claims["iat"] == .integer(provider.clock.now.seconds))
        #expect(claims["nonce"] == nil)
        #expect(body["refresh_token"] != nil)
        #expect(body["refresh_token"] != .string(first))
    }

    @Test func `a refresh token that comes twice ends its family`() async throws {
        let first = try await token()
        let second = try #require(await provider.refresh(first).json?["refresh_token"]?.string)

        let replay = await provider.refresh(first)

        #expect(replay.json?["error"] == "invalid_grant")
        #expect(replay.json?["error_description"]?.string?.hasPrefix("AADB2C90129") == true)
        #expect(await provider.refresh(second).json?["error"] == "invalid_grant")
        #expect(provider.events.names.contains("refreshToken.replayed"))
    }

    @Test func `of many who show one refresh token at once, one at most is answered`() async throws {
        let first = try await token()

        let answers = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<16 { group.addTask { await provider.refresh(first).status } }
            return await group.reduce(into: []) { $0.append($1) }
        }

        #expect(answers.count { $0 == 200 } <= 1)
    }

    @Test func `a refresh that fails for our reasons costs nobody the token`() async throws {
        let first = try await token()
        provider.interaction.behaviour.withLock { $0 = .fail }
        #expect(await provider.refresh(first).status == 500)

        provider.interaction.behaviour.withLock { $0 = .page }
        #expect(await provider.refresh(first).status == 200)
    }

    @Test func `the interaction may refuse, for an account that is gone`() async throws {
        let first = try await token()
        provider.interaction.behaviour.withLock {
            $0 = .refuse(ProtocolError(.invalidGrant, "The account does not exist any more.", b2c: 90128))
        }

        let response = await provider.refresh(first)

        #expect(response.status == 400)
        #expect(response.json?["error_description"]?.string?.hasPrefix("AADB2C90128") == true)
    }

    @Test(
        arguments: [
            (["refresh_token": nil], "invalid_request"), (["refresh_token": "guess"], "invalid_grant"),
            (["client_id": TestProvider.nativeClient, "client_secret": nil], "invalid_grant"),
            (["client_secret": nil], "invalid_client"), (["client_secret": "guess"], "invalid_client"),
        ] as [([String: String?], String)])
    func `one wrong parameter is refused, and the token stays its holder's`(
        change: [String: String?], error: String
    ) async throws {
        let first = try await token()

        #expect(await provider.refresh(first, change).json?["error"]?.string == error)
        if change["client_secret"] != .some(nil) || change["client_id"] != nil {
            #expect(await provider.refresh(first).status == 200)
        }
    }

    @Test func `a token of another policy is refused`() async throws {
        let response = await provider.refresh(try await token(), at: "/contoso.onmicrosoft.com/B2C_1A_edit")

        #expect(response.json?["error_description"]?.string?.hasPrefix("AADB2C90088") == true)
    }

    @Test(arguments: [(1_209_599, 200), (1_209_600, 400)] as [(Int64, Int)])
    func `a refresh token lives for fourteen days`(age: Int64, status: Int) async throws {
        let first = try await token()
        provider.clock.advance(seconds: age)

        #expect(await provider.refresh(first).status == status)
    }

    @Test func `no refresh outlives the sliding window`() async throws {
        var current = try await token()
        for _ in 0..<7 {
            provider.clock.advance(seconds: 1_209_000)
            let answer = await provider.refresh(current)
            guard let next = answer.json?["refresh_token"]?.string else {
                // 6 × 1,209,000 s is below 90 days, 7 × is above.
                Issue.record("refused too early: \(answer.text)")
                return
            }
            current = next
            if provider.clock.now.seconds > 1_795_250_875 + 7_776_000 - 1_209_000 { break }
        }
        provider.clock.advance(seconds: 1_209_000)
        #expect(await provider.refresh(current).json?["error"] == "invalid_grant")
    }

    @Test func `a single-page application's day is not renewed`() async throws {
        let changes: [String: String?] = [
            "client_id": TestProvider.spaClient, "redirect_uri": TestProvider.spaRedirect,
            "code_challenge": TestProvider.challenge, "code_challenge_method": "S256",
        ]
        let form: [String: String?] = ["client_id": TestProvider.spaClient, "client_secret": .none]
        let redeemed = await provider.token(
            form.merging(["redirect_uri": TestProvider.spaRedirect, "code_verifier": TestProvider.verifier]) { $1 },
            code: try await provider.code(changes))
        #expect(redeemed.json?["refresh_token_expires_in"] == 86_400)
        let first = try #require(redeemed.json?["refresh_token"]?.string)
        provider.clock.advance(seconds: 50_000)

        let second = await provider.refresh(first, form)

        #expect(second.json?["refresh_token_expires_in"] == 36_400)
        provider.clock.advance(seconds: 36_400)
        let third = await provider.refresh(try #require(second.json?["refresh_token"]?.string), form)
        #expect(third.json?["error"] == "invalid_grant")
    }

    @Test func `MSAL may name another API when it refreshes`() async throws {
        let body = try #require(await provider.refresh(token(), ["scope": "openid \(TestProvider.api)"]).json)

        #expect(try body.claims("access_token")["aud"] == .string(TestProvider.apiClient))
    }

    @Test func `at a realm a refresh asks for no more than was granted`() async throws {
        let first = try await token(at: "/demo/oidc")

        let more = await provider.refresh(first, ["scope": "openid profile"], at: "/demo/oidc")
        #expect(more.json?["error"] == "invalid_scope")
    }
}
