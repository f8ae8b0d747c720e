import Base
import Policy
import Testing

struct DifferenceTests {
    private func diff(_ old: String, _ new: String, _ more: [String] = []) throws -> PolicyCommand.Output {
        try #require(TestPolicy.whole.contains(old))
        let folders = [
            "a": PolicyFolder(policies: [TestPolicy.file("B2C_1A_Test", TestPolicy.whole)]),
            "b": PolicyFolder(
                policies: [TestPolicy.file("B2C_1A_Test", TestPolicy.whole.replacing(old, with: new))]),
        ]
        return PolicyCommand { folders[$0] }.run(["diff", "a", "b"] + more)
    }

    @Test func `what reads otherwise and runs alike is no difference`() throws {
        let output = try diff("<ClaimsSchema>", "<!-- a comment -->\n\n   <ClaimsSchema>\n")

        #expect(output == .init(text: "No difference.\n", status: 0))
    }

    @Test(arguments: [
        (
            "<Item Key=\"Operation\">Read</Item>", "<Item Key=\"Operation\">Write</Item>",
            "~ TechnicalProfile \"Read\" › Metadata › Item \"Operation\": \"Read\" → \"Write\""
        ),
        (
            "<OutputClaim ClaimTypeReferenceId=\"isNew\" />", "",
            "- TechnicalProfile \"Read\" › OutputClaims › OutputClaim \"isNew\""
        ),
        (
            "<DataType>boolean</DataType>", "<DataType>string</DataType>",
            "~ ClaimType \"isNew\" › DataType: \"boolean\" → \"string\""
        ),
        (
            "<ClaimsExchange Id=\"ReadExchange\" TechnicalProfileReferenceId=\"Read\" />",
            "<ClaimsExchange Id=\"ReadExchange\" TechnicalProfileReferenceId=\"Check\" />",
            "~ SubJourney \"Sub\" › OrchestrationStep 1 › ClaimsExchanges › ClaimsExchange \"ReadExchange\" › "
                + "@TechnicalProfileReferenceId: \"Read\" → \"Check\""
        ),
        (
            "<Precondition Type=\"ClaimsExist\" ExecuteActionsIf=\"true\"><Value>objectId",
            "<Precondition Type=\"ClaimsExist\" ExecuteActionsIf=\"false\"><Value>objectId",
            "Precondition ClaimsExist(objectId) is true"
        ),
        (
            "<OutputClaim ClaimTypeReferenceId=\"email\" /><OutputClaim ClaimTypeReferenceId=\"objectId\" />",
            "<OutputClaim ClaimTypeReferenceId=\"objectId\" /><OutputClaim ClaimTypeReferenceId=\"email\" />",
            "↕ TechnicalProfile \"Form\" › OutputClaims › order of OutputClaim: \"email, objectid, isnew\" → \"objectid, email, isnew\""
        ),
        (
            "<SubjectNamingInfo ClaimType=\"sub\" />", "<SubjectNamingInfo ClaimType=\"objectId\" />",
            "@ClaimType: \"sub\" → \"objectId\""
        ),
    ])
    func `a change is told by its place in the policy`(old: String, new: String, line: String) throws {
        let output = try diff(old, new)

        #expect(output.status == 1)
        #expect(output.text.hasPrefix("B2C_1A_Test:\n"))
        #expect(output.text.contains(line), "\(output.text)")
    }

    @Test func `JSON tells policies, kind, path and values`() throws {
        let output = try diff("<Item Key=\"Operation\">Read</Item>", "<Item Key=\"Operation\">Write</Item>", ["--json"])

        let change = try #require(try JSON(parsing: output.text)["changes"]?.array?.first)
        #expect(change["policies"]?.array?.compactMap(\.string) == ["B2C_1A_Test"])
        #expect(change["kind"]?.string == "changed")
        #expect(
            change["path"]?.array?.compactMap(\.string) == [
                "TechnicalProfile \"Read\"", "Metadata", "Item \"Operation\"",
            ])
        #expect(change["from"]?.string == "Read" && change["to"]?.string == "Write")
    }

    @Test func `a change in a base is told once, for all that inherit it`() {
        func folder(_ type: String) -> PolicyFolder {
            let base = TestPolicy.file(
                "Base",
                "<BuildingBlocks><ClaimsSchema><ClaimType Id=\"a\"><DataType>\(type)</DataType></ClaimType></ClaimsSchema></BuildingBlocks>"
            )
            return PolicyFolder(policies: [
                base, TestPolicy.file("One", base: "Base", ""), TestPolicy.file("Two", base: "Base", ""),
            ])
        }
        let folders = ["a": folder("string"), "b": folder("boolean")]

        let output = PolicyCommand { folders[$0] }.run(["diff", "a", "b"])

        #expect(output.text == "All 3 policies:\n  ~ ClaimType \"a\" › DataType: \"string\" → \"boolean\"\n")
    }

    @Test func `a policy that is new or gone is named`() {
        let folders = [
            "a": PolicyFolder(policies: [TestPolicy.file("One", ""), TestPolicy.file("Two", "")]),
            "b": PolicyFolder(policies: [TestPolicy.file("Two", ""), TestPolicy.file("Three", "")]),
        ]

        let output = PolicyCommand { folders[$0] }.run(["diff", "a", "b"])

        #expect(output.text == "One:\n  - policy \"One\"\n\nThree:\n  + policy \"Three\"\n")
        #expect(output.status == 1)
    }

    @Test func `a folder that cannot be read is no difference but a failure`() {
        let output = PolicyCommand { _ in nil }.run(["diff", "a", "b"])

        #expect(output.status == 2)
        #expect(output.errors.contains("CAR0011"))
    }
}
