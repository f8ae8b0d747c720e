import Base
import Policy
import Synchronization
import Testing

/// A folder in memory that `policy check --fix` writes to.
final class WrittenFolder: Sendable {
    private let files: Mutex<[String: Bytes]>

    init(_ files: [String: Bytes]) { self.files = Mutex(files) }

    func text(_ name: String) -> String { files.withLock { String(decoding: $0[name] ?? [], as: UTF8.self) } }

    func run(_ arguments: [String]) -> PolicyCommand.Output {
        PolicyCommand(
            files: .init(
                readFolder: { _ in
                    self.files.withLock { files in
                        PolicyFolder(
                            policies: files.keys.sorted().map { PolicySet.File(name: $0, bytes: files[$0] ?? []) })
                    }
                },
                write: { name, bytes in
                    self.files.withLock { $0[name] = bytes }
                    return true
                })
        ).run(arguments)
    }
}

struct RepairTests {
    private static let name = "B2C_1A_Test.xml"

    private func folder(_ old: String, _ new: String) throws -> (folder: WrittenFolder, before: String) {
        try #require(TestPolicy.whole.contains(old))
        let file = TestPolicy.file("B2C_1A_Test", TestPolicy.whole.replacing(old, with: new))
        return (WrittenFolder([RepairTests.name: file.bytes]), String(decoding: file.bytes, as: UTF8.self))
    }

    /// What is wrong, and what it was before: the repair must lead back there, byte by byte.
    @Test(arguments: [
        ("TechnicalProfileReferenceId=\"Read\"", "TechnicalProfileReferenceId=\"READ\""),
        ("TechnicalProfileReferenceId=\"Read\"", "TechnicalProfileReferenceId = 'READ'"),
        ("<Value>objectId</Value>", "<Value>\n  objectID </Value>"),
        ("<Item Key=\"ServiceUrl\">", "<Item Key=\"ServiceURI\">"),
        ("<Item Key=\"Operation\">Read<", "<Item Key=\"Operation \">Read<"),
        ("<Item Key=\"Operation\">Read<", "<Item Key=\"Operation\"><![CDATA[raed]]><"),
        ("<DataType>boolean</DataType>", "<DataType>Boolean</DataType>"),
        ("UserInterfaceControlType=\"VerificationControl\"", "UserInterfaceControlType=\"VerificationControll\""),
        ("<Value>True</Value>", "<Value>true</Value>"),
        ("ExecuteActionsIf=\"true\"><Value>isNew", "ExecuteActionsIf=\"True\"><Value>isNew"),
        ("<OrchestrationStep Order=\"3\" Type", "<OrchestrationStep Type"),
        ("<OrchestrationStep Order=\"4\" Type", "<OrchestrationStep Order=\"7\" Type"),
        ("TransformationMethod=\"CreateStringClaim\"", "TransformationMethod=\"CreateStringClaims\""),
        ("TransformationClaimType=\"createdClaim\"", "TransformationClaimType=\"createdClaims\""),
        ("<Action>SkipThisOrchestrationStep<", "<Action>SkipThisValidationTechnicalProfile<"),
        ("<OutputTokenFormat>JWT</OutputTokenFormat>", "<OutputTokenFormats>JWT</OutputTokenFormats>"),
        ("<Candidate SubJourneyReferenceId=\"Sub\" />", "<Candidate SubjourneyReferenceID=\"Sub\" />"),
        ("Providers.RestfulProvider\"", "Providers.RestfullProvider\""),
    ])
    func `an obvious slip is repaired`(old: String, new: String) throws {
        let (folder, before) = try folder(old, new)

        let output = folder.run(["check", "p", "--fix"])

        #expect(output.status == 0, "\(output.text)")
        let after = folder.text(RepairTests.name)
        #expect(after != before)
        #expect(TestPolicy.diagnose(TestPolicy.whole).isEmpty)
        let again = PolicySet.load(files: [.init(name: RepairTests.name, bytes: Bytes(utf8: after))])
        #expect(again.diagnostics.sorted.isEmpty, "\(again.diagnostics.sorted.map(\.message))")
        // Everything before and behind the slip is as it was.
        let whole = String(decoding: TestPolicy.file("B2C_1A_Test", TestPolicy.whole).bytes, as: UTF8.self)
        let place = try #require(whole.firstRange(of: old))
        #expect(after.hasPrefix(whole[..<place.lowerBound]))
        #expect(after.hasSuffix(whole[place.upperBound...].dropFirst(60)))
    }

