import Base
import HTTP
import TestSupport
import Testing

/// Every kind of field, in a page with scripts and without: what it takes, how it comes back, and what hostile values
/// of claims do to it.
@Suite(.enabled(if: StarterPack.isPresent))
struct FieldTests {
    private func open(_ journey: String, _ way: Browser.Way, serving claims: JSON? = nil) async throws
        -> (TestServer, Browser)
    {
        let server = try await ControlPolicies.server(journey)
        if let claims { server.world.serve(ControlPolicies.service, claims) }
        let browser = server.browser(way)
        try await browser.open(server.authorize(ControlPolicies.id))
        return (server, browser)
    }

    private static let values = [
        "nickname": "Ada", "age": "36", "agrees": "true", "born": "1815-12-10", "born_day": "10", "born_month": "12",
        "born_year": "1815", "since_day": "1", "since_month": "2", "since_year": "2020", "since": "2020-02-01",
        "contactNumber": "+44 20 7946-0958", "mail": "ada@example.com", "day": "2026-01-31", "colour": "r",
        "size": "l", "topics": "ads", "postcode": "8001",
    ]

    @Test(arguments: Browser.Way.allCases)
    func `each kind of field gives a claim of its type`(way: Browser.Way) async throws {
        let (server, browser) = try await open("Fields", way)

        let page = try await browser.press("continue", Self.values)

        let claims = try await server.claims(ControlPolicies.id, for: page)
        #expect(claims["nickname"] == "Ada")
        #expect(claims["age"] == 36)
        #expect(claims["agrees"] == true)
        #expect(claims["born"]?.string == "1815-12-10")
        #expect(claims["since"]?.string?.hasPrefix("2020-02-01T00:00:00") == true, "\(claims)")
        #expect(claims["contactNumber"] == "+442079460958")
        #expect(claims["colour"] == "r" && claims["size"] == "l" && claims["topics"] == "ads")
        #expect(claims["postcode"] == "8001")
    }

    @Test(arguments: Browser.Way.allCases)
    func `a box that is left empty says no where null values are generated`(way: Browser.Way) async throws {
        let (server, browser) = try await open("Fields", way)

        let page = try await browser.press("continue", ["nickname": "Ada", "age": "1"])

        #expect(try await server.claims(ControlPolicies.id, for: page)["agrees"] == false)
    }

    @Test(arguments: [
        ("age", "many", "whole number"), ("age", "99999999999", "whole number"),
        ("born", "1815-02-31", "date that exists"),
        ("contactNumber", "call me", "phone number"), ("mail", "ada at example", "e-mail"),
        ("colour", "blue", "options"), ("topics", "news,other", "options"), ("postcode", "80", "Four digits, please"),
        ("nickname", "", "Fill in|required|This information"),
    ])
    func `a value that does not fit is refused at its field, and what was typed comes back`(
        field: String, value: String, words: String
    ) async throws {
        let (_, browser) = try await open("Fields", .forms)
        var values = Self.values
        values[field] = value
        if field == "born" { (values["born_day"], values["born_month"]) = ("31", "2") }
        let form = try #require(browser.page.forms.first)
        var posted = form.fields(values: values, browser.page.tag(id: "continue"))
        posted.set(field, value)

        let page = try await browser.post(form.action, posted)

        #expect(!page.isElsewhere)
        let message = page.text.split(separator: "<div").first { $0.contains("id=\"\(field)_error\"") } ?? ""
        #expect(words.split(separator: "|").contains { message.contains($0) }, "\(message)")
        if field != "nickname" { #expect(page.tag(id: "nickname")?["value"] == "Ada") }
        #expect(page.text.contains("value=\"l\" checked"))
    }

    @Test func `several wrong fields are listed with the way to each`() async throws {
        let (_, browser) = try await open("Fields", .forms)

        let page = try await browser.press("continue", ["nickname": "", "age": "x", "postcode": "1"])

        #expect(page.tag(id: "errorSummary") != nil, "\(page.summary)")
        for field in ["nickname", "age", "postcode"] { #expect(page.text.contains("<a href=\"#\(field)\">")) }
        #expect(page.tags.filter { $0["aria-invalid"] == "true" }.count == 3)
    }

    private static let hostile =
        "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}${7*7}</script>{Claim:objectId}\u{202E}gnp.exe"

    @Test(arguments: Browser.Way.allCases)
    func `markup and templates in claims are shown as text, and nothing turns the page round`(
        way: Browser.Way
    ) async throws {
        let all = ControlPolicies.fields.filter {
            !["age", "agrees", "born", "since", "contactNumber", "day"].contains($0)
        }
        let claims = JSON.object(JSON.Object(all.map { ($0, .string(Self.hostile)) }))
        let (_, browser) = try await open("Hostile", way, serving: claims)
        let page = browser.page

        #expect(page.tag(id: "nickname") != nil, "\(page.summary)")
        #expect(!page.text.contains("<script>alert"), "\(page.summary)")
        #expect(!page.tags.contains { $0["onerror"] != nil })
        #expect(page.tags.filter { $0["src"] == "x" && $0.name == "img" }.allSatisfy { $0["onerror"] == nil })
        #expect(page.text.contains("{{7*7}}${7*7}"))
        #expect(!page.text.contains("0f2e"))
        let shown = try #require(page.tag(id: "shown")?["value"])
        #expect(!shown.unicodeScalars.contains("\u{202E}"))
        #expect(page.tag(id: "shown")?["dir"] == "auto")
    }

    @Test func `a claim of a megabyte neither floods the page nor breaks it`() async throws {
        let long = String(repeating: "a<b>", count: 80_000)
        let (_, browser) = try await open(
            "Later", .forms, serving: ["nickname": .string(long), "shown": .string(long), "told": .string(long)])
        try await browser.press("continue", ["nickname": "Ada"])

        #expect(browser.page.status == 200 && browser.page.tag(id: "postcode") != nil, "\(browser.page.summary)")
        #expect(browser.page.text.utf8.count < 400_000, "\(browser.page.text.utf8.count)")
    }

    @Test func `claims that are null or of another shape leave their fields empty`() async throws {
        let (server, browser) = try await open(
            "Hostile", .forms, serving: ["nickname": .null, "shown": ["a": 1], "told": [1, 2], "colour": .null])

        #expect(browser.page.tag(id: "nickname")?["value"] == "", "\(browser.page.summary)")
        let page = try await browser.press("continue", ["nickname": "Ada", "age": "1"])
        #expect(try await server.claims(ControlPolicies.id, for: page)["nickname"] == "Ada")
    }
}
