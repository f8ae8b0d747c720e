import Base
import Policy
import Testing

/// One change to a policy that is whole, and the diagnostic that it must bring.
struct Fault: Sendable, CustomTestStringConvertible {
    let code: DiagnosticCode
    let old: String
    let new: String

    init(_ code: DiagnosticCode, _ old: String, _ new: String) {
        self.code = code
        self.old = old
        self.new = new
    }

    var testDescription: String { "\(code.rawValue) \(code)" }

    static let step =
        "<OrchestrationStep Order=\"4\" Type=\"SendClaims\" CpimIssuerTechnicalProfileReferenceId=\"Issuer\" />"
    static let include = "<IncludeTechnicalProfile ReferenceId=\"Check\" />"

    /// Faults of a single file's content.
    static let all: [Fault] = [
        Fault(.unknownElement, "<OutputTokenFormat>JWT</OutputTokenFormat>", "<TokenFormat>JWT</TokenFormat>"),
        Fault(
            .misplacedElement, "<DisplayName>Form</DisplayName>",
            "<EnabledForUserJourneys>true</EnabledForUserJourneys><DisplayName>Form</DisplayName>"),
        Fault(
            .repeatedElement, "<DisplayName>Form</DisplayName>",
            "<DisplayName>Form</DisplayName><DisplayName>Form</DisplayName>"),
        Fault(.missingElement, "<Action>SkipThisOrchestrationStep</Action>", ""),
        Fault(.unknownAttribute, "<ClaimType Id=\"isNew\">", "<ClaimType Id=\"isNew\" Kind=\"x\">"),
        Fault(
            .missingAttribute, "<Protocol Name=\"OpenIdConnect\" />\n        <OutputTokenFormat>",
            "<Protocol />\n        <OutputTokenFormat>"),
        Fault(.badValue, "<DataType>boolean</DataType>", "<DataType>bool</DataType>"),
        Fault(.strayText, "<ClaimsSchema>", "<ClaimsSchema>stray"),
        Fault(
            .duplicateIdentifier, "<ClaimType Id=\"isNew\">",
            "<ClaimType Id=\"EMAIL\"><DataType>string</DataType></ClaimType><ClaimType Id=\"isNew\">"),
        Fault(
            .duplicateKey, "<Item Key=\"Operation\">Read</Item>",
            "<Item Key=\"Operation\">Read</Item><Item Key=\"operation\">Write</Item>"),
        Fault(.unknownPlaceholder, "~/page.html", "{Settings:Host}/page.html"),
        Fault(
            .includeCycle, "<InputClaims><InputClaim ClaimTypeReferenceId=\"email\" /></InputClaims>",
            "<InputClaims><InputClaim ClaimTypeReferenceId=\"email\" /></InputClaims>\(include)"),
        Fault(
            .unknownClaimType, "<InputClaim ClaimTypeReferenceId=\"objectId\" />",
            "<InputClaim ClaimTypeReferenceId=\"objectID2\" />"),
        Fault(.unknownTechnicalProfile, "TechnicalProfileReferenceId=\"Read\"", "TechnicalProfileReferenceId=\"Reed\""),
        Fault(.unknownClaimsTransformation, "ReferenceId=\"Make\"", "ReferenceId=\"Bake\""),
        Fault(
            .unknownContentDefinition, "ContentDefinitionReferenceId=\"page\"", "ContentDefinitionReferenceId=\"pages\""
        ),
        Fault(
            .unknownDisplayControl, "DisplayControlReferenceId=\"control\"", "DisplayControlReferenceId=\"controls\""),
        Fault(
            .unknownUserJourney, "<DefaultUserJourney ReferenceId=\"Journey\"",
            "<DefaultUserJourney ReferenceId=\"Walk\""),
        Fault(.unknownSubJourney, "SubJourneyReferenceId=\"Sub\"", "SubJourneyReferenceId=\"Subs\""),
        Fault(.unknownPredicate, "<PredicateReference Id=\"Length\"", "<PredicateReference Id=\"Width\""),
        Fault(
            .unknownLocalizedResources, "LocalizedResourcesReferenceId=\"page.en\"",
            "LocalizedResourcesReferenceId=\"page.de\""),
        Fault(
            .unknownClientDefinition, "<ClientDefinition ReferenceId=\"Web\"", "<ClientDefinition ReferenceId=\"Phone\""
        ),
        Fault(.caseDiffers, "TechnicalProfileReferenceId=\"Read\"", "TechnicalProfileReferenceId=\"READ\""),
        Fault(
            .overlayWithoutBase, "<ClaimType Id=\"isNew\">",
            "<ClaimType Id=\"lost\"><UserInputType>TextBox</UserInputType></ClaimType><ClaimType Id=\"isNew\">"),
        Fault(.stepOrder, "Order=\"4\"", "Order=\"5\""),
        Fault(.noSendClaims, step, ""),
        Fault(
            .exchangesWithoutSelection, "<ClaimsExchange Id=\"ReadExchange\"",
            "<ClaimsExchange Id=\"Other\" TechnicalProfileReferenceId=\"Read\" /><ClaimsExchange Id=\"ReadExchange\""),
        Fault(
            .unknownExchange, "TargetClaimsExchangeId=\"FederationExchange\"", "TargetClaimsExchangeId=\"FormExchange\""
        ),
        Fault(.selectionTarget, "TargetClaimsExchangeId=\"FederationExchange\"", ""),
        Fault(
            .incompleteStep,
            "<ClaimsExchanges><ClaimsExchange Id=\"FederationExchange\" TechnicalProfileReferenceId=\"Federation\" /></ClaimsExchanges>",
            ""),
        Fault(
            .notAnIssuer, "CpimIssuerTechnicalProfileReferenceId=\"Issuer\"",
            "CpimIssuerTechnicalProfileReferenceId=\"Read\""),
        Fault(
            .nestedSubJourney,
            "Order=\"1\" Type=\"ClaimsExchange\"><ClaimsExchanges><ClaimsExchange Id=\"ReadExchange\" TechnicalProfileReferenceId=\"Read\" /></ClaimsExchanges>",
            "Order=\"1\" Type=\"InvokeSubJourney\"><JourneyList><Candidate SubJourneyReferenceId=\"Sub\" /></JourneyList>"
        ),
        Fault(.booleanCase, "<Value>True</Value>", "<Value>true</Value>"),
        Fault(.preconditionAction, "SkipThisValidationTechnicalProfile", "SkipThisOrchestrationStep"),
        Fault(.incompletePrecondition, "<Value>True</Value>", ""),
        Fault(
            .inputNeverOutput, "<InputClaim ClaimTypeReferenceId=\"objectId\" />",
            "<InputClaim ClaimTypeReferenceId=\"isNew\" />"),
        Fault(.unknownHandler, "Web.TPEngine.Providers.RestfulProvider", "Web.TPEngine.Providers.SoapProvider"),
        Fault(.missingHandler, " Handler=\"Web.TPEngine.Providers.RestfulProvider\"", ""),
        Fault(.missingMetadata, "<Item Key=\"ServiceUrl\">https://api.example/check</Item>", ""),
        Fault(.badMetadata, "<Item Key=\"Operation\">Read</Item>", "<Item Key=\"Operation\">Peek</Item>"),
        Fault(.missingKey, "<Key Id=\"BasicAuthenticationPassword\" StorageReferenceId=\"B2C_1A_Password\" />", ""),
        Fault(
            .missingProtocol,
            "<Protocol Name=\"Proprietary\" Handler=\"Web.TPEngine.Providers.AzureActiveDirectoryProvider\" />", ""),
        Fault(
            .insecureAuthentication, "<Item Key=\"AuthenticationType\">Basic</Item>",
            "<Item Key=\"AuthenticationType\">None</Item>"),
        Fault(.metadataBlanks, "<Item Key=\"Operation\">", "<Item Key=\"Operation \">"),
        Fault(
            .directoryKey, "<InputClaim ClaimTypeReferenceId=\"objectId\" />",
            "<InputClaim ClaimTypeReferenceId=\"objectId\" /><InputClaim ClaimTypeReferenceId=\"email\" />"),
        Fault(
            .validationCaller, "<OutputClaims><OutputClaim ClaimTypeReferenceId=\"isNew\" /></OutputClaims>",
            "<OutputClaims><OutputClaim ClaimTypeReferenceId=\"isNew\" /></OutputClaims><ValidationTechnicalProfiles><ValidationTechnicalProfile ReferenceId=\"Check\" /></ValidationTechnicalProfiles>"
        ),
        Fault(.resolverSwitchedOff, "DefaultValue=\"a@b.example\"", "DefaultValue=\"{OIDC:LoginHint}\""),
        Fault(.unknownResolver, "DefaultValue=\"a@b.example\"", "DefaultValue=\"{OIDC:LogonHint}\""),
        Fault(.missingClient, "<Item Key=\"client_id\">app</Item>", ""),
        Fault(.unknownMethod, "CreateStringClaim", "MakeStringClaim"),
        Fault(.missingParameter, "TransformationClaimType=\"createdClaim\"", "TransformationClaimType=\"claim\""),
        Fault(
            .unknownParameter, "<InputParameter Id=\"value\"",
            "<InputParameter Id=\"size\" DataType=\"string\" Value=\"1\" /><InputParameter Id=\"value\""),
        Fault(.noDefaultJourney, "<DefaultUserJourney ReferenceId=\"Journey\" />", ""),
        Fault(
            .noPolicyProfile, "<DisplayName>PolicyProfile</DisplayName>\n    <Protocol Name=\"OpenIdConnect\" />", ""),
        Fault(.noSubject, "<SubjectNamingInfo ClaimType=\"sub\" />", "<SubjectNamingInfo ClaimType=\"uid\" />"),
        Fault(.incompleteContentDefinition, "<LoadUri>~/page.html</LoadUri>", ""),
        Fault(.contractTooOld, "contract:selfasserted:2.1.7", "contract:selfasserted:1.2.0"),
        Fault(.badPredicate, "<Parameter Id=\"Minimum\">1</Parameter>", ""),
    ]
}

