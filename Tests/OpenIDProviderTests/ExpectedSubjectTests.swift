import Base
import HTTP
import OpenID
import OpenIDProvider
import Synchronization
import Testing

/// Whom a request names must be who has signed in (OpenID Connect Core §3.1.2.1, §5.5.1).
struct ExpectedSubjectTests {
    let provider = TestProvider()

    private func idToken(at tenant: String = TestProvider.tenant) async throws -> String {
        let answer = await provider.token(code: try await provider.code(at: tenant), at: tenant)
        return try #require(answer.json?["id_token"]?.string, "\(answer.text)")
    }

    private func become(_ subject: String) {
        var other = TestProvider.person(at: provider.clock.now)
        other.subject = subject
        provider.interaction.behaviour.withLock { [other] in $0 = .signIn(other) }
    }

    @Test(arguments: [TestProvider.tenant, "/demo/oidc"])
    func `renewing in silence, with the ID token of somebody else, gets no token`(tenant: String) async throws {
        let hint = try await idToken(at: tenant)
        let request: [String: String?] = ["prompt": "none", "id_token_hint": hint]
        #expect(await provider.authorize(request, at: tenant).answer?["code"] != nil)

        become("sub-2")
        let answer = try #require(await provider.authorize(request, at: tenant).answer)
        #expect(answer["error"] == "login_required" && answer["code"] == nil)
        #expect(answer["state"] == "st at&e" && answer["iss"] != nil)
        // Where there is a page, the person may have chosen to be somebody else.
        #expect(await provider.authorize(["id_token_hint": hint], at: tenant).answer?["code"] != nil)
    }

    @Test(arguments: ["x", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJzdWItOSJ9."])
    func `a hint that is not ours decides nothing`(hint: String) async {
        let answer = await provider.authorize(["prompt": "none", "id_token_hint": hint]).answer
        #expect(answer?["code"] != nil)
    }

    @Test(arguments: [
        (#"{"id_token":{"sub":{"value":"sub-1"}}}"#, true), (#"{"id_token":{"sub":{"value":"sub-2"}}}"#, false),
        (#"{"id_token":{"sub":{"values":["sub-2","sub-1"]}}}"#, true),
        (#"{"id_token":{"sub":{"values":["sub-2","sub-3"]}}}"#, false),
        (#"{"id_token":{"sub":{"essential":true}}}"#, true), (#"{"id_token":{"sub":null}}"#, true),
        (#"{"access_token":{"xms_cc":{"values":["CP1"]}}}"#, true), (#"{"userinfo":{"sub":{"value":"x"}}}"#, true),
    ])
    func `the subject that the claims parameter names is the only one`(claims: String, isAnswered: Bool) async {
        let answer = await provider.authorize(["claims": claims]).answer
        #expect((answer?["code"] != nil) == isAnswered)
        #expect((answer?["error"] == "login_required") == !isAnswered)
        #expect(provider.grants.hashes.isEmpty == !isAnswered)
    }

    @Test func `a refresh that would make the token somebody else's is refused`() async throws {
        let code = try await provider.code()
        let first = try #require(await provider.token(code: code).json?["refresh_token"]?.string)
        var other = TestProvider.person(at: provider.clock.now)
        other.subject = "sub-2"
        provider.interaction.refreshed.withLock { [other] in $0 = other }

        let refused = await provider.refresh(first)
        #expect(refused.json?["error"] == "invalid_grant")
        provider.interaction.refreshed.withLock { $0 = nil }
        #expect(await provider.refresh(first).status == 200)
    }
}
