import Directory
import Base
import Cryptography
import HTTP
import JOSE
import OpenID
import OpenIDProvider
import Testing

struct ClientAuthenticationTests {
    let provider = TestProvider()
    static let endpoint = "https://login.example/contoso.onmicrosoft.com/b2c_1a_susi/oauth2/v2.0/token"

    private func basic(_ id: String, _ secret: String) -> Headers {
        ["Authorization": "Basic " + Base64.encode(Bytes(utf8: "\(id):\(secret)"))]
    }

    private let withoutBody: [String: String?] = ["client_id": nil, "client_secret": nil]

    @Test func `a secret may come in the header, form-encoded`() async throws {
        let headers = basic(TestProvider.webClient, "correct+horse%20battery+staple+256")

        let response = await provider.token(withoutBody, code: try await provider.code(), headers: headers)

        #expect(response.status == 200)
    }

    @Test func `a wrong secret in the header is answered 401 with a challenge`() async throws {
        let response = await provider.token(
            withoutBody, code: try await provider.code(), headers: basic(TestProvider.webClient, "guess"))

        #expect(response.status == 401)
        #expect(response.headers["WWW-Authenticate"]?.hasPrefix("Basic") == true)
        #expect(response.json?["error"] == "invalid_client")
    }

    @Test(arguments: ["Basic", "Basic !!!", "Basic Og", "Bearer abc", "Basic YWJj", "Basic JTox"])
    func `a header that is not Basic is refused`(field: String) async throws {
        let response = await provider.token(
            withoutBody, code: try await provider.code(), headers: ["Authorization": field])

        #expect(response.json?["error"] == "invalid_client")
    }

    @Test func `two ways at once are refused`() async throws {
        let response = await provider.token(
            code: try await provider.code(), headers: basic(TestProvider.webClient, TestProvider.secret))

        #expect(response.json?["error"] == "invalid_request")
    }

    @Test func `another id in the body is refused`() async throws {
        let response = await provider.token(
            ["client_id": TestProvider.spaClient, "client_secret": nil], code: try await provider.code(),
            headers: basic(TestProvider.webClient, TestProvider.secret))

        #expect(response.json?["error"] == "invalid_request")
    }

    @Test func `an unknown, a disabled client and a wrong secret get the same answer`() async throws {
        let wrong = await provider.token(["client_secret": "guess"])
        let unknown = await provider.token(["client_id": "nobody"])
        provider.clients.change(TestProvider.webClient) { $0.isEnabled = false }
        let disabled = await provider.token()

        #expect(wrong.text == unknown.text)
        #expect(wrong.text == disabled.text)
        #expect(wrong.status == unknown.status)
    }

    @Test func `a client with a secret and a native address may redeem the native code without it`() async throws {
        provider.clients.change(TestProvider.webClient) {
            $0.redirectURIs.append(.init("http://localhost", .native))
        }
        let native = "http://localhost:5000"

        let code = try await provider.code(["redirect_uri": native])
        let without = await provider.token(["client_secret": nil, "redirect_uri": native], code: code)
        let web = await provider.token(["client_secret": nil], code: try await provider.code())

        #expect(without.status == 200)
        #expect(web.json?["error_description"]?.string?.hasPrefix("AADB2C90079") == true)
    }

    // MARK: private_key_jwt

    private func assertion(
        _ changes: [String: JSON?] = [:], key: SigningKey = ClientKey.signing, type: String = "JWT"
    ) throws -> String {
        var claims: JSON.Object = [
            "iss": .string(TestProvider.webClient), "sub": .string(TestProvider.webClient),
            "aud": .string(Self.endpoint), "jti": "j-1", "exp": .integer(provider.clock.now.seconds + 300),
        ]
        for (name, value) in changes { claims[name] = value }
        return try JWT.sign(claims: claims, with: key, type: type)
    }

    private func token(_ assertion: String, _ changes: [String: String?] = [:]) async throws -> Response {
        provider.clients.change(TestProvider.webClient) { $0.keys = ClientKey.published }
        let own: [String: String?] = [
            "client_id": .none, "client_secret": .none, "client_assertion": assertion,
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ]
        return await provider.token(own.merging(changes) { $1 }, code: try await provider.code())
    }

    @Test(arguments: [endpoint, "https://login.example/\(TestIssuers.tenantID)/v2.0/"])
    func `an assertion for the endpoint or the issuer is accepted`(audience: String) async throws {
        let response = try await token(assertion(["aud": .string(audience)]))

        #expect(response.status == 200, "\(response.text) \(provider.events.text)")
    }

    @Test func `an assertion works once`() async throws {
        let text = try assertion()
        #expect(try await token(text).status == 200)

        #expect(try await token(text).json?["error"] == "invalid_client")
        #expect(provider.events.text.contains("used before"))
    }

    @Test(
        arguments: [
            ["aud": "https://evil.example/token"], ["aud": nil], ["iss": "nobody"], ["sub": "nobody"], ["sub": nil],
            ["jti": nil], ["jti": ""], ["exp": nil], ["exp": 1], ["exp": 1_795_350_875], ["exp": "soon"],
            ["nbf": 1_795_260_875],
        ] as [[String: JSON?]])
    func `one wrong claim refuses the assertion`(change: [String: JSON?]) async throws {
        let response = try await token(assertion(change), ["client_id": TestProvider.webClient])

        #expect(response.json?["error"] == "invalid_client")
        #expect(response.json?["error_description"]?.string?.hasPrefix("AADB2C90081") == true)
    }

    @Test func `a key of somebody else, a secret as key and no signature are refused`() async throws {
        let other = try SigningKey(id: "c1", algorithm: .es256, privateKey: .elliptic(.p256))
        let stolen = Bytes(utf8: ClientKey.published.text)
        let claims: JSON.Object = ["sub": .string(TestProvider.webClient)]
        let mac = try JWT.sign(
            claims: claims, with: JWK(.secret(Secret(stolen)), id: "c1"), algorithm: .hs256)
        let none =
            Base64.encodeURL(Bytes(utf8: #"{"alg":"none"}"#)) + "." + Base64.encodeURL(JSON.object(claims).bytes) + "."

        for text in [try assertion(key: other), mac, none, "a.b.c", "x"] {
            #expect(try await token(text).json?["error"] == "invalid_client")
        }
    }

    @Test func `an assertion of another type is refused`() async throws {
        let response = try await token(assertion(), ["client_assertion_type": "urn:example:saml"])

        #expect(response.json?["error"] == "invalid_request")
    }
}

/// The key of the web application, made once.
enum ClientKey {
    static let signing: SigningKey = {
        do {
            return try SigningKey(id: "c1", algorithm: .es256, privateKey: .elliptic(.p256))
        } catch {
            preconditionFailure("no key: \(error)")
        }
    }()

    static let published: JSON = {
        do {
            return try JWKSet([signing.publicJWK]).publicJSON
        } catch {
            preconditionFailure("no keys: \(error)")
        }
    }()
}
