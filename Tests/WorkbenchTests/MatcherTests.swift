import Base
import Testing

@testable import Workbench

struct MatcherTests {
    @Test(arguments: [
        ("\"a\"", "\"a\""), ("1", "1"), ("true", "true"), ("null", "null"), ("\"*\"", "7"), ("\"*\"", "[]"),
        ("\"a*c\"", "\"abbc\""), ("\"*b*\"", "\"abc\""), ("\"/^a.c$/\"", "\"abc\""), ("[1, \"*\"]", "[1, 2]"),
        ("{\"a\": 1}", "{\"a\": 1, \"b\": 2}"), ("{\"b\": null}", "{\"a\": 1}"),
        ("{\"contains\": \"b\"}", "\"abc\""), ("{\"contains\": 2}", "[1, 2]"), ("{\"contains\": [2, 1]}", "[1, 2]"),
        ("{\"not\": 1}", "2"), ("{\"not\": \"*\"}", "null"), ("{\"matches\": \"[0-9]\"}", "12"),
        ("{\"oneOf\": [1, 2]}", "2"), ("{\"equals\": \"a*\"}", "\"a*\""), ("{\"exactly\": {\"a\": 1}}", "{\"a\": 1}"),
        ("{\"atLeast\": 2, \"atMost\": 3}", "2.5"), ("{\"length\": 2}", "[1, 2]"),
        ("{\"length\": {\"atLeast\": 1}}", "\"a\""),
    ])
    func `what is expected matches`(expected: String, actual: String) throws {
        #expect(Matcher.differences(try JSON(parsing: expected), try JSON(parsing: actual), at: "x") == [])
    }

    @Test(arguments: [
        ("\"a\"", "\"b\"", "x: expected \"a\", got \"b\""), ("1", "\"1\"", "got \"1\""), ("\"*\"", "null", "got null"),
        ("null", "1", "expected nothing, got 1"), ("\"a*c\"", "\"abcd\"", "got \"abcd\""), ("\"1*\"", "12", "got 12"),
        ("{\"a\": {\"b\": 1}}", "{\"a\": {\"b\": 2}}", "x.a.b: expected 1, got 2"), ("{\"a\": 1}", "{}", "got nothing"),
        ("[1]", "[1, 2]", "x: expected [1], got [1,2]"), ("[1, 2]", "[1, 3]", "x[1]: expected 2"),
        ("{\"equals\": \"a*\"}", "\"ab\"", "expected equals"),
        ("{\"exactly\": {\"a\": 1}}", "{\"a\": 1, \"b\": 2}", "x.b"),
        ("{\"not\": 1}", "1", "expected not"), ("{\"atLeast\": 2}", "1", "atLeast"),
        ("{\"contains\": 3}", "[1]", "contains"),
        ("\"/(/\"", "\"(\"", "expected"), ("{\"oneOf\": []}", "1", "oneOf"),
    ])
    func `what differs is said with its path`(expected: String, actual: String, message: String) throws {
        let lines = Matcher.differences(try JSON(parsing: expected), try JSON(parsing: actual), at: "x")
        #expect(lines.first?.contains(message) == true, "\(lines)")
    }

    @Test func `a long value is cut`() {
        let lines = Matcher.differences("a", .string(String(repeating: "b", count: 9000)), at: "x")
        #expect(lines[0].utf8.count < 600)
    }
}
