import Base
import Testing

@testable import Pages

struct OperatorPageTests {
    @Test(
        arguments: [
            ("your code is 493027.", "493027"), ("Contoso: 118832", "118832"), ("in 10 minutes", nil),
            ("A123456 and 12345678901", nil), ("code:4711, good for 10 minutes", "4711"), ("", nil),
        ] as [(String, String?)])
    func `the code of a message is found`(text: String, code: String?) {
        let message = MailboxPage.Message(
            id: "1", channel: .mail, to: "a@b.example", subject: "", text: text, sentAt: Timestamp(seconds: 0))

        #expect(message.code == code)
    }

    @Test func `a message's addresses are links and the rest is text`() {
        let page = MailboxPage(messages: [
            .init(
                id: "1", channel: .mail, to: "<x>", subject: "<b>",
                text: "Go to https://a.example/?x=1&y=2 <now> httpx",
                sentAt: Timestamp(seconds: 0))
        ])
        let html = page.document(nonce: "bg==").text

        #expect(
            html.contains(
                #"<a href="https://a.example/?x=1&amp;y=2">https://a.example/?x=1&amp;y=2</a> &lt;now&gt; httpx"#))
        #expect(html.contains("&lt;b&gt;") && html.contains("&lt;x&gt;"))
    }

    @Test func `a token is decoded, its claims explained and its times shown`() {
        let html = Samples.token.document(nonce: "bg==").text

        #expect(html.contains(#"<th scope="row">exp</th>"#) && html.contains("2026-11-21 09:47:55Z"))
        #expect(html.contains("Ada &lt;b&gt;") && html.contains(ClaimNotes.claims["tfp"] ?? "?"))
        #expect(html.contains("RS256"))
    }

    @Test(arguments: ["", "a.b", "a.b.c", "....", "e30.e30", "e30.W10.x", "{}.{}.{}"])
    func `what is no token is shown as it is`(text: String) {
        #expect(DecodedToken(text) == nil)
    }

    @Test func `a policy with errors on disk runs as it last was, and says so`() {
        let html = Samples.welcome.document(nonce: "bg==").text

        #expect(html.contains("href=\"/run?p=1\"") && html.contains("href=\"/run?p=3\""))
        #expect(html.contains("<a href=\"#problems\">2 errors on disk</a>"))
    }

    @Test func `a notice stands over a page of a journey, escaped and in English`() {
        var frame = Samples.frame()
        frame.notice = PageNotice(text: "The <policies> have 1 error.", link: "See", address: "/#problems")
        let html = Samples.error.document(in: frame).text

        #expect(html.contains("<p class=\"cardeaNotice\" id=\"cardeaNotice\" role=\"status\" lang=\"en\""))
        #expect(html.contains("The &lt;policies&gt; have 1 error. <a href=\"/#problems\""))
        #expect(!Samples.error.document(in: Samples.frame()).text.contains("cardeaNotice"))
    }
}

struct AssetsTests {
    @Test(arguments: Assets.Name.allCases)
    func `every asset that pages name is compiled in, under a path that names its version`(name: Assets.Name) {
        let asset = Assets[name]

        #expect(!asset.bytes.isEmpty)
        #expect(asset.path.hasPrefix("/assets/"))
        #expect(Set(Assets.all.map(\.path)).count == Assets.all.count)
    }

    @Test(arguments: [Assets.Name.classic, .oceanBlue, .slateGray, .people, .functional])
    func `a style sheet is whole and loads nothing from elsewhere`(name: Assets.Name) {
        let text = String(decoding: Assets[name].bytes, as: UTF8.self)

        #expect(!text.contains("@import") && !text.contains("url(\"http") && !text.contains("url(//"))
        #expect(text.contains("[hidden] { display: none !important; }"))
    }

    /// WCAG 2.2 §1.4.3 and §1.4.11 on the palette of each look, in light and in dark.
    @Test(arguments: [Assets.Name.classic, .oceanBlue, .slateGray, .people])
    func `the colours of a look have enough contrast`(name: Assets.Name) throws {
        let css = String(decoding: Assets[name].bytes, as: UTF8.self)
        for isDark in [false, true] {
            let palette = Palette(css: css, isDark: isDark)
            let pairs: [(String, String, Double)] = [
                ("ink", "paper", 4.5), ("ink", "mist", 4.5), ("muted", "paper", 4.5), ("muted", "mist", 4.5),
                ("accent", "paper", 4.5), ("on-accent", "accent", 4.5), ("danger", "paper", 4.5), ("edge", "paper", 3),
            ]
            for (front, back, least) in pairs {
                let contrast = try #require(palette.contrast(front, back))
                #expect(contrast >= least, "\(front) on \(back), dark: \(isDark): \(contrast)")
            }
        }
    }
}

/// The colours that a style sheet ends up with; a later declaration counts.
private struct Palette {
    private var colours: [String: Double] = [:]

    init(css: String, isDark: Bool) {
        var isInDark = false
        for line in css.split(separator: "\n") {
            if line.hasPrefix("@media") { isInDark = line.contains("prefers-color-scheme: dark") }
            if line == "}" { isInDark = false }
            guard isDark || !isInDark, let start = line.firstRange(of: "--")?.upperBound else { continue }
            let parts = line[start...].split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let hash = parts[1].firstIndex(of: "#"),
                let value = UInt32(parts[1][hash...].dropFirst().prefix(6), radix: 16)
            else { continue }
            colours[String(parts[0])] = Palette.luminance(value)
        }
    }

    func contrast(_ front: String, _ back: String) -> Double? {
        guard let a = colours[front], let b = colours[back] else { return nil }
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    private static func luminance(_ colour: UInt32) -> Double {
        let parts = [16, 8, 0].map { Double(colour >> $0 & 0xff) / 255 }.map(linear)
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    /// The sRGB curve, as WCAG 2.2 defines relative luminance; 2.4 is 12/5, so the root is taken by Newton's method.
    private static func linear(_ value: Double) -> Double {
        guard value > 0.04045 else { return value / 12.92 }
        let base = (value + 0.055) / 1.055
        let power = base * base * (base * base) * (base * base) * (base * base) * (base * base) * (base * base)
        var root = 0.5
        for _ in 0..<60 { root -= (root * root * root * root * root - power) / (5 * root * root * root * root) }
        return root
    }
}
