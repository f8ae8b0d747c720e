import Base
import HTTP
import TestSupport
import Testing

/// Pages of an operator's own (b2c-reference §15.5), whose server is up, down, or has another page than before.
@Suite(.enabled(if: StarterPack.isPresent))
struct TemplateTests {
    private static let policy = "B2C_1A_Own"
    private static let page = "https://cdn.example/unified.html"
    private static let backup = "https://backup.example/unified.html"

    private func server() async throws -> TestServer {
        let definition = """
            <BuildingBlocks><ContentDefinitions><ContentDefinition Id="api.signuporsignin">\
            <LoadUri>\(Self.page)</LoadUri><RecoveryUri>\(Self.backup)</RecoveryUri></ContentDefinition>\
            </ContentDefinitions></BuildingBlocks>
            """
        let server = try await TestServer.pack(
            "LocalAccounts", extra: [StarterPack.relyingParty(Self.policy, definition)])
        try await server.addUser("ada@example.com", Browser.password)
        return server
    }

    private func serve(_ server: TestServer, _ address: String, _ mark: String) {
        let html = "<!DOCTYPE html><html><body><h1>\(mark)</h1><div id=\"api\"></div></body></html>"
        server.world.serve(address) { _ in FetchResponse(status: 200, body: Bytes(utf8: html)) }
    }

    private func down(_ server: TestServer, _ address: String) {
        server.world.serve(address) { _ in throw FetchError.timedOut }
    }

    /// The page's mark; nil: a built-in look. Whatever it looks like, people sign in.
    private func mark(_ server: TestServer, _ way: Browser.Way = .scripts) async throws -> String? {
        let browser = server.browser(way)
        let page = try await browser.open(server.authorize(Self.policy))
        let marks = ["first", "second", "backup"].filter { page.text.contains("<h1>\($0)</h1>") }
        #expect(marks.count <= 1)
        let done = try await browser.press("next", ["signInName": "ada@example.com", "password": Browser.password])
        #expect(done.answer["code"] != nil, "\(done.summary)")
        return marks.first
    }

    @Test(arguments: Browser.Way.allCases)
    func `without the operator's page the recovery page stands in, and without that our own`(
        way: Browser.Way
    ) async throws {
        let server = try await server()
        #expect(try await mark(server, way) == nil)
        #expect(server.events.names.contains("template.failed"))

        serve(server, Self.backup, "backup")
        server.clock.advance(seconds: 60)
        #expect(try await mark(server, way) == "backup")

        serve(server, Self.page, "first")
        server.clock.advance(seconds: 60)
        #expect(try await mark(server, way) == "first")
    }

    @Test func `a page is kept for a minute, and while its server is down`() async throws {
        let server = try await server()
        serve(server, Self.page, "first")
        #expect(try await mark(server) == "first")
        serve(server, Self.page, "second")
        #expect(try await mark(server) == "first")
        server.clock.advance(seconds: 60)
        #expect(try await mark(server) == "second")
        down(server, Self.page)
        serve(server, Self.backup, "backup")
        for _ in 0..<3 {
            server.clock.advance(seconds: 60)
            #expect(try await mark(server) == "second")
        }
    }

    @Test func `a dead server of pages is asked once a minute, not with every page`() async throws {
        let server = try await server()
        down(server, Self.page)
        down(server, Self.backup)
        for _ in 0..<5 { #expect(try await mark(server) == nil) }
        let asked = server.world.requests.map(\.url)
        #expect(asked.filter { $0.hasPrefix(Self.page) }.count == 1, "\(asked)")
        #expect(asked.filter { $0.hasPrefix(Self.backup) }.count == 1)
    }
}
