import Base
import Cryptography
import Federation
import HTTP
import JOSE
import OpenID
import Testing

/// Providers that publish no metadata, publish more than RS256, or are asked for a password.
struct WithoutMetadataTests {
    var signIn = TestSignIn()

    @Test mutating func `keys and issuer of the settings do for an ID token`() async throws {
        signIn.provider.metadataURL = nil
        signIn.provider.keysEndpoint = "https://idp.example/keys"
        signIn.provider.authorizationEndpoint = "https://idp.example/authorize"
        signIn.provider.tokenEndpoint = "https://idp.example/token"
        signIn.provider.idToken.issuer = "https://idp.example"

        #expect(try await signIn.run().value(at: "name") == "Ada")
        #expect(signIn.idp.count("/.well-known/openid-configuration") == 0)

        signIn.idp.bend { $0.claims = ["iss": "https://evil.example"] }
        #expect(await failing() == .invalidResponse("id_token: issuer \"https://evil.example\" is not the provider's"))
    }

    @Test mutating func `an OAuth2 provider's ID token is read when its issuer can be asked`() async throws {
        signIn.provider = Provider(id: Provider.ID("idp"), kind: .oauth2, clientID: "client-1")
        signIn.provider.authorizationEndpoint = "https://idp.example/authorize"
        signIn.provider.tokenEndpoint = "https://idp.example/token"
        signIn.idp.bend { $0.sendsIssuer = false }
        #expect(try await signIn.run().value(at: "name") == nil)

        signIn.provider.idToken.discoversByIssuer = true
        signIn.provider.idToken.issuerPrefixes = ["https://idp.example"]
        #expect(try await signIn.run().value(at: "name") == "Ada")
    }

    @Test mutating func `what the metadata lists of key pairs is accepted, and nothing else`() async throws {
        signIn.provider.idToken.verification = .published
        signIn.idp.bend { $0.tokenOf = { WithoutMetadataTests.token($0, .rs512) } }
        #expect(await failing() == .invalidResponse("id_token: not allowed: alg RS512"))

        var listing = TestSignIn()
        listing.provider.idToken.verification = .published
        let key = try SigningKey(id: "first", algorithm: .rs512, privateKey: TestProvider.first.privateKey)
        listing.idp.bend { behaviour in
            behaviour.keys = [key]
            behaviour.signingKey = key
            behaviour.sendsIssuer = false
            behaviour.answers["/.well-known/openid-configuration"] = .success(
                .json([
                    "issuer": "https://idp.example", "authorization_endpoint": "https://idp.example/authorize",
                    "token_endpoint": "https://idp.example/token", "jwks_uri": "https://idp.example/keys",
                    "id_token_signing_alg_values_supported": ["RS512", "HS256", "none"],
                ]))
        }
        #expect(try await listing.run().value(at: "name") == "Ada")
    }

    @Test mutating func `a password is checked at another provider's token endpoint`() async throws {
        signIn.provider.authorizationEndpoint = "https://idp.example/token"
        let form: Parameters = ["grant_type": "password", "username": "ada", "password": "p&w", "client_id": "theirs"]

        let claims = try await signIn.client.signIn(signIn.provider, password: form)

        #expect(claims.value(at: "name") == "Ada")
        let request = try #require(signIn.idp.requests.first { $0.url == "https://idp.example/token" })
        let sent = try #require(Parameters(urlEncoded: String(decoding: request.body, as: UTF8.self)))
        #expect(sent["password"] == "p&w" && sent["username"] == "ada" && sent.duplicates.isEmpty)

        signIn.idp.bend {
            $0.answers["/token"] = .success(
                .json(["error": "invalid_grant", "error_description": "AADSTS50126"], status: 400))
        }
        let provider = signIn.provider
        let client = signIn.client
        let refused = await failure { () async throws(FederationError) in
            _ = try await client.signIn(provider, password: form)
        }
        #expect(refused == .providerRefused(code: "invalid_grant", detail: "AADSTS50126"))
    }

    private static func token(_ claims: JSON.Object, _ algorithm: SignatureAlgorithm) -> String? {
        let key = JWK(.privateKey(TestProvider.first.privateKey), id: "first")
        return try? JWT.sign(claims: claims, with: key, algorithm: algorithm)
    }

    private func failing() async -> FederationError? {
        await failure { () async throws(FederationError) in try await signIn.run() }
    }
}
