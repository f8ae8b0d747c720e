import Base
import Directory
import HTTP
import Policy
import TestSupport
import Testing
import Trace

/// What is recorded of journeys of the starter packs.
@Suite(.enabled(if: StarterPack.isPresent))
struct TraceTests {
    static let policy = LocalAccountTests.policy

    @Test func `a sign-up is recorded step by step`() async throws {
        let server = try await TestServer.pack("LocalAccounts")
        try await server.browser().signUp(server)

        let trace = try #require(server.traces.journeys.first)

        #expect(trace.state == .finished)
        #expect(trace.subject.policy.lowercased() == Self.policy.lowercased())
        #expect(trace.steps.map(\.order) == [1, 2, 4])
        #expect(trace.skipped.map(\.reason).contains("objectId exists"))
        #expect(trace.pages.map(\.api).first == "CombinedSigninAndSignup")
        #expect(trace.claims["email"]?.text == "ada@example.com")
        #expect(trace.claims["objectId"] != nil)
        #expect(trace.sent?.claims.contains { $0.name == "given_name" && $0.value?.text == "Ada" } == true)
    }

    @Test(arguments: Browser.Way.allCases)
    func `no password, code or token is in a record`(way: Browser.Way) async throws {
        let server = try await TestServer.pack("LocalAccounts")
        let page = try await server.browser(way).signUp(server)
        let text = try #require(server.traces.journeys.first).json.text
        let tokens = try await server.tokens(Self.policy, for: page)

        #expect(!text.contains(Browser.password))
        #expect(!text.contains(try server.code(to: "ada@example.com")))
        #expect(!text.contains(page.answer["code"] ?? "?"))
        #expect(!text.contains(tokens["id_token"]?.string ?? "?"))
        #expect(text.contains("ada@example.com"))
        #expect(!server.events.text.contains("ada@example.com"))
    }

    @Test func `a refused password is seen where it was refused`() async throws {
        let server = try await TestServer.pack("LocalAccounts")
        _ = try await server.browser().signIn(server, "nobody@example.com", password: "Wrong-horse-7")
        let trace = try #require(server.traces.journeys.first)

        #expect(trace.state == .running)
        let submission = try #require(trace.entries.first { $0.event.kind == "submission" })
        #expect(submission.outcome == .failed)
        let profile = try #require(trace.children(of: submission.number).first { $0.event.kind == "profile" })
        guard case .profile(let run) = profile.event else { return }
        #expect(run.id == "login-NonInteractive")
        #expect(run.role == .validation)
        #expect(run.location.contains("TrustFrameworkBase.xml:"))
        #expect(profile.outcome == .failed)
        #expect(run.inputs.first { $0.name == "password" }?.value?.isConcealed == true)
        #expect(!trace.json.text.contains("Wrong-horse-7"))
    }

    @Test func `nothing is recorded in production but what is drawn or asked for`() async throws {
        let key = Secret(Bytes(repeating: 9, count: 32))
        let server = try await TestServer.pack("LocalAccounts", tracing: .production(share: 0, key: key))
        _ = try await server.browser().open(server.authorize(Self.policy))
        #expect(server.traces.journeys.isEmpty)

        let link = DebugLink.make(
            tenant: server.tenant.name, policy: "B2C_1A_signup_signin", expiresAt: server.clock.now.adding(seconds: 60),
            key: key)
        let browser = server.browser()
        _ = try await browser.open(server.authorize(Self.policy, ["debug": "\(link)x"]))
        _ = try await server.browser().open(server.authorize(LocalAccountTests.edit, ["debug": link]))
        #expect(server.traces.journeys.isEmpty)

        _ = try await server.browser().open(server.authorize(Self.policy, ["debug": link]))
        let trace = try #require(server.traces.journeys.first)
        #expect(!trace.json.text.contains(link))
    }
}
