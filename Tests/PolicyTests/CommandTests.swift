import Base
import Policy
import Testing

struct CommandTests {
    private func run(_ arguments: [String], _ folders: [String: PolicyFolder]) -> PolicyCommand.Output {
        PolicyCommand { folders[$0] }.run(arguments)
    }

    private let whole = PolicyFolder(policies: [TestPolicy.file("B2C_1A_Test", TestPolicy.whole)])

    @Test func `check says that all is well`() {
        let output = run(["check", "policies"], ["policies": whole])

        #expect(output == .init(text: "No problems found.\n", status: 0))
    }

    @Test func `check prints place, severity, code and message, and the remedy below`() {
        let folder = PolicyFolder(policies: [TestPolicy.file("B", base: "A", "")])

        let output = run(["check", "policies"], ["policies": folder])

        #expect(output.status == 1)
        #expect(
            output.text.hasPrefix("B.xml:2:1: error CAR0202 base policy \"A\" of \"B\" is not found\n  Correct the"))
        #expect(output.text.hasSuffix("\n1 error, 0 warnings.\n"))
    }

    @Test func `check prints JSON with exactly the promised members`() throws {
        let folder = PolicyFolder(policies: [TestPolicy.file("B", base: "A", "")])

        let output = run(["check", "--json", "policies"], ["policies": folder])

        let diagnostics = try #require(try JSON(parsing: output.text)["diagnostics"]?.array)
        #expect(diagnostics.count == 1)
        let names = diagnostics[0].object?.members.map(\.name)
        #expect(names == ["severity", "code", "file", "line", "column", "message", "remedy"])
        #expect(diagnostics[0]["line"]?.integer == 2)
        #expect(output.status == 1)
    }

    @Test func `warnings alone do not fail`() {
        let content = TestPolicy.whole.replacing(
            "<Item Key=\"Operation\">", with: "<Item Key=\"Operation \">")

        let output = run(["check", "p"], ["p": PolicyFolder(policies: [TestPolicy.file("B2C_1A_Test", content)])])

        #expect(output.status == 0)
        #expect(output.text.contains("warning CAR0508"))
    }

    @Test func `a base folder serves, and its warnings are not ours`() {
        let base = TestPolicy.file(
            "A", "<BuildingBlocks><ClaimsSchema><ClaimType Id=\"a\" /></ClaimsSchema></BuildingBlocks>")
        let folders = [
            "p": PolicyFolder(policies: [TestPolicy.file("B", base: "A", "")]), "b": PolicyFolder(policies: [base]),
        ]

        #expect(run(["check", "p", "--base", "b"], folders).status == 0)
        #expect(run(["check", "p", "--base=b"], folders).status == 0)
    }

    @Test func `a folder without policies, and none at all, are errors that say so`() {
        let empty = run(["check", "p"], ["p": PolicyFolder(policies: [])])
        let missing = run(["check", "q"], [:])
        let unreadable = run(["check", "p"], ["p": PolicyFolder(policies: whole.policies, unreadable: ["p/x.xml"])])

        let other = PolicySet.File(name: "x.xml", bytes: Bytes(utf8: "<x xmlns=\"\(TestPolicy.namespace)\" />"))
        let none = run(["check", "p"], ["p": PolicyFolder(policies: [other])])

        #expect(none.status == 1 && none.text.contains("CAR0010 no *.xml file"))
        #expect(empty.status == 1 && empty.text.contains("CAR0010 the folder p holds no *.xml file"))
        #expect(missing.status == 1 && missing.text.contains("CAR0011 the folder q cannot be read"))
        #expect(unreadable.status == 1 && unreadable.text.contains("p/x.xml:1:1: error CAR0011"))
    }

    @Test(arguments: [
        [], ["check", "a", "b"], ["check", "a", "--dry-run"], ["diff", "a"], ["graph"], ["explain"],
        ["check", "a", "--yaml"], ["show"], ["check", "a", "--base"], ["walk"],
    ])
    func `a command that is not understood is told so, with the usage`(arguments: [String]) {
        let output = run(arguments, ["a": whole])

        #expect(output.status == 2)
        #expect(output.text.isEmpty)
        #expect(output.errors.contains("Usage:"))
    }

    @Test func `show prints a policy that reads back as the same`() throws {
        let output = run(["show", "b2c_1a_test", "--dir", "p"], ["p": whole])

        #expect(output.status == 0)
        let again = PolicySet.load(files: [PolicySet.File(name: "again.xml", bytes: Bytes(utf8: output.text))])
        #expect(again.diagnostics.sorted.isEmpty)
        #expect(XMLWriter.write(try #require(again.set.element("B2C_1A_Test"))) == output.text)
    }

    @Test func `show names the policies that there are`() {
        let output = run(["show", "B2C_1A_Other"], [".": whole])

        #expect(output.status == 1)
        #expect(output.errors.contains("there is no policy \"B2C_1A_Other\"; there are:\n  B2C_1A_Test\n"))
    }
}
