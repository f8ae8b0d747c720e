import Base
import Cryptography
import Federation
import HTTP
import JOSE
import OpenID
import Testing

struct SignInTests {
    var signIn = TestSignIn()

    @Test func `the code flow ends with the claims of the ID token`() async throws {
        let claims = try await signIn.run()

        #expect(claims.value(at: "sub") == "ada")
        #expect(claims.value(at: "{oauth2:access_token}") == "at-1")
        #expect(signIn.idp.count("/userinfo") == 0)
    }

    @Test func `the provider's tokens are reached by their own names alone`() async throws {
        signIn.idp.bend {
            $0.tokenMembers["refresh_token"] = "rt-1"
            $0.tokenMembers["token_type"] = "Bearer"
            $0.tokenMembers["expires_in"] = 3600
        }

        let claims = try await signIn.run()

        #expect(claims.value(at: "{oauth2:refresh_token}") == "rt-1")
        #expect(claims.value(at: "{OAuth2:Token_Type}") == "Bearer")
        #expect(claims.value(at: "{oauth2:expires_in}") == 3600)
        #expect(claims.value(at: "refresh_token") == nil && claims.value(at: "access_token") == nil)
    }

    @Test func `the token request carries code, redirect, secret and the verifier of the challenge`() async throws {
        let start = try await signIn.begin()
        _ = try await signIn.client.complete(
            signIn.provider, start.pending, signIn.idp.authorize(start.redirectURL))

        let request = try #require(signIn.idp.requests.first { $0.url == "https://idp.example/token" })
        let form = try #require(Parameters(urlEncoded: String(decoding: request.body, as: UTF8.self)))
        let asked = try #require(Parameters(urlEncoded: URL(start.redirectURL)?.query ?? ""))
        #expect(request.method == .post)
        #expect(form["grant_type"] == "authorization_code")
        #expect(form["code"] == "code-1")
        #expect(form["redirect_uri"] == TestSignIn.redirectURI)
        #expect(form["client_secret"] == "s3cret")
        let verifier = try #require(form["code_verifier"].flatMap { CodeVerifier($0) })
        #expect(verifier.challenge.text == asked["code_challenge"])
        #expect(asked["code_challenge_method"] == "S256")
        #expect(!request.mayReachPrivateAddresses)
    }

    @Test(arguments: ["id_token", "code id_token"])
    mutating func `an ID token in the front channel is checked and used`(type: String) async throws {
        signIn.provider.responseType = try #require(ResponseType(type))

        let claims = try await signIn.run()

        #expect(claims.value(at: "name") == "Ada")
        #expect(signIn.idp.count("/token") == (type == "id_token" ? 0 : 1))
    }

