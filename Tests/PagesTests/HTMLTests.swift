import Base
import Testing

@testable import Pages

struct HTMLTests {
    private let hostile = #""><script>alert(1)</script>&'"#

    @Test func `text and attributes are escaped`() {
        let html = HTML { $0.element("p", Attribute("title", hostile), text: hostile) }

        #expect(
            html.text == "<p title=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;'\">"
                + "\"&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;'</p>")
    }

    @Test(arguments: [
        "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)",
        "\u{1}javascript:x",
        "data:text/html,x", "vbscript:x", "blob:x", "file:///etc/passwd", "https:\\evil.example", "x y",
    ])
    func `an address that runs something is left out`(address: String) {
        let html = HTML { $0.element("a", .href(address), text: "x") }

        #expect(html.text == "<a>x</a>")
    }

    @Test(arguments: ["https://a.example/?b=c&d", "http://localhost:8080/", "/x?y:z", "x", "#a", "mailto:a@b.example"])
    func `an address that leads somewhere stays`(address: String) {
        let html = HTML { $0.element("a", .href(address), text: "x") }

        #expect(html.text.hasPrefix("<a href="))
    }

    @Test(arguments: [
        ("msauth.app://auth?code=1", true), ("javascript:alert(1)", false), ("data:text/html,x", false), ("/x", false),
    ])
    func `a verified target may have an application's own scheme`(address: String, stays: Bool) {
        let html = HTML { $0.element("a", .target(address), text: "x") }

        #expect(html.text.contains("href") == stays)
    }

    @Test func `a script's variables cannot end the element`() {
        let html = HTML { $0.variables([("X", ["a": "</script><script>alert(1)//\u{2028}"])], nonce: "n") }

        #expect(
            html.text
                == #"<script nonce="n">var X={"a":"\u003c/script\u003e\u003cscript\u003ealert(1)//\u2028"};</script>"#)
    }

    @Test(arguments: [
        ("Welcome <b>Ada</b>", "Welcome <b>Ada</b>"),
        ("a < b & c", "a &lt; b & c"),
        ("<script>alert(1)</script>ok", "ok"),
        ("<img src=x onerror=alert(1)>", "<img src=\"x\">"),
        ("<a href=\"javascript:alert(1)\">x</a>", "<a rel=\"noopener noreferrer\" target=\"_blank\">x</a>"),
        ("<a href=\"&#106;avascript:alert(1)\">x</a>", "<a rel=\"noopener noreferrer\" target=\"_blank\">x</a>"),
        ("<a href='java&Tab;script:alert(1)'>x</a>", "<a rel=\"noopener noreferrer\" target=\"_blank\">x</a>"),
        (
            "<a href=https://a.example>x</a>",
            "<a href=\"https://a.example\" rel=\"noopener noreferrer\" target=\"_blank\">x</a>"
        ),
        ("</div></main><b>x", "<b>x</b>"),
        ("<b><i>x</b>y</i>", "<b><i>x</i></b>y"),
        ("<svg onload=alert(1)><p id=api>x</svg>", "<p>x</p>"),
        ("<style>*{}</style><iframe src=//x></iframe>x", "x"),
        ("<p title='\"><script>'>x</p>", "<p title=\"&quot;&gt;&lt;script&gt;\">x</p>"),
        ("<!-- <b> -->x<", "x&lt;"),
        ("<scr<script>ipt>alert(1)</script>", "ipt&gt;alert(1)"),
    ])
    func `a paragraph's markup keeps only what is safe`(source: String, kept: String) {
        #expect(HTML { $0.markup(TrustedMarkup(sanitising: source)) }.text == kept)
    }
}
