import Base
import Testing

@testable import Workbench

struct SourceJSONTests {
    private func parse(_ text: String) throws(SourceProblem) -> SourceJSON {
        try SourceJSON(parsing: Bytes(utf8: text), file: "a.json")
    }

    @Test func `comments, a last comma and a byte order mark are fine`() throws {
        let source = try parse("\u{feff}// first\n{\"a\": [1, /* two\n */ \"x\\u00e9\",], // end\n}")
        #expect(source.json == ["a": [1, "x\u{e9}"]])
    }

    @Test func `every value knows its place`() throws {
        let source = try parse("{\n  \"a\": {\n    \"b\": true\n  }\n}")
        let inner = try #require(source.members?.first?.value.members?.first)
        #expect("\(inner.place)" == "a.json:3:5")
        #expect("\(inner.value.place)" == "a.json:3:10")
    }

    @Test(arguments: [
        ("", "a.json:1:1: the file ends"), ("{\"a\": }", "a.json:1:7"), ("{\"a\" 1}", "expected \":\""),
        ("{\"a\": 1\n \"b\": 2}", "a.json:2:2: expected \",\""), ("{\"a\": 1, \"a\": 2}", "\"a\" comes twice"),
        ("[tru]", "a.json:1:2: \"tru\" is no value"), ("[\"open]", "without its closing quote"),
        ("[1] x", "after the end"), ("/* no end", "comment without end"), ("[\"\\q\"]", "escape"),
        ("{a: 1}", "name in quotes"),
    ])
    func `what is broken is said with its place`(text: String, message: String) {
        let problem = #expect(throws: SourceProblem.self) { try parse(text) }
        #expect(problem?.description.contains(message) == true, "\(problem?.description ?? "")")
    }

    @Test func `depth and size are bounded`() {
        #expect(throws: SourceProblem.self) { try parse(String(repeating: "[", count: 100_000)) }
        #expect(throws: SourceProblem.self) { try parse("\"" + String(repeating: "x", count: 5 << 20) + "\"") }
    }

    @Test(arguments: [
        ("polcy", "policy"), ("Steps", "steps"), ("enter1", "enter"), ("xyzzy", nil),
    ])
    func `the nearest name is found, if it is near`(name: String, nearest: String?) {
        #expect(NearestName.of(name, in: ["policy", "steps", "enter"]) == nearest)
    }
}
