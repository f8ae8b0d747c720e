import Base
import Glibc
import Policy
import Testing

/// One change to a policy that is whole, and the diagnostic that it must bring.
struct Fault: Sendable, CustomTestStringConvertible {
    let code: DiagnosticCode
    let old: String
    let new: String
    /// A claim type that is defined beside the others.
    let claim: String?

    init(_ code: DiagnosticCode, _ old: String, _ new: String, claim: String? = nil) {
        self.code = code
        self.old = old
        self.new = new
        self.claim = claim
    }

    /// `TestPolicy.whole` with the fault in it.
    var content: String {
        let type = claim.map {
            "<ClaimType Id=\"\($0)\"><DataType>string</DataType><UserInputType>Password</UserInputType></ClaimType>"
        }
        return TestPolicy.whole.replacing(old, with: new)
            .replacing("<ClaimType Id=\"isNew\">", with: (type ?? "") + "<ClaimType Id=\"isNew\">")
    }

    var testDescription: String { "\(code.rawValue) \(code)" }

    static let step =
        "<OrchestrationStep Order=\"4\" Type=\"SendClaims\" CpimIssuerTechnicalProfileReferenceId=\"Issuer\" />"
    static let readInput = "\n        <InputClaims><InputClaim ClaimTypeReferenceId=\"objectId\" /></InputClaims>"
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
            "<InputClaim ClaimTypeReferenceId=\"never\" />", claim: "never"),
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
        Fault(
            .unknownResolver, "DefaultValue=\"a@b.example\"",
            "DefaultValue=\"a@b.example\" PartnerClaimType=\"{oauth2:refreshtoken}\""),
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
        Fault(
            .unused, "<ClaimType Id=\"isNew\">",
            "<ClaimType Id=\"idle\"><DataType>string</DataType></ClaimType><ClaimType Id=\"isNew\">"),
        Fault(
            .preconditionNeverSet, "<Value>objectId</Value><Action>SkipThisOrchestrationStep</Action>",
            "<Value>never</Value><Action>SkipThisOrchestrationStep</Action>", claim: "never"),
        Fault(
            .transformationNeverSet, "TransformationMethod=\"CreateStringClaim\">\n      <InputParameters>",
            "TransformationMethod=\"CopyClaim\">\n              <InputClaims><InputClaim ClaimTypeReferenceId=\"never\" "
                + "TransformationClaimType=\"inputClaim\" /></InputClaims><InputParameters>", claim: "never"),
        Fault(
            .persistedNeverSet, "<Item Key=\"Operation\">Read</Item></Metadata>\(readInput)",
            "<Item Key=\"Operation\">Write</Item></Metadata>\(readInput)<PersistedClaims><PersistedClaim "
                + "ClaimTypeReferenceId=\"never\" /></PersistedClaims>", claim: "never"),
        Fault(.stepNeverRuns, Fault.step, "\(Fault.step)\(Fault.step.replacing("4", with: "5"))"),
        Fault(
            .stepNeverRuns, "<Precondition Type=\"ClaimsExist\" ExecuteActionsIf=\"true\"><Value>objectId</Value>",
            "<Precondition Type=\"ClaimsExist\" ExecuteActionsIf=\"false\"><Value>objectId</Value><Action>"
                + "SkipThisOrchestrationStep</Action></Precondition><Precondition Type=\"ClaimsExist\" "
                + "ExecuteActionsIf=\"true\"><Value>objectId</Value>"),
        Fault(
            .disabledProfile, "<OutputClaims><OutputClaim ClaimTypeReferenceId=\"isNew\" /></OutputClaims>",
            "<OutputClaims><OutputClaim ClaimTypeReferenceId=\"isNew\" /></OutputClaims>"
                + "<EnabledForUserJourneys>Never</EnabledForUserJourneys>"),
        Fault(
            .unknownMetadata, "<Item Key=\"Operation\">Read",
            "<Item Key=\"Colour\">red</Item><Item Key=\"Operation\">Read"),
        Fault(
            .misspelledMetadata, "<Metadata><Item Key=\"METADATA\"",
            "<Metadata><Item Key=\"response_type\">code</Item><Item Key=\"METADATA\""),
        Fault(
            .metadataValue, "<Metadata><Item Key=\"METADATA\"",
            "<Metadata><Item Key=\"HttpBinding\">PUT</Item><Item Key=\"METADATA\""),
        Fault(
            .insecureAllowed, "<Item Key=\"AuthenticationType\">Basic</Item>",
            "<Item Key=\"AuthenticationType\">None</Item><Item Key=\"AllowInsecureAuthInProduction\">true</Item>"),
        Fault(.plainHTTP, "https://api.example/check", "http://api.example/check"),
        Fault(.secretInPolicy, "https://api.example/check", "https://api.example/check?code=Zk3v9Qw81LmN02"),
        Fault(
            .implicitFlow, "<Metadata><Item Key=\"METADATA\"",
            "<Metadata><Item Key=\"response_types\">id_token</Item><Item Key=\"METADATA\""),
        Fault(
            .withoutPKCE, "<Metadata><Item Key=\"METADATA\"",
            "<Metadata><Item Key=\"UsePKCE\">false</Item><Item Key=\"METADATA\""),
        Fault(
            .anyIssuer, "<Metadata><Item Key=\"METADATA\"",
            "<Metadata><Item Key=\"ValidTokenIssuerPrefixes\">*</Item><Item Key=\"METADATA\""),
        Fault(
            .hintUnchecked, "Type=\"SendClaims\" CpimIssuer", "Type=\"GetClaims\" CpimIssuer"),
        Fault(
            .weakPassword, "<Item Key=\"Operation\">Read</Item></Metadata>\(readInput)",
            "<Item Key=\"Operation\">Write</Item></Metadata>\(readInput)<PersistedClaims><PersistedClaim "
                + "ClaimTypeReferenceId=\"secretWord\" PartnerClaimType=\"password\" DefaultValue=\"x\" /><PersistedClaim "
                + "ClaimTypeReferenceId=\"isNew\" DefaultValue=\"DisableStrongPassword\" /></PersistedClaims>",
            claim: "secretWord"),
        Fault(
            .tokenNeverHas, "</OutputClaims>\n    <SubjectNamingInfo",
            "<OutputClaim ClaimTypeReferenceId=\"never\" /></OutputClaims>\n    <SubjectNamingInfo", claim: "never"),
        Fault(
            .samlLater, "<Protocol Name=\"OpenIdConnect\" />\n    <OutputClaims>",
            "<Protocol Name=\"SAML2\" />\n    <OutputClaims>"),
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
        let found = TestPolicy.diagnose(fault.content)

        let diagnostic = try #require(found.first { $0.code == fault.code }, "found \(found.map(\.code.rawValue))")
        #expect(diagnostic.location.file == "B2C_1A_Test.xml")
        #expect(diagnostic.severity == fault.code.severity)
        #expect(!diagnostic.remedy.isEmpty)
    }

    @Test func `every code has a test`() {
        let tested =
            Fault.all.map(\.code) + FileFaultTests.codes + HostileXMLTests.codes + FactorCheckTests.codes
            + HostilePolicyTests.cases.compactMap(\.code)

        #expect(Set(DiagnosticCode.allCases).subtracting(tested).isEmpty)
    }

    @Test func `all faults of a file are told at once, in the order of the file`() {
        let content = TestPolicy.whole
            .replacing("<DataType>boolean</DataType>", with: "<DataType>bool</DataType>")
            .replacing("ReferenceId=\"Make\"", with: "ReferenceId=\"Bake\"")
            .replacing("Order=\"4\"", with: "Order=\"5\"")

        let codes = TestPolicy.diagnose(content).map(\.code)

        #expect(codes == [.badValue, .unused, .unknownClaimsTransformation, .stepOrder])
    }

    @Test func `a place is the line and column of the start tag`() throws {
        let content =
            "\n  <BuildingBlocks>\n<!--ü--> <ClaimsSchema><ClaimType Id=\"a\"><DataType>x</DataType></ClaimType></ClaimsSchema></BuildingBlocks>"

        let diagnostic = try #require(TestPolicy.diagnose(content).first { $0.code == .badValue })

        #expect((diagnostic.location.line, diagnostic.location.column) == (4, 42))
    }

    @Test func `the document is what the table says`() throws {
        let path = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/docs/diagnostics.md"
        if getenv("CARDEA_WRITE_DOCS") != nil { _ = PolicyFolder.write(path, Bytes(utf8: DiagnosticDocument.text)) }

        let document = try #require(PolicyFolder.text(path))

        #expect(
            document == DiagnosticDocument.text, "run the test with CARDEA_WRITE_DOCS=1 to write docs/diagnostics.md")
    }

    @Test func `numbers and sections agree`() {
        let text = DiagnosticDocument.text

        for code in DiagnosticCode.allCases { #expect(text.contains("\n### \(code.rawValue)")) }
        #expect(Set(DiagnosticCode.allCases.map(\.rawValue)).count == DiagnosticCode.allCases.count)
    }
}
