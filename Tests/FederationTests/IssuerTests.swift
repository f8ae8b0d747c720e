import Base
import Federation
import HTTP
import Testing

struct IssuerTests {
    var signIn = TestSignIn()

    @Test(arguments: [
        ("https://login.example/t-1/v2.0", "t-1", true),
        ("https://login.example/t-1/v2.0", "t-2", false),
        ("https://login.example/t-1/evil/v2.0", "t-1/evil", false),
        ("https://login.example//v2.0", "", false),
        ("https://evil.example/t-1/v2.0", "t-1", false),
    ])
    func `the issuer of a provider of many tenants is that of the token's tenant`(
        issuer: String, tenant: String, isAccepted: Bool
    ) async {
        signIn.idp.bend {
            $0.issuer = "https://login.example/{tenantid}/v2.0"
            $0.sendsIssuer = false
            $0.claims = ["iss": .string(issuer), "tid": .string(tenant)]
        }

        #expect(await succeeds() == isAccepted)
    }

    @Test(arguments: [
        ("https://login.example/", "https://login.example/t-1/v2.0", true),
        ("https://login.example/t-1", "https://login.example/t-1/v2.0", true),
        ("https://login.example/t-1", "https://login.example/t-12/v2.0", false),
        ("https://login.example", "https://login.example.evil/t-1/v2.0", false),
        ("*", "https://anyone.example", true),
    ])
    mutating func `a prefix ends where a part of the issuer ends`(
        prefix: String, issuer: String, isAccepted: Bool
    ) async {
        signIn.provider.idToken.issuerPrefixes = ["https://unused.example/", prefix]
        signIn.idp.bend {
            $0.sendsIssuer = false
            $0.claims = ["iss": .string(issuer)]
        }

        #expect(await succeeds() == isAccepted)
    }

    @Test mutating func `the settings' issuer and audience go before those of metadata and client`() async {
        signIn.provider.idToken.issuer = "https://configured.example"
        signIn.provider.idToken.audience = "api-1"
        signIn.idp.bend {
            $0.sendsIssuer = false
            $0.claims = ["iss": "https://configured.example", "aud": "api-1", "azp": "client-1"]
        }

        #expect(await succeeds())
    }

    @Test mutating func `discovery by issuer asks the issuer itself, if it is allowed`() async {
        signIn.provider.idToken.issuerPrefixes = ["https://idp.example"]
        signIn.provider.idToken.discoversByIssuer = true
        signIn.provider.metadataURL = "https://idp.example/common"
        signIn.idp.bend { behaviour in
            behaviour.sendsIssuer = false
            behaviour.answers["/common"] = .success(
                .json([
                    "issuer": "https://idp.example/{tenantid}", "jwks_uri": "https://idp.example/other-keys",
                    "authorization_endpoint": "https://idp.example/authorize",
                    "token_endpoint": "https://idp.example/token",
                ]))
        }

        #expect(await succeeds())
        #expect(signIn.idp.count("/keys") == 1)
        #expect(signIn.idp.count("/other-keys") == 0)

        signIn.idp.bend { $0.claims = ["iss": "https://evil.example"] }
        #expect(await succeeds() == false)
        #expect(!signIn.idp.requests.contains { $0.url.contains("evil") })
    }

    private func succeeds() async -> Bool {
        await failure { () async throws(FederationError) in try await signIn.run() } == nil
    }
}
