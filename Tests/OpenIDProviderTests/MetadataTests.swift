import Cryptography
import Base
import Directory
import HTTP
import JOSE
import OpenID
import OpenIDProvider
import Testing

struct MetadataTests {
    let provider = TestProvider()

    @Test(
        arguments: [
            ("/contoso.onmicrosoft.com/B2C_1A_susi", [:], "/contoso.onmicrosoft.com/b2c_1a_susi", ""),
            ("/contoso.onmicrosoft.com", ["p": "B2C_1A_susi"], "/contoso.onmicrosoft.com", "?p=b2c_1a_susi"),
            ("/tfp/contoso.onmicrosoft.com/B2C_1A_susi", [:], "/contoso.onmicrosoft.com/b2c_1a_susi", ""),
        ] as [(String, Parameters, String, String)])
    func `what is announced is answered`(prefix: String, query: Parameters, base: String, suffix: String) async throws {
        let response = await provider.send(
            .get, prefix + "/v2.0/.well-known/openid-configuration", query: query,
            headers: ["Origin": "https://spa.example"])

        let metadata = try ProviderMetadata(reading: #require(response.json))
        let root = TestIssuers.origin + base
        #expect(metadata.issuer == TestIssuers.identifier)
        #expect(metadata.authorizationEndpoint == root + "/oauth2/v2.0/authorize" + suffix)
        #expect(metadata.tokenEndpoint == root + "/oauth2/v2.0/token" + suffix)
        #expect(metadata.keysEndpoint == root + "/discovery/v2.0/keys" + suffix)
        #expect(metadata.endSessionEndpoint == root + "/oauth2/v2.0/logout" + suffix)
        #expect(metadata.idTokenAlgorithms == ["RS256"])
        #expect(metadata.subjectTypes == ["pairwise"])
        #expect(metadata.claims.contains("name"))
        #expect(metadata.sendsIssuer)
        #expect(metadata.sendsSessionOnLogout)
        #expect(metadata.revocationAuthenticationMethods == metadata.tokenAuthenticationMethods)
        #expect(metadata.grantTypes.contains("client_credentials"))
        #expect(response.headers["Access-Control-Allow-Origin"] == "*")
        #expect(response.headers["Cache-Control"] == "public, max-age=300")
        let keys = await provider.send(.get, base + "/discovery/v2.0/keys", query: query)
        #expect(keys.status == 200)
    }

    @Test func `the keys verify and hold nothing private`() async throws {
        let response = await provider.send(.get, TestProvider.tenant + "/discovery/v2.0/keys")

        let document = try #require(response.json)
        let key = try #require(document["keys"]?.array?.first)
        let members = try #require(key.object).members.map(\.name)
        #expect(members.sorted() == ["alg", "e", "kid", "kty", "n", "use"])
        let token = try #require(await provider.token(code: provider.code()).json?["id_token"]?.string)
        #expect(throws: Never.self) { try JWT.verify(token, keys: JWKSet(document), allowing: [.rs256]) }
    }

    @Test(arguments: ["/nobody/B2C_1A_susi", "/contoso.onmicrosoft.com/B2C_1A_none"])
    func `an unknown tenant or policy is 404`(tenant: String) async {
        #expect(await provider.send(.get, tenant + "/v2.0/.well-known/openid-configuration").status == 404)
        #expect(await provider.send(.get, tenant + "/discovery/v2.0/keys").status == 404)
        #expect(await provider.token(at: tenant).status == 404)
    }

    @Test func `a preflight of MSAL is let through`() async throws {
        let response = await provider.send(
            .options, TestProvider.tenant + "/oauth2/v2.0/token",
            headers: [
                "Origin": "https://spa.example", "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "x-client-sku,x-client-ver,x-ms-lib-capability",
            ])

        #expect(response.status == 204)
        #expect(response.headers["Access-Control-Allow-Origin"] == "*")
        let allowed = try #require(response.headers["Access-Control-Allow-Headers"]).split(separator: ", ")
        for name in [
            "content-type", "x-app-name", "x-app-ver", "x-client-current-telemetry", "x-client-last-telemetry",
            "x-client-os", "x-client-sku", "x-client-ver", "x-ms-lib-capability", "client-request-id",
        ] { #expect(allowed.contains(Substring(name))) }
    }
}

/// The same endpoints for a realm: the standards' words and nothing of B2C.
struct RealmTests {
    let provider = TestProvider()
    let realm = "/demo/oidc"

    @Test func `a code buys an ID token, and an access token for userinfo`() async throws {
        let code = try await provider.code(at: realm)
        let body = try #require(await provider.token(code: code, at: realm).json)

        let identity = try body.claims("id_token")
        let access = try body.claims("access_token")
        #expect(identity["iss"] == "https://login.example/demo/oidc")
        #expect(identity["ver"] == nil)
        #expect(identity["sid"] == "sid-1")
        #expect(access["aud"] == "https://login.example/demo/oidc")
        #expect(access["client_id"] == .string(TestProvider.webClient))
        #expect(body["profile_info"] == nil)
        #expect(body["expires_in"] == 3600)
        let userInfo = await provider.send(
            .get, realm + "/me", headers: ["Authorization": "Bearer \(try #require(body["access_token"]?.string))"])
        #expect(userInfo.json?["sub"] == "sub-1")
    }

    /// ID tokens as B2C takes them, unless the client has asked for others; an API reads whatever has a published key.
    @Test(arguments: [(nil, "RS256"), ("ES256", "ES256"), ("RS256", "RS256"), ("HS256", "RS256")])
    func `a client chooses how its ID tokens are signed`(chosen: String?, algorithm: String) async throws {
        provider.clients.change(TestProvider.webClient) { $0.idTokenAlgorithm = chosen }

        let body = try #require(await provider.token(code: provider.code(at: realm), at: realm).json)

        #expect(try Self.algorithm(of: body["id_token"]) == algorithm)
        #expect(try Self.algorithm(of: body["access_token"]) == "ES256")
        let hash = TokenHash.of(try #require(body["access_token"]?.string), for: .rs256)
        #expect(try body.claims("id_token")["at_hash"]?.string == hash)
    }

    @Test func `a tenant without such a key signs as always`() async throws {
        provider.clients.change(TestProvider.webClient) { $0.idTokenAlgorithm = "ES256" }

        let body = try #require(await provider.token(code: provider.code()).json)

        #expect(try Self.algorithm(of: body["id_token"]) == "RS256")
    }

    private static func algorithm(of token: JSON?) throws -> String? {
        let header = try #require(token?.string?.split(separator: ".").first)
        return try JSON(parsing: try #require(Base64.decodeURL(String(header))))["alg"]?.string
    }

    @Test func `errors are plain, and a wrong client is 401`() async throws {
        let answer = try #require(await provider.authorize(["scope": nil], at: realm).answer)
        #expect(answer["error_description"] == "The parameter 'scope' is missing.")

        let response = await provider.token(["client_secret": "guess"], at: realm)
        #expect(response.status == 401)
        #expect(response.json?["error_description"]?.string?.contains("AADB2C") == false)
    }

    @Test func `unknown scopes are ignored`() async throws {
        let body = try #require(
            await provider.token(code: provider.code(["scope": "openid unicorn"], at: realm), at: realm).json)

        #expect(body["scope"] == "openid")
    }

    @Test func `a grant of a tenant is none of a realm`() async throws {
        let code = try await provider.code()

        #expect(await provider.token(code: code, at: realm).json?["error"] == "invalid_grant")
    }

    @Test func `the metadata stands under the issuer`() async throws {
        let response = await provider.send(.get, realm + "/.well-known/openid-configuration")

        #expect(response.json?["issuer"] == "https://login.example/demo/oidc")
        #expect(response.json?["subject_types_supported"] == ["public"])
    }
}
