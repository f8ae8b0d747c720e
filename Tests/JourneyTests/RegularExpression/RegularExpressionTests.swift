import TestSupport
import Testing

@testable import Journey

struct RegularExpressionTests {
    private func matches(_ pattern: String, _ text: String) throws -> Bool {
        if case .matched = try RegularExpression(pattern).firstMatch(in: text) { true } else { false }
    }

    @Test(arguments: [
        (#"^[0-9]{4,16}$"#, "64854114520", true), (#"^[0-9]{4,16}$"#, "12", false),
        (#"\d"#, "20", true), (#"\d"#, "x", false),
        ("^a$", "a\n", true), ("^a$", "a\r\n", false), (#"^a\z"#, "a\n", false), ("a.b", "a\rb", true),
        ("a.b", "a\nb", false), (#"^\d$"#, "٣", true), (#"^\w+$"#, "Straße", true), ("(?i)STRASSE", "strasse", true),
        ("(?s)a.b", "a\nb", true), ("(?m)^b$", "a\nb", true), ("(?x) a b # ( [\n c", "abc", true),
        ("[a-z-[aeiou]]+x", "bcdx", true), ("^[a-z-[aeiou]]+$", "bad", false),
        ("^[a-z-[c-x-[m]]]+$", "abmyz", true), ("^[a-z-[c-x-[m]]]+$", "d", false),
        ("^[[:alpha:]]$", "a]", true), ("^[[:alpha:]]$", "b", false), ("^[]a]+$", "]a", true),
        (#"^\u0041\x42$"#, "AB", true), (#"^\uD83D\uDE00$"#, "😀", true), (#"^\v$"#, "\u{0b}", true),
        (#"^\v$"#, "\n", false), (#"^\p{IsGreek}+$"#, "αβγ", true), (#"^\P{IsGreek}+$"#, "abc", true),
        (#"^[\P{IsGreek}]+$"#, "α", false), (#"^\p{Lu}$"#, "Ä", true), ("^a{,3}$", "a{,3}", true),
        ("^{a}$", "{a}", true),
        (#"^(?<n>x)(y)\1$"#, "xyy", true), (#"^(?<n>x)(y)\2$"#, "xyx", true), (#"(?<n>a)\k<n>"#, "aa", true),
        ("^(?(?=a)ab|c)$", "ab", true), ("^(?<q>a)?(?(q)b|c)$", "c", true), ("^(?(a)ab|c)$", "ab", true),
        (#"(^\S.*\S$)|(^\S+$)|(^$)"#, "  ", false), ("^(?=([^,]+)).+(?=(\\1))", "ab,ab", true),
    ])
    func `a .NET expression means what it means in .NET`(pattern: String, text: String, expected: Bool) throws {
        #expect(try matches(pattern, text) == expected)
    }

    @Test(arguments: [
        "(?<a-b>x)", "(?R)", "(?1)", "(?P<n>x)", "(*UTF)a", "(?C1)a", #"\Kx"#, #"\Qa\E"#, "(?|a|b)", #"\h"#, "[a",
        "(?<1>x)", #"\p{IsKlingon}"#, #"\uD83D"#, "a\\", "(", "(?<=a.*)b",
    ])
    func `an expression that .NET does not have, or we cannot run, is refused`(pattern: String) {
        #expect(throws: RegularExpressionError.self) { try RegularExpression(pattern) }
    }

    @Test func `named groups are found, however long their names are`() throws {
        let name = "extension_0123456789abcdef0123456789abcdef_mail"
        let expression = try RegularExpression("(?<\(name)>.*)@(?<domain>.*)$")

        guard case .matched(let match) = expression.firstMatch(in: "emily@contoso.com") else {
            Issue.record("no match")
            return
        }
        #expect(match.groups == [name: "emily", "domain": "contoso.com"])
        #expect(match.range == 0..<17)
    }

    @Test func `the option for whole matches forbids a line end, too`() throws {
        let expression = try RegularExpression("a|ab", options: .whole)

        #expect(expression.firstMatch(in: "ab") != .unmatched)
        #expect(expression.firstMatch(in: "ab\n") == .unmatched)
    }

    @Test(arguments: [
        ("^(a+)+$", String(repeating: "a", count: 5000) + "!"),
        ("(a|aa)+$", String(repeating: "a", count: 5000) + "!"),
        ("(x+x+)+y", String(repeating: "x", count: 8000)),
        ("(.*)*#", String(repeating: "b", count: 60_000)),
        ("^(([a-z])+.)+[A-Z]([a-z])+$", String(repeating: "a", count: 8000)),
        ("(?<=.).(?=.*@)", String(repeating: "q", count: 8000)),
    ])
    func `an expression that explodes gives up before it has cost a second`(pattern: String, text: String) throws {
        let expression = try RegularExpression(pattern)

        // It is steps that are counted; the processor's time says that so many are few: 50 ms on a quiet machine.
        var outcome: RegularExpression.Outcome?
        let time = processorTime { outcome = expression.firstMatch(in: text) }

        if case .matched? = outcome { Issue.record("matched") }
        #expect(time < .seconds(1), "\(pattern) took \(time)")
    }

    @Test func `a text of a megabyte is not searched`() throws {
        let text = String(repeating: "a", count: 1_000_000)

        #expect(try RegularExpression("a").firstMatch(in: text) == .gaveUp(.subjectTooLong))
    }

    @Test func `an empty text can match`() throws {
        #expect(try matches("^$", ""))
    }

    @Test(arguments: [("b*", "abc", "-", "-a--c-"), ("é", "aéb", "$1", "a$1b"), ("x", "", "-", "")])
    func `every match is replaced, literally`(pattern: String, text: String, by: String, expected: String) throws {
        #expect(try RegularExpression(pattern).replacingMatches(in: text, with: by) == expected)
    }

    @Test func `the cache stays within its bounds`() throws {
        let cache = PatternCache(capacity: 3)
        for index in 0..<10 { cache.keep(try RegularExpression("a{\(index)}"), []) }

        #expect(cache.count == 3)
        #expect(cache.find("a{9}", []) != nil)
        #expect(cache.find("a{1}", []) == nil)
    }
}
