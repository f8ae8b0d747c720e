import Base
import Directory
import HTTP
import Policy
import TestSupport
import Testing
import Trace

@testable import Server

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
        #expect(trace.steps.map(\.order) == [1, 2, 3, 4])
        #expect(trace.entries.allSatisfy { $0.outcome != .running })
        #expect(trace.pages.map(\.api).first == "CombinedSigninAndSignup")
        #expect(trace.claims["email"]?.text == "ada@example.com")
        #expect(trace.claims["objectId"] != nil)
        #expect(trace.sent?.claims.contains { $0.name == "given_name" && $0.value?.text == "Ada" } == true)
    }

    @Test func `a step that did not run says which claim was why`() async throws {
        let server = try await TestServer.pack("LocalAccounts")
        try await server.browser().signUp(server)
        try await server.browser().signIn(server)

        let trace = try #require(server.traces.journeys.first)
        let skipped = try #require(trace.skipped.first)
        #expect(skipped.reason == "objectId exists")
        #expect(skipped.precondition?.claims.first?.value == trace.claims["objectId"])
        #expect(skipped.precondition?.location.contains("TrustFrameworkBase.xml:") == true)
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
        #expect(run.location.contains("TrustFrameworkExtensions.xml:"))
        #expect(profile.outcome == .failed)
        #expect(run.inputs.first { $0.name == "password" }?.value?.isConcealed == true)
        #expect(!trace.json.text.contains("Wrong-horse-7"))
    }

    private static func constant(_ claim: String) -> String {
        """
        <ClaimsTransformation Id="Make-\(claim)" TransformationMethod="CreateStringClaim"><InputParameters>\
        <InputParameter Id="value" DataType="string" Value="\(claim)" /></InputParameters><OutputClaims>\
        <OutputClaim ClaimTypeReferenceId="\(claim)" TransformationClaimType="createdClaim" /></OutputClaims>\
        </ClaimsTransformation>
        """
    }

    /// The page of sign-up, with input transformations of which the last one fails.
    private static let failing = StarterPack.relyingParty(
        "B2C_1A_Failing",
        """
        <BuildingBlocks><ClaimsTransformations>\(constant("displayName"))\(constant("givenName"))\
        <ClaimsTransformation Id="Compare" TransformationMethod="AssertStringClaimsAreEqual"><InputClaims>\
        <InputClaim ClaimTypeReferenceId="displayName" TransformationClaimType="inputClaim1" />\
        <InputClaim ClaimTypeReferenceId="givenName" TransformationClaimType="inputClaim2" /></InputClaims>\
        <InputParameters><InputParameter Id="stringComparison" DataType="string" Value="ordinalIgnoreCase" />\
        </InputParameters></ClaimsTransformation></ClaimsTransformations></BuildingBlocks>
        <ClaimsProviders><ClaimsProvider><DisplayName>x</DisplayName><TechnicalProfiles>\
        <TechnicalProfile Id="LocalAccountSignUpWithLogonEmail"><InputClaimsTransformations>\
        <InputClaimsTransformation ReferenceId="Make-displayName" />\
        <InputClaimsTransformation ReferenceId="Make-givenName" /><InputClaimsTransformation ReferenceId="Compare" />\
        </InputClaimsTransformations></TechnicalProfile></TechnicalProfiles></ClaimsProvider></ClaimsProviders>
        """)

    @Test func `what fails while a page is made is told to the author, once, and the page is there`() async throws {
        let server = try await TestServer.pack("LocalAccounts", extra: [Self.failing])
        let browser = server.browser(.forms)
        try await browser.open(server.authorize("B2C_1A_Failing"))
        try await browser.follow("createAccount")
        #expect(browser.page.tag(id: "displayName") != nil, "\(browser.page.summary)")

        #expect(server.events.names.filter { $0 == "journey.inputFailed" }.count == 1)
        #expect(server.events.text.contains("AssertStringClaimsAreEqual"))
        #expect(server.events.text.contains("LocalAccountSignUpWithLogonEmail"))
        let trace = try #require(server.traces.journeys.first)
        let work = trace.entries.filter { $0.event.kind == "transformation" }
        #expect(work.map(\.outcome) == [.done, .done, .failed])
        #expect(trace.entries.contains { $0.event.kind == "failure" && $0.parent == work.last?.number })
        #expect(trace.state == .running)
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

/// The pages that show records.
@Suite(.enabled(if: StarterPack.isPresent))
struct TracePageTests {
    @Test func `records are for this machine alone`() async throws {
        let server = try await TestServer.pack("LocalAccounts")
        try await server.browser().open(server.authorize(TraceTests.policy))
        let id = try #require(server.traces.journeys.first).id
        let routes = TraceRoutes(
            traces: server.traces, access: LocalAccess(hosts: ["trace.example"]), random: .seeded())
        let responder = RoutedResponder(Router(routes.routes)) { _, _ in HTTPError.failed.response }

        for path in ["/trace", "/trace/events", "/trace/\(id)", "/trace/\(id)/json", "/trace/\(id)/events"] {
            func status(_ origin: String, _ address: String) async -> Int {
                await responder.respond(
                    to: Request(method: .get, path: path, origin: origin, address: address, correlationID: "x")
                ).status
            }
            #expect(await status("http://localhost:8080", "127.0.0.1") == 200)
            #expect(await status("http://[::1]:8080", "::1") == 200)
            #expect(await status("http://trace.example", "203.0.113.9") == 200)
            #expect(await status("http://evil.example", "127.0.0.1") == 404)
            #expect(await status("http://localhost:8080", "203.0.113.9") == 404)
        }
    }

    @Test func `a page is escaped, whatever a claim holds`() async throws {
        let server = try await TestServer.pack("LocalAccounts")
        let hostile = "<script>alert(1)</script>\u{202e}\"'&{{x}}"
        _ = try await server.browser(.forms).signIn(server, hostile, password: "Wrong-horse-7")
        let trace = try #require(server.traces.journeys.first)
        let routes = TraceRoutes(traces: server.traces, access: LocalAccess(hosts: []), random: .seeded())
        let responder = RoutedResponder(Router(routes.routes)) { _, _ in HTTPError.failed.response }

        for entry in [nil] + trace.entries.map({ Optional($0.number) }) {
            var request = Request(
                method: .get, path: "/trace/\(trace.id)", origin: "http://localhost", address: "127.0.0.1",
                correlationID: "x")
            if let entry { request.query = ["entry": String(entry)] }
            let response = await responder.respond(to: request)
            let text = String(decoding: response.bytes ?? [], as: UTF8.self)
            #expect(response.status == 200)
            #expect(!text.contains("<script>alert"))
        }
    }

}
