import Base
import HTTP
import TestSupport
import Testing

@testable import Pages

struct PageTemplateTests {
    private func template(_ source: String, allowsScript: Bool = false) throws(PageTemplate.Problem) -> PageTemplate {
        try PageTemplate(Bytes(utf8: source), loadedFrom: "https://cdn.example/t.html", allowsScript: allowsScript)
    }

    private func document(_ source: String, allowsScript: Bool = false) throws -> String {
        let template = try template(source, allowsScript: allowsScript)
        let frame = Samples.frame(template: template, allowsScript: allowsScript)
        return Samples.combined.document(in: frame).text
    }

    @Test func `the page is laid into the template`() throws {
        let html = try document(Samples.template)

        #expect(
            html.contains(
                #"<div class="wrap"><div id="api" data-name="Unified" lang="en" dir="ltr"><div class="heading">"#))
        #expect(html.contains(#"<a id="createAccount""#) && html.contains("</div></div>\n"))
        #expect(!html.contains("old") && !html.contains("<div>x</div>"))
        #expect(html.contains(#"<link rel="stylesheet" href="https://cdn.example/site.css">"#))
        #expect(html.contains("<style>.attrEntry label { color: navy }</style>"))
        #expect(html.contains(Assets[.functional].path) && html.contains("var SETTINGS="))
    }

    @Test func `without permission a template runs nothing`() throws {
        let html = try document(Samples.template)

        #expect(!html.contains("site.js") && !html.contains("onload") && !html.contains("x < y"))
        #expect(html.contains("<body>"))
        #expect(try template(Samples.template).removed == ["base", "body[onload]", "script ×2"])
    }

    @Test func `with permission a template's scripts have the nonce`() throws {
        let html = try document(Samples.template, allowsScript: true)

        #expect(html.contains(#"<script src="https://cdn.example/site.js" nonce="bm9uY2U="></script>"#))
        #expect(html.contains(#"<script nonce="bm9uY2U=">document.title = "x < y";</script>"#))
        #expect(html.contains(#"onload="steal()""#))
    }

    @Test(arguments: [false, true])
    func `a base is refused always`(allowsScript: Bool) throws {
        #expect(!(try document(Samples.template, allowsScript: allowsScript)).contains("<base"))
    }

    @Test(arguments: [
        #"<meta http-equiv="refresh" content="0;url=//evil.example">"#,
        #"<meta HTTP-EQUIV='Content-Security-Policy' content="default-src *">"#,
    ])
    func `a template cannot send people away or change our policy`(tag: String) throws {
        #expect(!(try document("<head>\(tag)</head><div id=api></div>", allowsScript: true)).contains("evil.example"))
        #expect(!(try document("<head>\(tag)</head><div id=api></div>", allowsScript: true)).contains("default-src *"))
    }

    @Test(arguments: [
        "<div id='api'></div>", "<DIV ID=api>", "<div class=x id=\"api\"/></div>", "<p>&lt;<div id=api><div></div>",
        "<!doctype html><title></div></title><div id=api></div>", "<body><main id=\"api\"><main></main></main>",
    ])
    func `a template is read as browsers read`(source: String) throws {
        let html = try document(source)

        #expect(html.contains("localAccountForm") && html.contains("var SETTINGS="))
    }

    @Test(arguments: [
        "", "<p>no place</p>", "<!-- <div id=api></div> -->", "<script><div id=api></div></script>", "<br id=api>",
        "<textarea><div id=\"api\"></textarea>",
    ])
    func `a template without a place for the fields is refused with the reason`(source: String) {
        #expect(throws: PageTemplate.Problem.noAPIElement) { try template(source) }
        #expect(PageTemplate.Problem.noAPIElement.description.contains("\"api\""))
    }

    @Test func `a template is bounded`() {
        let large = Bytes(repeating: UInt8(ascii: "<"), count: PageTemplate.maximumSize + 1)

        #expect(throws: PageTemplate.Problem.tooLarge) {
            try PageTemplate(large, loadedFrom: "", allowsScript: false)
        }
        #expect(throws: PageTemplate.Problem.notUTF8) {
            try PageTemplate([0xff], loadedFrom: "", allowsScript: false)
        }
    }

    @Test(arguments: [
        "<", "</", "<a", "<a b", "<a b=", "<a b='", "<!", "<!--", "<script", "<script>", "<div id=api", "<div id=api><",
        "<div id=api></div", "<a =>", "<a / / b>", "<?x", "</ div>",
    ])
    func `broken markup is read to its end`(source: String) {
        var reader = MarkupReader(Bytes(utf8: source))
        var steps = 0
        while reader.next() != nil { steps += 1 }

        #expect(steps <= source.utf8.count)
    }

    @Test(arguments: ["<script>", "<p a=", "<!--", "<a b ", "x1 ", "<", "</p", "<a b='", "&amp"])
    func `reading takes time in proportion to length`(piece: String) throws {
        let hostile = "<a " + String(repeating: piece, count: 900_000 / piece.utf8.count) + "<div id=api>"

        let time = processorTime { _ = try? template(hostile) }

        #expect(time < .seconds(5))
    }
}

struct ContentSecurityPolicyTests {
    @Test func `a page of ours allows what it needs and nothing else`() {
        let policy = ContentSecurityPolicy(Samples.frame()).text

        #expect(
            policy == "default-src 'none'; base-uri 'none'; object-src 'none'; script-src 'self' 'nonce-bm9uY2U='; "
                + "style-src 'self' 'nonce-bm9uY2U='; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
                + "frame-ancestors 'none'")
    }

    @Test func `a template's styles may come from elsewhere, its scripts only with permission`() throws {
        let template = try PageTemplate(
            Bytes(utf8: "<div id=api>"), loadedFrom: "http://localhost:5000/t.html", allowsScript: false)
        let quiet = ContentSecurityPolicy(Samples.frame(template: template)).text
        let loud = ContentSecurityPolicy(Samples.frame(template: template, allowsScript: true)).text

        #expect(quiet.contains("style-src 'self' https: http://localhost:5000 'unsafe-inline';"))
        #expect(quiet.contains("script-src 'self' 'nonce-bm9uY2U=';") && !quiet.contains("strict-dynamic"))
        #expect(loud.contains("'strict-dynamic'") && loud.contains("script-src-attr 'unsafe-inline'"))
    }

    @Test func `a source cannot write directives of its own`() {
        var frame = Samples.frame()
        frame.frameAncestors = ["https://portal.example", "https://x; script-src *", "'unsafe-inline'"]

        #expect(ContentSecurityPolicy(frame).text.hasSuffix("frame-ancestors https://portal.example"))
    }

    @Test func `signing out elsewhere names the frames it loads`() {
        let page = SignedOutPage(frontChannel: ["https://a.example/out?sid=1", "javascript:alert(1)", "https://b@c/"])
        let response = page.response(in: Samples.frame())
        let policy = response.headers["Content-Security-Policy"] ?? ""
        let html = String(decoding: response.bytes ?? [], as: UTF8.self)

        #expect(policy.contains("frame-src https://a.example;"))
        #expect(html.contains(#"src="https://a.example/out?sid=1""#) && !html.contains("javascript:"))
    }

    @Test(arguments: Preview.operatorPages.map(\.name))
    func `an operator's page sends its forms nowhere else`(name: String) throws {
        let page = try #require(Preview.operatorPages.first { $0.name == name }).page

        #expect(page.response(nonce: "bg==").headers["Content-Security-Policy"]?.contains("form-action 'self'") == true)
    }
}
