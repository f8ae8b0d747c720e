import Base
import Testing

@testable import Workbench

struct JourneyTestReadingTests {
    private func read(_ text: String) throws(SourceProblem) -> [JourneyTest] {
        try JourneyTestFile.read(Bytes(utf8: text), file: "t/a.journey.json", folder: "policies")
    }

    @Test func `a test takes its name from the file and its folder from the command`() throws {
        let tests = try read("{\"policy\": \"B2C_1A_x\", \"steps\": [{\"press\": \"signup\"}]}")
        #expect(tests.map(\.name) == ["a"])
        #expect(tests[0].folder == "policies")
        #expect(tests[0].clock.iso8601 == "2026-01-15T12:00:00Z")
    }

    @Test func `inner tests take over what stands around them`() throws {
        let tests = try read(
            """
            {"name": "out", "policy": "p", "folder": "../p", "users": [{"email": "a@x"}], "variables": {"a": 1, "b": 1},
             "steps": [{"enter": {"x": "$a"}}],
             "tests": [{"name": "one", "variables": {"b": 2}}, {"name": "two", "policy": "q", "users": [{"email": "b@x"}],
             "steps": []}]}
            """)
        #expect(tests.map(\.name) == ["out: one", "out: two"])
        #expect(tests.map(\.policy) == ["p", "q"])
        #expect(tests.map(\.folder) == ["t/../p", "t/../p"])
        #expect(tests.map(\.users.count) == [1, 2])
        #expect(tests.map(\.steps.count) == [1, 0])
        #expect(JSON.object(tests[0].variables) == ["a": 1, "b": 2])
    }

    @Test func `who enters something goes on, unless told otherwise`() throws {
        let tests = try read(
            "{\"policy\": \"p\", \"steps\": [{\"enter\": {\"a\": 1}}, {\"enter\": {\"a\": 1}, \"press\": false}, {\"page\": \"x\"}]}"
        )
        let ways = tests[0].steps.map { step in
            switch step.press {
            case .next: "next"
            case .nothing: "nothing"
            case .control(let name): name
            }
        }
        #expect(ways == ["next", "nothing", "nothing"])
        #expect(tests[0].steps.map(\.acts) == [true, true, false])
    }

    @Test(arguments: [
        ("{}", "names no \"policy\""),
        ("{\"polcy\": \"x\"}", "t/a.journey.json:1:2: a test has no \"polcy\"; did you mean \"policy\""),
        ("{\"policy\": \"p\", \"steps\": [{\"pres\": \"x\"}]}", "did you mean \"press\""),
        ("{\"policy\": \"p\", \"expect\": {\"tokens\": {}}}", "did you mean \"token\""),
        ("{\"policy\": \"p\", \"expect\": {\"token\": 1}}", "an object of claims"),
        ("{\"policy\": \"p\", \"clock\": \"noon\"}", "is a time"),
        ("{\"policy\": \"p\", \"steps\": [{\"advance\": \"soon\"}]}", "a time such as"),
        ("{\"policy\": 1}", "is a text, not a number"),
        ("{\"policy\": \"p\", \"steps\": {}}", "is a list"), ("{\"policy\": \"p\", \"tests\": []}", "is empty"),
        ("{\"policy\": \"p\", \"steps\": [{\"token\": {}, \"logout\": {}}]}", "starts one thing"),
        ("{\"policy\": \"p\", \"expect\": {\"calls\": [{\"hots\": \"x\"}]}}", "did you mean \"host\""),
        ("{\"policy\": \"p\", \"users\": [{\"identities\": {\"a\": 1}}]}", "the id there"),
        ("{\"policy\": \"p\", \"stubs\": {\"hosst\": \"a\"}}", "did you mean \"host\""),
        ("{\"policy\": \"p\", \"steps\": [{\"save\": {\"a\": 1}}]}", "the path of a value"),
        ("[", "ends where a value"),
    ])
    func `what is wrong is said with place and remedy`(text: String, message: String) {
        let problem = #expect(throws: SourceProblem.self) { try read(text) }
        #expect(problem?.description.contains(message) == true, "\(problem?.description ?? "")")
    }

    @Test func `two hundred steps are enough`() {
        let steps = Array(repeating: "{\"press\": \"x\"}", count: 201).joined(separator: ",")
        #expect(throws: SourceProblem.self) { try read("{\"policy\": \"p\", \"steps\": [\(steps)]}") }
    }
}
