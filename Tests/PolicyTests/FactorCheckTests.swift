import Base
import Policy
import Testing

/// The profiles of our own: what an author is told when they save.
struct FactorCheckTests {
    /// One profile in place of the whole policy's `Read`.
    struct Case: Sendable, CustomTestStringConvertible {
        let handler: String
        let metadata: [String: String]
        var inputs = ["objectId"]
        var outputs = ["objectId"]
        /// Nil: nothing is wrong.
        let code: DiagnosticCode?

        init(
            _ handler: String, _ metadata: [String: String], inputs: [String] = ["objectId"],
            outputs: [String] = ["objectId"], _ code: DiagnosticCode?
        ) {
            (self.handler, self.metadata, self.inputs, self.outputs) = (handler, metadata, inputs, outputs)
            self.code = code
        }

        var testDescription: String { "\(handler) \(metadata.sorted { $0.key < $1.key }) \(code?.rawValue ?? "fine")" }

        var content: String {
            let items = metadata.sorted { $0.key < $1.key }
                .map { "<Item Key=\"\($0.key)\">\($0.value)</Item>" }.joined()
            func claims(_ name: String, _ partners: [String]) -> String {
                partners.isEmpty
                    ? ""
                    : "<\(name)s>"
                        + partners.map { "<\(name) ClaimTypeReferenceId=\"objectId\" PartnerClaimType=\"\($0)\" />" }
                        .joined() + "</\(name)s>"
            }
            let profile = """
                <TechnicalProfile Id="Read"><DisplayName>P</DisplayName>\
                <Protocol Name="Proprietary" Handler="\(handler)" /><Metadata>\(items)</Metadata>\
                \(claims("InputClaim", inputs))\(claims("OutputClaim", outputs))</TechnicalProfile>
                """
            let whole = TestPolicy.whole
            guard let start = whole.ranges(of: "<TechnicalProfile Id=\"Read\">").first?.lowerBound,
                let end = whole[start...].ranges(of: "</TechnicalProfile>").first?.upperBound
            else { return "" }
            return whole.replacing(whole[start..<end], with: profile)
        }
    }

    static let codes = cases.compactMap(\.code) + [DiagnosticCode.unknownRealm]

    private static let page = ["ContentDefinitionReferenceId": "page"]
    private static let rule = """
        {"ruleId": "r", "name": "R", "type": "BLOCK", "conditions": {"==": [1, 1]}}
        """

    static let cases: [Case] = [
        Case("Cardea.Passkey", page.merging(["Operation": "Register"]) { $1 }, nil),
        Case("Cardea.Passkey, Cardea, V=1.0", page.merging(["Operation": "Authenticate"]) { $1 }, inputs: [], nil),
        Case("Cardea.Passkey", page.merging(["Operation": "Enrol"]) { $1 }, .badMetadata),
        Case("Cardea.Passkey", page, .missingMetadata),
        Case("Cardea.Passkey", ["Operation": "Register"], .missingMetadata),
        Case("Cardea.Passkee", page.merging(["Operation": "Register"]) { $1 }, .unknownHandler),
        Case("Cardea.Passkey", page.merging(["Operation": "Register"]) { $1 }, inputs: [], .factorInput),
        Case("Cardea.Passkey", page.merging(["Operation": "Authenticate"]) { $1 }, outputs: ["amr"], .factorOutput),
        Case(
            "Cardea.Passkey", page.merging(["Operation": "Authenticate", "UserVerification": "Sometimes"]) { $1 },
            .metadataValue),
        Case("Cardea.Passkey", page.merging(["Operation": "Register", "IsOfer": "true"]) { $1 }, .misspelledMetadata),
        Case("Cardea.OneTimeCode", ["Operation": "Send"], inputs: ["email"], nil),
        Case("Cardea.OneTimeCode", ["Operation": "Send"], inputs: [], .factorInput),
        Case("Cardea.OneTimeCode", ["Operation": "Send", "Channel": "TextMessage"], inputs: ["email"], .factorInput),
        Case("Cardea.OneTimeCode", ["Operation": "Send", "Channel": "Pigeon"], inputs: ["email"], .badMetadata),
        Case("Cardea.OneTimeCode", ["Operation": "Verify"], inputs: ["email"], .factorInput),
        Case("Cardea.OneTimeCode", ["Operation": "Verify"], inputs: ["email", "code"], nil),
        Case(
            "Cardea.OneTimeCode", ["Operation": "Send", "SendOnlyToAccounts": "true"], inputs: ["email"], .factorInput),
        Case("Cardea.OneTimeCode", ["Channel": "Email"], inputs: ["email"], .missingMetadata),
        Case("Cardea.OneTimeCode", page, inputs: ["email"], nil),
        Case("Cardea.Decision", ["Rules": "[\(rule)]"], outputs: ["state"], nil),
        Case("Cardea.Decision", ["Rules": "{\"rules\": [\(rule)]}", "RaiseErrorIfBlocked": "true"], outputs: [], nil),
        Case("Cardea.Decision", ["Rules": "[\(rule)]"], outputs: ["country"], .factorOutput),
        Case("Cardea.Decision", ["ActionCode": "signIn"], outputs: ["state"], .decisionWithoutRules),
        Case("Cardea.Decision", ["DefaultResult": "PERHAPS"], outputs: ["state"], .badMetadata),
        Case("Cardea.Decision", ["Rules": "[{]"], outputs: ["state"], .badRules),
        Case("Cardea.Decision", ["Rules": "7"], outputs: ["state"], .badRules),
        Case("Cardea.Decision", ["Rules": "[{\"ruleId\": \"r\"}]"], outputs: ["state"], .badRules),
        Case("Cardea.Decision", ["Rules": "[\(rule), \(rule)]"], outputs: ["state"], .badRules),
        Case("Cardea.Decision", ["Rules": "[]", "ValueLists": "{\"a\": 1}"], outputs: ["state"], .badRules),
    ]

    @Test(arguments: cases)
    func `what a factor's profile lacks is told`(example: Case) {
        let found = TestPolicy.diagnose(example.content).filter { $0.severity != .hint }.map(\.code)
        // What the replaced profile gave is missed elsewhere in that policy.
        let own = found.filter { ![.preconditionNeverSet, .inputNeverOutput].contains($0) }

        #expect(own == [example.code].compactMap(\.self))
    }

    @Test func `a realm that no file makes is told, where there are files`() throws {
        let content = Case("Cardea.Decision", ["Realm": "shopp"], outputs: ["state"], nil).content
        let file = TestPolicy.file("B2C_1A_Test", content)

        let known = PolicySet.load(files: [file], realms: ["shop", "demo"]).diagnostics.sorted
        let fault = try #require(known.first { $0.code == .unknownRealm })
        #expect(fault.remedy == "Write shop.")
        #expect(!PolicySet.load(files: [file]).diagnostics.sorted.contains { $0.code == .unknownRealm })
        #expect(
            !PolicySet.load(files: [file], realms: ["shopp"]).diagnostics.sorted.contains { $0.code == .unknownRealm })
    }
}