    @Test func `a misplaced element moves with its blanks`() throws {
        let (folder, _) = try folder(
            "<DisplayName>Form</DisplayName>\n",
            "<EnabledForUserJourneys>true</EnabledForUserJourneys>\n        <DisplayName>Form</DisplayName>\n")

        let output = folder.run(["check", "p", "--fix"])

        #expect(output.status == 0, "\(output.text)")
        let text = folder.text(RepairTests.name)
        #expect(
            text.contains(
                "<UseTechnicalProfileForSessionManagement ReferenceId=\"SM\" />\n        <EnabledForUserJourneys>true"))
        #expect(text.contains("<TechnicalProfile Id=\"Form\">\n        <DisplayName>Form</DisplayName>"))
    }

    @Test func `what holds something else than was meant is left alone`() throws {
        // The two nearest keys are as near as each other, and a word that is far from all means nothing.
        for new in ["<Item Key=\"Wholly\">Read<", "<Item Key=\"Operation\">Reading the directory<"] {
            let (folder, before) = try folder("<Item Key=\"Operation\">Read<", new)

            let output = folder.run(["check", "p", "--fix"])

            #expect(folder.text(RepairTests.name) == before)
            #expect(output.text.hasPrefix("Nothing to repair.\n"))
        }
    }

    @Test func `line ends, the byte order mark, comments and references of characters stay`() throws {
        let file = TestPolicy.file("B2C_1A_Test", TestPolicy.whole)
        let text = String(decoding: file.bytes, as: UTF8.self)
            .replacing(
                "<DisplayName>Form</DisplayName>",
                with: "<!-- a \"b\" <c> --><DisplayName>F&#246;rm &amp; ü</DisplayName>"
            )
            .replacing("\n", with: "\r\n")
        let whole: Bytes = [0xef, 0xbb, 0xbf] + Bytes(utf8: text)
        let broken: Bytes =
            [0xef, 0xbb, 0xbf]
            + Bytes(
                utf8: text.replacing(
                    "TechnicalProfileReferenceId=\"Read\"", with: "TechnicalProfileReferenceId=\"read\""))
        let folder = WrittenFolder([RepairTests.name: broken])

        _ = folder.run(["check", "p", "--fix"])

        #expect(Bytes(utf8: folder.text(RepairTests.name)) == whole)
    }

    @Test func `a dry run prints the difference and changes nothing`() throws {
        let (folder, before) = try folder("<Value>True</Value>", "<Value>true</Value>")

        let output = folder.run(["check", "p", "--fix", "--dry-run"])

        #expect(folder.text(RepairTests.name) == before)
        #expect(output.errors == "1 repair in 1 file.\n")
        #expect(output.text.hasPrefix("--- B2C_1A_Test.xml\n+++ B2C_1A_Test.xml\n@@ -"))
        #expect(output.text.contains("\n-") && output.text.contains("<Value>true</Value>"))
        #expect(output.text.split(separator: "\n").count { $0.hasPrefix("+") } == 2)
    }

    @Test func `JSON holds the edits of a repair`() throws {
        let (folder, before) = try folder("<DataType>boolean</DataType>", "<DataType>Boolean</DataType>")

        let json = try JSON(parsing: folder.run(["check", "p", "--json"]).text)

        let diagnostics = json["diagnostics"]?.array ?? []
        let first = try #require(diagnostics.first { $0["code"]?.string == "CAR0107" }?["fix"])
        let edit = try #require(first["edits"]?.array?.first)
        #expect(edit["text"]?.string == "boolean")
        let line = before.split(separator: "\n", omittingEmptySubsequences: false)[Int(edit["line"]?.integer ?? 0) - 1]
        let column = Int(edit["column"]?.integer ?? 0) - 1
        #expect(line.dropFirst(column).hasPrefix("Boolean<"))
        #expect(edit["endColumn"]?.integer == edit["column"]?.integer.map { $0 + 7 })
    }

    @Test func `repairs of the corpus leave nothing to repair, and no new error`() throws {
        guard let corpus = Corpus() else { return }
        let base = corpus.files("starterpack/SocialAndLocalAccountsWithMfa")
        for folder in corpus.folders {
            let files = corpus.files(folder)
            let written = WrittenFolder(Dictionary(files.map { ($0.name, $0.bytes) }) { first, _ in first })
            let before = PolicySet.load(files: files, base: base).diagnostics.sorted
            guard before.contains(where: { $0.repair != nil }) else { continue }

            _ = written.run(["check", "p", "--fix"])

            let after = files.map { PolicySet.File(name: $0.name, bytes: Bytes(utf8: written.text($0.name))) }
            let rest = PolicySet.load(files: after, base: base).diagnostics.sorted
            let errors = { (list: [Diagnostic]) in Set(list.filter { $0.severity == .error }.map(\.code)) }
            #expect(errors(rest).isSubset(of: errors(before)), "\(folder)")
        }
    }
}
