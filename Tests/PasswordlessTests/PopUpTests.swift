import Base
import Directory
import HTTP
import TestSupport
import Testing

@testable import Passwordless

/// A realm's pages in a pop-up or a frame of an application: who may show them, and who hears of the end.
struct PopUpTests {
    enum End: String, CaseIterable {
        case succeeded, cancelled, blocked, reviewRefused

        var state: String {
            switch self {
            case .succeeded: "CHALLENGE_SUCCEEDED"
            case .cancelled: "CHALLENGE_FAILED"
            case .blocked: "BLOCK"
            case .reviewRefused: "REVIEW_FAILED"
            }
        }
    }

    private static let settings: JSON = [
        "actions": [
            ["code": "blocked", "defaultResult": "BLOCK"], ["code": "reviewRefused", "defaultResult": "REVIEW"],
        ]
    ]

    private func end(
        _ end: End, _ world: RealmWorld, mode: String = "&mode=popup", body: JSON = ["redirectUrl": redirect]
    ) async throws -> RealmBrowser {
        let answer = try await world.call(.post, "/v1/users/ada/actions/\(end.rawValue)", body)
        let browser = RealmBrowser(world)
        try await browser.open("\(try #require(answer.json["url"]?.string))\(mode)")
        switch end {
        case .blocked: break
        case .cancelled: try await browser.post(try browser.signIn("/cancel"))
        case .succeeded: try await prove(browser, world)
        case .reviewRefused:
            try await prove(browser, world)
            #expect(browser.address.hasSuffix("/wait"))
            let key = try #require(answer.json["idempotencyKey"]?.string)
            try await world.call(.patch, "/v1/users/ada/actions/reviewRefused/\(key)", ["state": "REVIEW_FAILED"])
            try await browser.open(browser.address)
        }
        return browser
    }

    private func prove(_ browser: RealmBrowser, _ world: RealmWorld) async throws {
        try await browser.post(try browser.signIn("/with/EMAIL_OTP"))
        let code = try await world.sent.lastCode()
        try await browser.post(try browser.signIn("/with/EMAIL_OTP/answer"), ["code": code])
    }

    private static let redirect: JSON = "https://shop.example/done?x=1"

    /// What the page's script works with.
    private func settings(_ browser: RealmBrowser) throws -> JSON {
        let match = try #require(
            browser.text.firstMatch(of: #/CARDEA\s*=\s*(\{.*?\});?\s*(?:<\/script>|\n)/#), "\(browser.text)")
        return try JSON(parsing: String(match.1))
    }

    @Test(arguments: End.allCases)
    func `the opener hears of every end, at its own origin, with a token for its server`(end: End) async throws {
        let world = try await RealmWorld(Self.settings)
        try await world.giveMail()
        let browser = try await self.end(end, world)

        let told = try settings(browser)
        #expect(told["isOver"] == true && told["embedders"] == ["https://shop.example"], "\(told)")
        let policy = browser.headers["Content-Security-Policy"] ?? ""
        #expect(policy.contains("frame-ancestors https://shop.example"), "\(policy)")
        #expect(!policy.contains("frame-ancestors *"))
        let token = try #require(told["token"])
        let valid = try await world.call(.post, "/v1/validate", ["token": token])
        #expect(valid.json["state"]?.string == end.state && valid.json["isValid"] == .bool(end == .succeeded))
        #expect(browser.headers["Cache-Control"]?.contains("no-store") == true)
    }

    @Test(arguments: End.allCases)
    func `outside a pop-up the browser goes back, or stays, and no token is in a page`(end: End) async throws {
        let world = try await RealmWorld(Self.settings)
        try await world.giveMail()
        let browser = try await self.end(end, world, mode: "")
        switch end {
        case .succeeded, .cancelled: #expect(browser.address.hasPrefix("https://shop.example/done?x=1&token="))
        case .blocked, .reviewRefused:
            let told = try settings(browser)
            #expect(browser.status == 403 && told["isOver"] == true && told["token"] == nil)
            #expect(told["embedders"] == ["https://shop.example"])
        }
    }

    @Test(arguments: ["&mode=popup", "&mode=popup&origin=https://evil.example&embedders=https://evil.example", ""])
    func `without an address of the application nobody is told, and nobody may frame`(mode: String) async throws {
        let world = try await RealmWorld(Self.settings)
        try await world.giveMail()
        for end in [End.succeeded, .cancelled, .blocked] {
            let browser = try await self.end(end, world, mode: mode, body: [:])
            let told = try settings(browser)
            #expect(told["embedders"] == nil && told["token"] == nil, "\(end): \(told)")
            #expect(browser.headers["Content-Security-Policy"]?.contains("frame-ancestors 'none'") == true)
        }
    }

    @Test func `a client's pages are for the origins that it registered, on every page`() async throws {
        let world = try await RealmWorld { $0.embeddingOrigins = ["https://frame.example"] }
        try await world.giveMail()
        let browser = RealmBrowser(world)
        try await browser.open(world.authorize([("origin", "https://evil.example")]))
        for path in ["", "/methods", "/stopped"] {
            if path == "/methods" { try await browser.post(try browser.signIn(""), ["identifier": "ada@example.com"]) }
            if path == "/stopped" { try await browser.open(try browser.signIn("/stopped")) }
            #expect(try settings(browser)["embedders"] == ["https://frame.example"], "\(path)")
            #expect(
                browser.headers["Content-Security-Policy"]?.contains("frame-ancestors https://frame.example") == true)
        }
        #expect(try settings(browser)["isOver"] == true)
    }
}
