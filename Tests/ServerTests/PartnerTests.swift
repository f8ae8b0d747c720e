import Base
import Cryptography
import Directory
import HTTP
import JOSE
import Policy
import Storage
import TestSupport
import Testing

/// What goes out to other servers and comes back from them, through whole servers and published policies.
@Suite(.enabled(if: Corpus.isPresent && StarterPack.isPresent))
struct PartnerTests {
    // MARK: OAuth2Error

    @Test(arguments: ["TP_OAuth2_OAuth2Error.xml", "TP_OAuth2_OAuth2Error_TransferSubJourney.xml"])
    func `a policy's own error reaches the application in its words`(file: String) async throws {
        let server = try await Corpus.server("unit-tests/technical-profiles/oauth2-error", only: file)
        let policy = try #require(server.policies.all.map(\.id.text).first { $0.contains("OAuth2Error") })
        let browser = server.browser()
        try await browser.open(server.authorize(policy))
        let page = try await browser.press("continue", ["errorCode": "B-7", "errorMessage": "Not\ttoday & not you"])

        #expect(page.answer["error"] == "access_denied", "\(page.summary)")
        let description = page.answer["error_description"] ?? ""
        #expect(description.hasPrefix("AAD_Custom_B-7: Not today & not you\r\nCorrelation ID: "), "\(description)")
        #expect(page.answer["state"] == "st at&e" && page.answer["code"] == nil)
    }

    // MARK: id_token_hint

    private static let hintKey: SigningKey = {
        guard let key = try? SigningKey(id: "hint-1", algorithm: .rs256, privateKey: .rsa()) else {
            preconditionFailure("OpenSSL makes RSA keys")
        }
        return key
    }()

    private func magicLink() async throws -> TestServer {
        let server = try await Corpus.server("samples/sign-in-with-magic-link/policy", only: "SignInWithMagicLink.xml")
        let origin = "https://your-app.azurewebsites.net"
        server.world.serve(
            "\(origin)/.well-known/openid-configuration",
            [
                "issuer": .string(origin), "authorization_endpoint": .string("\(origin)/authorize"),
                "jwks_uri": .string("\(origin)/keys"),
            ])
        server.world.serve("\(origin)/keys", try JWKSet([Self.hintKey.publicJWK]).publicJSON)
        try await server.addUser("ada@example.com", Browser.password)
        return server
    }

    private func hint(_ server: TestServer, _ changes: JSON.Object = [:]) throws -> String {
        var claims: JSON.Object = [
            "iss": "https://your-app.azurewebsites.net", "aud": .string(TestServer.webClient),
            "exp": .integer(server.clock.now.seconds + 600), "email": "ada@example.com",
        ]
        for member in changes.members { claims[member.name] = member.value }
        return try JWT.sign(claims: claims, with: Self.hintKey)
    }

    private static let magicPolicy = "B2C_1A_signin_with_magic_link"

    @Test func `a magic link signs in whom its token names, by keys that its maker publishes`() async throws {
        let server = try await magicLink()
        let page = try await server.browser().open(
            server.authorize(Self.magicPolicy, ["id_token_hint": try hint(server)]))

        let claims = try await server.claims(Self.magicPolicy, for: page)
        #expect(claims["email"] == "ada@example.com" && claims["name"] == "Ada Lovelace")
    }

    @Test(arguments: [
        (JSON.Object([("aud", "another application")]), "AADB2C90209"), (JSON.Object([("exp", 1)]), "AADB2C90208"),
        (JSON.Object([("iss", "https://evil.example")]), "AADB2C90232"),
    ])
    func `a magic link that is not for this application, or too old, opens nothing`(
        changes: JSON.Object, code: String
    ) async throws {
        let server = try await magicLink()
        let page = try await server.browser().open(
            server.authorize(Self.magicPolicy, ["id_token_hint": try hint(server, changes)]))

        #expect(page.answer["error"] == "invalid_request", "\(page.summary)")
        #expect(page.answer["error_description"]?.hasPrefix(code) == true)
    }

    @Test func `a magic link whose maker is down is not believed, and one without a token shows the policy's page`()
        async throws
    {
        let server = try await magicLink()
        server.world.serve("https://your-app.azurewebsites.net/keys") { _ in throw FetchError.timedOut }
        let page = try await server.browser().open(
            server.authorize(Self.magicPolicy, ["id_token_hint": try hint(server)]))
        #expect(page.answer["error_description"]?.hasPrefix("AADB2C90289") == true, "\(page.summary)")

        let shown = try await server.browser().open(server.authorize(Self.magicPolicy))
        #expect(shown.status == 200 && !shown.isElsewhere)
    }

    // MARK: OAuth 1.0

    private func serveTwitter(_ server: TestServer) {
        let world = server.world
        func serve(_ path: String, _ text: String) {
            world.serve("https://api.twitter.com/\(path)") { _ in FetchResponse(status: 200, body: Bytes(utf8: text)) }
        }
        serve("oauth/request_token", "oauth_token=rt-1&oauth_token_secret=rs-1&oauth_callback_confirmed=true")
        serve("oauth/access_token", "oauth_token=at-1&oauth_token_secret=as-1&user_id=4711&screen_name=ada")
        world.serve("https://api.twitter.com/1.1/account/verify_credentials.json", ["email": "ada@tw.example"])
    }

