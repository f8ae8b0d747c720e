import Base
import Federation
import HTTP
import OpenID
import Testing

struct AuthorizationStartTests {
    var signIn = TestSignIn()

    @Test mutating func `the redirect has what the protocol, the settings and the caller say`() async throws {
        signIn.provider.responseMode = .formPost
        signIn.provider.authorizationParameters = ["display": "popup"]

        let start = try await signIn.begin(["login_hint": "ada+1@example.com"])

        let url = try #require(URL(start.redirectURL))
        let query = try #require(Parameters(urlEncoded: url.query ?? ""))
        #expect(
            start.redirectURL.hasPrefix("https://idp.example/authorize?tenant=1&client_id=client-1&response_type=code&")
        )
        #expect(query["response_mode"] == "form_post")
        #expect(query["scope"] == "openid")
        #expect(query["display"] == "popup")
        #expect(query["login_hint"] == "ada+1@example.com")
        #expect(query["state"] == start.pending.state)
        #expect(query["nonce"] == start.pending.nonce)
        #expect(start.pending.state.utf8.count == 43)
        #expect(start.pending.state != start.pending.nonce)
        #expect(query.duplicates.isEmpty)
    }

    @Test(arguments: ["state", "redirect_uri", "code_challenge", "request"])
    func `what the protocol's safety hangs on is not to be set`(name: String) async {
        let error = await failure { () async throws(FederationError) in try await signIn.begin([name: "x"]) }

        #expect(error == .configuration("\(name) is not to be set"))
    }

    @Test(arguments: [
        "http://idp.example/authorize", "idp.example", "https://idp.example/authorize#top", "javascript:1",
    ])
    mutating func `the browser is sent to https addresses only`(endpoint: String) async {
        signIn.provider.authorizationEndpoint = endpoint

        guard case .configuration = await failure({ () async throws(FederationError) in try await signIn.begin() })
        else {
            Issue.record("\(endpoint) was used")
            return
        }
    }

    @Test mutating func `a laptop may use http where the operator allows private addresses`() async throws {
        signIn.provider.authorizationEndpoint = "http://localhost:9/authorize"
        signIn.provider.mayReachPrivateAddresses = true

        #expect(try await signIn.begin().redirectURL.hasPrefix("http://localhost:9/authorize?client_id"))
    }

    @Test func `what is pending survives being stored`() async throws {
        let pending = try await signIn.begin().pending

        #expect(PendingSignIn(try JSON(parsing: pending.json.bytes)) == pending)
        #expect(PendingSignIn(["provider": "idp", "state": "", "nonce": "n", "redirectURI": "u"]) == nil)
        #expect(
            PendingSignIn(["provider": "idp", "state": "s", "nonce": "n", "redirectURI": "u", "verifier": "short"])
                == nil)
    }
}