struct DiagnosticTests {
    @Test func `a policy without a fault brings nothing`() {
        #expect(TestPolicy.diagnose(TestPolicy.whole).isEmpty)
    }

    @Test(arguments: Fault.all)
    func `a fault is reported under its code`(fault: Fault) throws {
        try #require(TestPolicy.whole.contains(fault.old))
        let content = TestPolicy.whole.replacing(fault.old, with: fault.new)

        let found = TestPolicy.diagnose(content)

        let diagnostic = try #require(found.first { $0.code == fault.code }, "found \(found.map(\.code.rawValue))")
        #expect(diagnostic.location.file == "B2C_1A_Test.xml")
        #expect(diagnostic.severity == fault.code.severity)
        #expect(!diagnostic.remedy.isEmpty)
    }

    @Test func `every code has a test`() {
        let tested = Fault.all.map(\.code) + FileFaultTests.codes + HostileXMLTests.codes

        #expect(Set(DiagnosticCode.allCases).subtracting(tested).isEmpty)
    }

    @Test func `all faults of a file are told at once, in the order of the file`() {
        let content = TestPolicy.whole
            .replacing("<DataType>boolean</DataType>", with: "<DataType>bool</DataType>")
            .replacing("ReferenceId=\"Make\"", with: "ReferenceId=\"Bake\"")
            .replacing("Order=\"4\"", with: "Order=\"5\"")

        let codes = TestPolicy.diagnose(content).map(\.code)

        #expect(codes == [.badValue, .unknownClaimsTransformation, .stepOrder])
    }

    @Test func `a place is the line and column of the start tag`() throws {
        let content =
            "\n  <BuildingBlocks>\n<!--ü--> <ClaimsSchema><ClaimType Id=\"a\"><DataType>x</DataType></ClaimType></ClaimsSchema></BuildingBlocks>"

        let diagnostic = try #require(TestPolicy.diagnose(content).first { $0.code == .badValue })

        #expect((diagnostic.location.line, diagnostic.location.column) == (4, 42))
    }

    @Test func `the document lists every code as the table does`() throws {
        let path = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/docs/diagnostics.md"
        let document = try #require(PolicyFolder.text(path))
        func cell(_ text: String) -> String { text.replacing("|", with: "&#124;").replacing("<", with: "&lt;") }

        for code in DiagnosticCode.allCases {
            let row = "| \(code.rawValue) | \(code.severity.rawValue) | \(cell(code.meaning)) | \(cell(code.remedy)) |"
            #expect(document.contains(row), "docs/diagnostics.md lacks: \(row)")
        }
        #expect(document.split(separator: "\n").count { $0.hasPrefix("| CAR") } == DiagnosticCode.allCases.count)
    }
}