    /// What the provider was told to call back.
    private func callback(_ server: TestServer) throws -> String {
        let request = try #require(server.world.requests.last { $0.url.hasSuffix("/request_token") })
        let fields = try #require(request.headers["Authorization"])
        let start = try #require(fields.firstRange(of: "oauth_callback=\"")).upperBound
        return try #require(PercentEncoding.decode(Array(fields[start...].prefix { $0 != "\"" }.utf8)))
    }

    private static let twitterPolicy = "B2C_1A_AccountLink_SUSI"

    @Test(arguments: Browser.Way.allCases)
    func `a person of Twitter signs in over OAuth 1.0`(way: Browser.Way) async throws {
        let server = try await Corpus.server("samples/account-linkage/policy")
        serveTwitter(server)
        let browser = server.browser(way)
        try await browser.open(server.authorize(Self.twitterPolicy))
        try await browser.press("TwitterExchange")
        #expect(
            browser.page.url == "https://api.twitter.com/oauth/authenticate?oauth_token=rt-1", "\(browser.page.summary)"
        )
        let callback = try callback(server)
        #expect(callback.hasPrefix("\(server.origin)/\(server.tenant.name)/b2c_1a_accountlink_susi/oauth1/authresp?"))

        var page = try await browser.open("\(callback)&oauth_token=rt-1&oauth_verifier=v-1")
        if !page.isElsewhere { page = try await browser.press("continue", ["displayName": "Ada"]) }

        #expect(page.answer["code"] != nil, "\(page.summary)")
        let claims = try await server.claims(Self.twitterPolicy, for: page)
        #expect(claims["sub"]?.string?.isEmpty == false)
        // The answer is used up.
        #expect(try await browser.open("\(callback)&oauth_token=rt-1&oauth_verifier=v-1").status == 400)
    }

    @Test(arguments: [
        ("denied=rt-1", "AADB2C90091"), ("oauth_token=rt-2&oauth_verifier=v", "AADB2C90273"),
        ("oauth_token=rt-1", "AADB2C90273"),
    ])
    func `whoever turns back at Twitter, or brings another's token, is refused`(
        answer: String, code: String
    ) async throws {
        let server = try await Corpus.server("samples/account-linkage/policy")
        serveTwitter(server)
        let browser = server.browser()
        try await browser.open(server.authorize(Self.twitterPolicy))
        try await browser.press("TwitterExchange")

        let page = try await browser.open("\(try callback(server))&\(answer)")

        #expect(page.answer["error_description"]?.hasPrefix(code) == true, "\(page.summary)")
    }

    // MARK: client certificates

    /// A journey of one call.
    private static let certified = """
        <ClaimsProviders><ClaimsProvider><DisplayName>REST</DisplayName><TechnicalProfiles>
        <TechnicalProfile Id="REST-Certificate"><DisplayName>REST</DisplayName>
        <Protocol Name="Proprietary" Handler="Web.TPEngine.Providers.RestfulProvider, Web.TPEngine" />
        <Metadata><Item Key="ServiceUrl">https://api.example/who</Item>
        <Item Key="AuthenticationType">ClientCertificate</Item><Item Key="SendClaimsIn">Body</Item></Metadata>
        <CryptographicKeys><Key Id="ClientCertificate" StorageReferenceId="B2C_1A_ClientCertificate" />
        </CryptographicKeys>
        <OutputClaims><OutputClaim ClaimTypeReferenceId="objectId" PartnerClaimType="id" />
        <OutputClaim ClaimTypeReferenceId="displayName" PartnerClaimType="name" /></OutputClaims>
        </TechnicalProfile></TechnicalProfiles></ClaimsProvider></ClaimsProviders>
        <UserJourneys><UserJourney Id="Certified"><OrchestrationSteps>
        <OrchestrationStep Order="1" Type="ClaimsExchange"><ClaimsExchanges>
        <ClaimsExchange Id="E" TechnicalProfileReferenceId="REST-Certificate" /></ClaimsExchanges>
        </OrchestrationStep>
        <OrchestrationStep Order="2" Type="SendClaims" CpimIssuerTechnicalProfileReferenceId="JwtIssuer" />
        </OrchestrationSteps></UserJourney></UserJourneys>
        """

    @Test func `a service that wants a certificate is shown the policy key's`() async throws {
        let server = try await TestServer.pack(
            "SocialAndLocalAccounts",
            extra: [StarterPack.relyingParty("B2C_1A_Certified", journey: "Certified", Self.certified)])
        let made = try DevelopmentAuthority.create(now: server.clock.now, random: .openSSL)
            .issue(names: ["client.example"], for: .client, now: server.clock.now, random: .openSSL)
        let certificate = try Certificate.all(pem: made.certificatePEM)[0]
        let key = JWK(
            .privateKey(try PrivateKey(pem: made.keyPEM.exposed)), certificates: [Base64.encode(certificate.der)])
        try await server.store.keySets.save(
            KeySet(
                tenant: server.tenant.id, name: "B2C_1A_ClientCertificate", use: .signature,
                keys: [
                    KeySet.Key(
                        id: "c1", material: Secret(.object(try key.privateJSON.exposed)), createdAt: server.clock.now)
                ]))
        server.world.serve("https://api.example/who", ["id": "u-1", "name": "Ada"])

        let page = try await server.browser().open(server.authorize("B2C_1A_Certified"))

        let shown = try #require(server.world.requests.last?.clientCertificate, "\(page.summary)")
        #expect(try Certificate.all(pem: shown.chain) == [certificate])
        #expect(try await server.claims("B2C_1A_Certified", for: page)["name"] == "Ada")
    }
}