    @Test mutating func `a hybrid answer whose code is not that of its token is refused`() async {
        signIn.provider.responseType = [.code, .idToken]

        #expect(
            await failing { $0.set("code", "code-of-another") } == .invalidResponse("id_token: c_hash does not match"))
    }

    @Test mutating func `claims come from the claims endpoint too, with the token where the settings want it`()
        async throws
    {
        var endpoint = ClaimsEndpoint(url: "https://idp.example/userinfo?fields=id")
        endpoint.tokenPlacement = .query(name: "oauth_token")
        endpoint.parameters = ["format": "json"]
        endpoint.parametersFromTokens = ["expires_in", "absent"]
        endpoint.userAgent = "CPIM-Basic/contoso"
        signIn.provider.claimsEndpoint = endpoint

        let claims = try await signIn.run()

        let request = try #require(signIn.idp.requests.last)
        #expect(request.url == "https://idp.example/userinfo?fields=id&format=json&expires_in=3600&oauth_token=at-1")
        #expect(request.headers["Authorization"] == nil)
        #expect(request.headers["User-Agent"] == "CPIM-Basic/contoso")
        #expect(claims.value(at: "properties.nickname") == "Countess")
    }

    @Test mutating func `the claims endpoint gets the token as a bearer by default, and must speak of the same person`()
        async throws
    {
        signIn.provider.claimsEndpoint = ClaimsEndpoint(url: "https://idp.example/userinfo")
        _ = try await signIn.run()
        #expect(signIn.idp.requests.last?.headers["Authorization"] == "Bearer at-1")

        signIn.idp.bend { $0.userInfo = ["sub": "eve"] }

        #expect(
            await failing() == .invalidResponse("ID token and claims endpoint are about different people"))
    }

    @Test mutating func `an access token cannot write headers`() async {
        signIn.provider.claimsEndpoint = ClaimsEndpoint(url: "https://idp.example/userinfo")
        signIn.idp.bend { $0.tokenMembers = ["access_token": "a\r\nX-Evil: 1"] }

        #expect(await failing() == .invalidResponse("token endpoint: the access token is not printable"))
    }

    @Test mutating func `the secret travels as HTTP Basic where that is configured`() async throws {
        signIn.provider.authentication = .secretBasic(Secret("s:c/ret"))

        _ = try await signIn.run()

        let request = try #require(signIn.idp.requests.first { $0.url == "https://idp.example/token" })
        #expect(request.headers["Authorization"] == "Basic " + Base64.encode(Bytes(utf8: "client-1:s%3Ac%2Fret")))
        #expect(!String(decoding: request.body, as: UTF8.self).contains("secret"))
    }

    @Test mutating func `a private key signs an assertion for the token endpoint`() async throws {
        signIn.provider.authentication = .privateKey(TestProvider.second)

        _ = try await signIn.run()

        let request = try #require(signIn.idp.requests.first { $0.url == "https://idp.example/token" })
        let form = try #require(Parameters(urlEncoded: String(decoding: request.body, as: UTF8.self)))
        let assertion = try JWT.verify(
            try #require(form["client_assertion"]), key: TestProvider.second.publicJWK, allowing: [.rs256])
        #expect(form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
        #expect(assertion.claims["iss"] == "client-1")
        #expect(assertion.claims["sub"] == "client-1")
        #expect(assertion.claims["aud"] == "https://idp.example/token")
        #expect(assertion.claims["exp"] == .integer(signIn.clock.now().seconds + 300))
    }

    @Test mutating func `an OAuth2 provider of the old kind answers a GET with a form`() async throws {
        signIn.provider = Provider(id: Provider.ID("idp"), kind: .oauth2, clientID: "client-1")
        signIn.provider.authorizationEndpoint = "https://idp.example/authorize"
        signIn.provider.tokenEndpoint = "https://idp.example/token"
        signIn.provider.claimsEndpoint = ClaimsEndpoint(url: "https://idp.example/userinfo")
        signIn.provider.tokenMethod = .get
        signIn.provider.tokenFormat = .either
        signIn.idp.bend { $0.answers["/token"] = .success(.text("access_token=form-token&openid=o1")) }

        let claims = try await signIn.run()

        #expect(
            signIn.idp.requests.first?.url.hasPrefix("https://idp.example/token?grant_type=authorization_code&") == true
        )
        #expect(claims.value(at: "{OAUTH2:access_token}") == "form-token")
        #expect(claims.value(at: "openid") == "o1")
        #expect(claims.value(at: "access_token") == nil)
        #expect(claims.value(at: "emails[0].value") == "a@b.example")
        #expect(signIn.idp.count("/keys") == 0)
    }

    @Test mutating func `a name that comes beside the code is read only where the settings say so`() async throws {
        let user = "{\"name\":{\"firstName\":\"Ada\"}}"
        #expect(try await signIn.run { $0.add("user", user) }.value(at: "user.name.firstName") == nil)

        for wanted in [Provider.CallbackClaims.all, .named(["user"])] {
            signIn.provider.callbackClaims = wanted
            #expect(try await signIn.run { $0.add("user", user) }.value(at: "user.name.firstName") == "Ada")
        }
        signIn.provider.callbackClaims = .named(["address"])
        #expect(try await signIn.run { $0.add("user", user) }.value(at: "user.name.firstName") == nil)
    }

    private func failing(changing change: (inout Parameters) -> Void = { _ in }) async -> FederationError? {
        await failure { () async throws(FederationError) in try await signIn.run(changing: change) }
    }
}
