import Base
import Policy
import Testing

/// Faults between files, and of the files around the policies.
struct FileFaultTests {
    static let codes: [DiagnosticCode] = [
        .duplicatePolicy, .missingBase, .baseCycle, .chainTooLong, .tenantMismatch, .badSettings, .unknownEnvironment,
        .notAPolicy, .noPolicies, .unreadableFile, .placeholder, .mergedExchanges, .recorderEndpoint,
        .recordsPeople,
    ]

    private func load(_ files: [PolicySet.File], base: [PolicySet.File] = []) -> [DiagnosticCode] {
        PolicySet.load(files: files, base: base).diagnostics.sorted.map(\.code)
    }

    @Test func `two files must not have one PolicyId`() {
        var second = TestPolicy.file("b2c_1a_a", "")
        second = PolicySet.File(name: "second.xml", bytes: second.bytes)

        #expect(load([TestPolicy.file("B2C_1A_A", ""), second]) == [.duplicatePolicy])
    }

    @Test func `a base policy is found without regard to case, in the folder or in the base folder`() {
        let child = TestPolicy.file("B2C_1A_B", base: "b2c_1a_A", "")
        let base = TestPolicy.file("B2C_1A_A", "")

        #expect(load([child]) == [.missingBase])
        #expect(load([child, base]) == [])
        #expect(load([child], base: [base]) == [])
    }

    @Test func `a base policy that cannot be read is not also called missing`() {
        let broken = PolicySet.File(
            name: "A.xml", bytes: Bytes(utf8: "\(HostileXMLTests.root)<".replacing("\"A\"", with: "\"B2C_1A_A\"")))

        #expect(load([TestPolicy.file("B2C_1A_B", base: "B2C_1A_A", ""), broken]) == [.notWellFormed])
    }

    @Test func `policies must not inherit in a circle`() {
        let files = [TestPolicy.file("A", base: "B", ""), TestPolicy.file("B", base: "A", "")]

        #expect(load(files) == [.baseCycle, .baseCycle])
    }

    @Test func `ten levels are allowed and eleven are not`() {
        let files = (1...11).map { TestPolicy.file("P\($0)", base: $0 == 1 ? nil : "P\($0 - 1)", "") }

        #expect(load(Array(files.prefix(10))) == [])
        #expect(load(files) == [.chainTooLong])
    }

    @Test func `policies that name different tenants bring a warning`() {
        let files = [TestPolicy.file("A", ""), TestPolicy.file("B", base: "A", tenant: "other.onmicrosoft.com", "")]

        #expect(load(files) == [.tenantMismatch])
    }

    @Test func `another XML file is left out with a warning`() {
        let file = PolicySet.File(
            name: "x.xml", bytes: Bytes(utf8: "<Other xmlns=\"\(TestPolicy.namespace)\" />"))

        #expect(load([file]) == [.notAPolicy])
    }

    @Test(arguments: [
        ("not json", DiagnosticCode.badSettings), ("{}", .badSettings),
        ("{\"Environments\":[{\"Name\":\"Test\"}]}", .unknownEnvironment),
    ])
    func `settings that cannot be used are an error`(text: String, code: DiagnosticCode) {
        let settings = PolicySet.File(name: "appsettings.json", bytes: Bytes(utf8: text))

        let found = PolicySet.load(
            files: [TestPolicy.file("A", "")], settings: settings, environment: "Production"
        ).diagnostics.sorted

        #expect(found.map(\.code) == [code])
    }

    @Test func `placeholders take the values of the chosen environment`() throws {
        let settings = PolicySet.File(
            name: "appsettings.json",
            bytes: Bytes(
                utf8: """
                    {"Environments":[{"Name":"Dev","Tenant":"dev.onmicrosoft.com","PolicySettings":{"Label":"one"}},
                    {"Name":"Live","Tenant":"live.onmicrosoft.com","PolicySettings":{"Label":"two","Release":{"Name":"r7"}}}]}
                    """))
        let claims =
            "<BuildingBlocks><ClaimsSchema><ClaimType Id=\"a\"><DisplayName>{settings:label} {Settings:Release.Name}"
        let file = TestPolicy.file(
            "A", tenant: "{Settings:Tenant}", claims + "</DisplayName></ClaimType></ClaimsSchema></BuildingBlocks>")

        let (set, diagnostics) = PolicySet.load(files: [file], settings: settings, environment: "live")

        #expect(diagnostics.sorted.filter { $0.severity == .error }.isEmpty)
        #expect(set.tenant == "live.onmicrosoft.com")
        #expect(set.policy("A")?.claimTypes["a"]?.displayName == "two r7")
    }

    @Test func `attributes of the root that the service refuses`() {
        func codes(_ attribute: String) -> [DiagnosticCode] {
            let text = String(decoding: TestPolicy.file("A", "").bytes, as: UTF8.self)
                .replacing("PolicyId=\"A\"", with: "PolicyId=\"A\" \(attribute)")
            return load([PolicySet.File(name: "A.xml", bytes: Bytes(utf8: text))])
        }

        #expect(codes("TenantObjectId=\"yourtenant\"") == [.placeholder])
        #expect(codes("UserJourneyRecorderEndpoint=\"urn:x\"") == [.recorderEndpoint])
        let recorder = "UserJourneyRecorderEndpoint=\"urn:journeyrecorder:applicationinsights\""
        #expect(codes("\(recorder)") == [])
        #expect(codes("DeploymentMode=\"Development\" \(recorder)") == [.recordsPeople])
        #expect(codes("UserJourneyRecorderEndpoint=\"urn:journeyrecorder:applicationinsights\"") == [])
    }

    @Test func `exchanges that inheritance puts side by side bring a warning`() {
        let overlay = """
            <SubJourneys><SubJourney Id="Sub" Type="Call"><OrchestrationSteps><OrchestrationStep Order="1" Type="ClaimsExchange">
            <ClaimsExchanges><ClaimsExchange Id="Mine" TechnicalProfileReferenceId="Read" /></ClaimsExchanges>
            </OrchestrationStep></OrchestrationSteps></SubJourney></SubJourneys>
            """

        #expect(
            load([TestPolicy.file("A", TestPolicy.whole), TestPolicy.file("B", base: "A", overlay)]) == [
                .mergedExchanges
            ])
    }
}
