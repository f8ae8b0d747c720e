import Base
import Policy
import Testing

/// A rule of inheritance: what the base says, what the child says, what comes out.
struct MergeRule: Sendable, CustomTestStringConvertible {
    enum Place: Sendable {
        case block(String)
        case profile
        case steps
        case root(String)

        func wrap(_ content: String) -> String {
            switch self {
            case .block(let name): "<BuildingBlocks><\(name)>\(content)</\(name)></BuildingBlocks>"
            case .profile:
                """
                <ClaimsProviders><ClaimsProvider><DisplayName>P</DisplayName><TechnicalProfiles><TechnicalProfile Id="T">\
                \(content)</TechnicalProfile></TechnicalProfiles></ClaimsProvider></ClaimsProviders>
                """
            case .steps:
                "<UserJourneys><UserJourney Id=\"J\"><OrchestrationSteps>\(content)</OrchestrationSteps></UserJourney></UserJourneys>"
            case .root(let name): "<\(name)>\(content)</\(name)>"
            }
        }
    }

    let testDescription: String
    let place: Place
    let base: String
    let child: String
    let result: String

    init(_ description: String, _ place: Place, base: String, child: String, result: String) {
        testDescription = description
        self.place = place
        self.base = base
        self.child = child
        self.result = result
    }

    static let all: [MergeRule] = [
        MergeRule(
            "of a claim type, each child of the nearest wins and the others are inherited", .block("ClaimsSchema"),
            base: "<ClaimType Id='surname'><DisplayName>Surname</DisplayName><DataType>string</DataType></ClaimType>",
            child: "<ClaimType Id='surName'><UserInputType>TextBox</UserInputType></ClaimType>",
            result: """
                <ClaimType Id='surName'><DisplayName>Surname</DisplayName><DataType>string</DataType>\
                <UserInputType>TextBox</UserInputType></ClaimType>
                """),
        MergeRule(
            "metadata is a union in which the nearest value wins", .profile,
            base: "<Metadata><Item Key='a'>1</Item><Item Key='b'>2</Item></Metadata>",
            child: "<Metadata><Item Key='B'>3</Item><Item Key='c'>4</Item></Metadata>",
            result: "<Metadata><Item Key='B'>3</Item><Item Key='c'>4</Item><Item Key='a'>1</Item></Metadata>"),
        MergeRule(
            "keys are a union by Id", .profile,
            base:
                "<CryptographicKeys><Key Id='a' StorageReferenceId='x' /><Key Id='b' StorageReferenceId='y' /></CryptographicKeys>",
            child: "<CryptographicKeys><Key Id='a' StorageReferenceId='z' /></CryptographicKeys>",
            result:
                "<CryptographicKeys><Key Id='a' StorageReferenceId='z' /><Key Id='b' StorageReferenceId='y' /></CryptographicKeys>"
        ),
        MergeRule(
            "claims are a union, own ones first in their order, and nothing can be removed", .profile,
            base: """
                <OutputClaims><OutputClaim ClaimTypeReferenceId='a' Required='true' /><OutputClaim ClaimTypeReferenceId='b' />\
                <OutputClaim ClaimTypeReferenceId='c' DefaultValue='1' /></OutputClaims>
                """,
            child: """
                <OutputClaims><OutputClaim ClaimTypeReferenceId='d' /><OutputClaim ClaimTypeReferenceId='C' DefaultValue='2' />\
                <OutputClaim ClaimTypeReferenceId='a' PartnerClaimType='x' /></OutputClaims>
                """,
            result: """
                <OutputClaims><OutputClaim ClaimTypeReferenceId='d' /><OutputClaim ClaimTypeReferenceId='C' DefaultValue='2' />\
                <OutputClaim ClaimTypeReferenceId='a' PartnerClaimType='x' Required='true' /><OutputClaim ClaimTypeReferenceId='b' />\
                </OutputClaims>
                """),
        MergeRule(
            "display claims are told apart by claim or control", .profile,
            base:
                "<DisplayClaims><DisplayClaim DisplayControlReferenceId='a' /><DisplayClaim ClaimTypeReferenceId='b' /></DisplayClaims>",
            child: "<DisplayClaims><DisplayClaim ClaimTypeReferenceId='b' Required='true' /></DisplayClaims>",
            result: """
                <DisplayClaims><DisplayClaim ClaimTypeReferenceId='b' Required='true' />\
                <DisplayClaim DisplayControlReferenceId='a' /></DisplayClaims>
                """),
        MergeRule(
            "validation profiles of the nearest run first", .profile,
            base: """
                <ValidationTechnicalProfiles><ValidationTechnicalProfile ReferenceId='login' />\
                <ValidationTechnicalProfile ReferenceId='write' /></ValidationTechnicalProfiles>
                """,
            child: """
                <ValidationTechnicalProfiles><ValidationTechnicalProfile ReferenceId='captcha' />\
                <ValidationTechnicalProfile ReferenceId='login' ContinueOnError='true' /></ValidationTechnicalProfiles>
                """,
            result: """
                <ValidationTechnicalProfiles><ValidationTechnicalProfile ReferenceId='captcha' />\
                <ValidationTechnicalProfile ReferenceId='login' ContinueOnError='true' />\
                <ValidationTechnicalProfile ReferenceId='write' /></ValidationTechnicalProfiles>
                """),
        MergeRule(
            "transformations are a union too", .profile,
            base:
                "<InputClaimsTransformations><InputClaimsTransformation ReferenceId='a' /></InputClaimsTransformations>",
            child:
                "<InputClaimsTransformations><InputClaimsTransformation ReferenceId='b' /></InputClaimsTransformations>",
            result: """
                <InputClaimsTransformations><InputClaimsTransformation ReferenceId='b' />\
                <InputClaimsTransformation ReferenceId='a' /></InputClaimsTransformations>
                """),
        MergeRule(
            "a protocol replaces the inherited one as a whole", .profile,
            base: "<Protocol Name='Proprietary' Handler='X' /><IncludeInSso>false</IncludeInSso>",
            child: "<Protocol Name='None' />",
            result: "<Protocol Name='None' /><IncludeInSso>false</IncludeInSso>"),
        MergeRule(
            "a step is merged by its order: exchanges by Id, selections and preconditions as a whole", .steps,
            base: """
                <OrchestrationStep Order='1' Type='CombinedSignInAndSignUp' ContentDefinitionReferenceId='a'>\
                <ClaimsProviderSelections><ClaimsProviderSelection TargetClaimsExchangeId='X' />\
                <ClaimsProviderSelection TargetClaimsExchangeId='Y' /></ClaimsProviderSelections>\
                <ClaimsExchanges><ClaimsExchange Id='L' TechnicalProfileReferenceId='l' /></ClaimsExchanges></OrchestrationStep>\
                <OrchestrationStep Order='2' Type='SendClaims' CpimIssuerTechnicalProfileReferenceId='i' />
                """,
            child: """
                <OrchestrationStep Order='1' Type='CombinedSignInAndSignUp'>\
                <ClaimsProviderSelections><ClaimsProviderSelection TargetClaimsExchangeId='Y' /></ClaimsProviderSelections>\
                <ClaimsExchanges><ClaimsExchange Id='l' TechnicalProfileReferenceId='m' /></ClaimsExchanges></OrchestrationStep>
                """,
            result: """
                <OrchestrationStep Order='1' Type='CombinedSignInAndSignUp' ContentDefinitionReferenceId='a'>\
                <ClaimsProviderSelections><ClaimsProviderSelection TargetClaimsExchangeId='Y' /></ClaimsProviderSelections>\
                <ClaimsExchanges><ClaimsExchange Id='l' TechnicalProfileReferenceId='m' /></ClaimsExchanges></OrchestrationStep>\
                <OrchestrationStep Order='2' Type='SendClaims' CpimIssuerTechnicalProfileReferenceId='i' />
                """),
        MergeRule(
            "a step that only brings preconditions keeps its journey list", .steps,
            base: """
                <OrchestrationStep Order='1' Type='InvokeSubJourney'><Preconditions><Precondition Type='ClaimsExist' \
                ExecuteActionsIf='true'><Value>a</Value><Action>SkipThisOrchestrationStep</Action></Precondition></Preconditions>\
                <JourneyList><Candidate SubJourneyReferenceId='S' /></JourneyList></OrchestrationStep>
                """,
            child: """
                <OrchestrationStep Order='1' Type='InvokeSubJourney'><Preconditions><Precondition Type='ClaimsExist' \
                ExecuteActionsIf='false'><Value>b</Value><Action>SkipThisOrchestrationStep</Action></Precondition></Preconditions>\
                </OrchestrationStep>
                """,
            result: """
                <OrchestrationStep Order='1' Type='InvokeSubJourney'><Preconditions><Precondition Type='ClaimsExist' \
                ExecuteActionsIf='false'><Value>b</Value><Action>SkipThisOrchestrationStep</Action></Precondition></Preconditions>\
                <JourneyList><Candidate SubJourneyReferenceId='S' /></JourneyList></OrchestrationStep>
                """),
        MergeRule(
            "a step of another type is another step, and takes nothing of the one whose place it has", .steps,
            base: """
                <OrchestrationStep Order='1' Type='ClaimsExchange' ContentDefinitionReferenceId='a'><Preconditions>\
                <Precondition Type='ClaimsExist' ExecuteActionsIf='true'><Value>a</Value>\
                <Action>SkipThisOrchestrationStep</Action></Precondition></Preconditions><ClaimsExchanges>\
                <ClaimsExchange Id='L' TechnicalProfileReferenceId='l' /></ClaimsExchanges></OrchestrationStep>\
                <OrchestrationStep Order='2' Type='SendClaims' CpimIssuerTechnicalProfileReferenceId='i' />
                """,
            child: """
                <OrchestrationStep Order='1' Type='SendClaims' CpimIssuerTechnicalProfileReferenceId='j' />\
                <OrchestrationStep Order='2' CpimIssuerTechnicalProfileReferenceId='k' />
                """,
            result: """
                <OrchestrationStep Order='1' Type='SendClaims' CpimIssuerTechnicalProfileReferenceId='j' />\
                <OrchestrationStep Order='2' CpimIssuerTechnicalProfileReferenceId='k' Type='SendClaims' />
                """),
        MergeRule(
            "added steps stand in their order", .steps,
            base: "<OrchestrationStep Order='2' Type='Noop' /><OrchestrationStep Order='10' Type='SendClaims' />",
            child: "<OrchestrationStep Order='3' Type='Noop' />",
            result: """
                <OrchestrationStep Order='2' Type='Noop' /><OrchestrationStep Order='3' Type='Noop' />\
                <OrchestrationStep Order='10' Type='SendClaims' />
                """),
        MergeRule(
            "a content definition may only add localized resources", .block("ContentDefinitions"),
            base: """
                <ContentDefinition Id='page'><LoadUri>l</LoadUri><DataUri>d</DataUri><LocalizedResourcesReferences>\
                <LocalizedResourcesReference Language='en' LocalizedResourcesReferenceId='a' /></LocalizedResourcesReferences>\
                </ContentDefinition>
                """,
            child: """
                <ContentDefinition Id='page'><LocalizedResourcesReferences MergeBehavior='Prepend'><LocalizedResourcesReference \
                Language='de' LocalizedResourcesReferenceId='b' /></LocalizedResourcesReferences></ContentDefinition>
                """,
            result: """
                <ContentDefinition Id='page'><LoadUri>l</LoadUri><DataUri>d</DataUri><LocalizedResourcesReferences \
                MergeBehavior='Prepend'><LocalizedResourcesReference Language='de' LocalizedResourcesReferenceId='b' />\
                <LocalizedResourcesReference Language='en' LocalizedResourcesReferenceId='a' /></LocalizedResourcesReferences>\
                </ContentDefinition>
                """),
        MergeRule(
            "supported languages are appended", .block("Localization"),
            base:
                "<SupportedLanguages DefaultLanguage='en'><SupportedLanguage>en</SupportedLanguage></SupportedLanguages>",
            child:
                "<SupportedLanguages MergeBehavior='Append'><SupportedLanguage>es</SupportedLanguage></SupportedLanguages>",
            result: """
                <SupportedLanguages MergeBehavior='Append' DefaultLanguage='en'><SupportedLanguage>en</SupportedLanguage>\
                <SupportedLanguage>es</SupportedLanguage></SupportedLanguages>
                """),
        MergeRule(
            "ReplaceAll drops what is inherited", .block("Localization"),
            base:
                "<SupportedLanguages DefaultLanguage='en'><SupportedLanguage>en</SupportedLanguage></SupportedLanguages>",
            child:
                "<SupportedLanguages MergeBehavior='ReplaceAll'><SupportedLanguage>es</SupportedLanguage></SupportedLanguages>",
            result: """
                <SupportedLanguages MergeBehavior='ReplaceAll' DefaultLanguage='en'><SupportedLanguage>es</SupportedLanguage>\
                </SupportedLanguages>
                """),
        MergeRule(
            "an enumeration without MergeBehavior is appended", .block("ClaimsSchema"),
            base: "<ClaimType Id='a'><Restriction><Enumeration Text='1' Value='1' /></Restriction></ClaimType>",
            child: "<ClaimType Id='a'><Restriction><Enumeration Text='2' Value='2' /></Restriction></ClaimType>",
            result: """
                <ClaimType Id='a'><Restriction><Enumeration Text='1' Value='1' /><Enumeration Text='2' Value='2' />\
                </Restriction></ClaimType>
                """),
        MergeRule(
            "localized strings are told apart by element and string", .block("Localization"),
            base: """
                <LocalizedResources Id='r'><LocalizedStrings><LocalizedString ElementType='ClaimType' ElementId='a' \
                StringId='s'>1</LocalizedString><LocalizedString ElementType='ClaimType' ElementId='b' StringId='s'>2\
                </LocalizedString></LocalizedStrings></LocalizedResources>
                """,
            child: """
                <LocalizedResources Id='R'><LocalizedStrings><LocalizedString ElementType='ClaimType' ElementId='b' \
                StringId='s'>3</LocalizedString></LocalizedStrings></LocalizedResources>
                """,
            result: """
                <LocalizedResources Id='R'><LocalizedStrings><LocalizedString ElementType='ClaimType' ElementId='b' \
                StringId='s'>3</LocalizedString><LocalizedString ElementType='ClaimType' ElementId='a' StringId='s'>1\
                </LocalizedString></LocalizedStrings></LocalizedResources>
                """),
        MergeRule(
            "a relying party takes missing parts from the one below", .root("RelyingParty"),
            base:
                "<DefaultUserJourney ReferenceId='J' /><Endpoints><Endpoint Id='Token' UserJourneyReferenceId='K' /></Endpoints>",
            child: "<UserJourneyBehaviors><ScriptExecution>Allow</ScriptExecution></UserJourneyBehaviors>",
            result: """
                <DefaultUserJourney ReferenceId='J' /><Endpoints><Endpoint Id='Token' UserJourneyReferenceId='K' /></Endpoints>\
                <UserJourneyBehaviors><ScriptExecution>Allow</ScriptExecution></UserJourneyBehaviors>
                """),
    ]
}

struct MergeTests {
    private func resolve(_ base: String, _ child: String) throws -> String {
        let files = [TestPolicy.file("A", base), TestPolicy.file("B", base: "A", child)]
        return XMLWriter.write(try #require(PolicySet.load(files: files).set.element("B")))
    }

    /// The same content in one file, printed: so that only what differs is compared.
    private func plain(_ content: String) throws -> String {
        XMLWriter.write(try #require(PolicySet.load(files: [TestPolicy.file("B", content)]).set.element("B")))
    }

    @Test(arguments: MergeRule.all)
    func `inheritance`(rule: MergeRule) throws {
        let merged = try resolve(rule.place.wrap(rule.base), rule.place.wrap(rule.child))

        #expect(merged == (try plain(rule.place.wrap(rule.result))))
    }

    @Test func `a redefined profile keeps its provider, and takes the nearer domain`() throws {
        let base = """
            <ClaimsProviders><ClaimsProvider><Domain>a.example</Domain><DisplayName>A</DisplayName><TechnicalProfiles>
            <TechnicalProfile Id="T"><DisplayName>T</DisplayName></TechnicalProfile>
            <TechnicalProfile Id="U"><DisplayName>U</DisplayName></TechnicalProfile>
            </TechnicalProfiles></ClaimsProvider></ClaimsProviders>
            """
        let child = """
            <ClaimsProviders><ClaimsProvider><Domain>b.example</Domain><DisplayName>B</DisplayName><TechnicalProfiles>
            <TechnicalProfile Id="t"><Description>mine</Description></TechnicalProfile>
            <TechnicalProfile Id="V" />
            </TechnicalProfiles></ClaimsProvider></ClaimsProviders>
            """

        let policy = try #require(
            PolicySet.load(files: [TestPolicy.file("A", base), TestPolicy.file("B", base: "A", child)]).set.policy("B"))

        #expect(policy.claimsProviders.map(\.displayName) == ["B", "A"])
        #expect(policy.claimsProviders.map(\.technicalProfiles) == [["V"], ["T", "U"]])
        #expect(policy.technicalProfiles["T"]?.domains == ["b.example"])
        #expect(policy.technicalProfiles["U"]?.domains == [])
        #expect(policy.technicalProfiles["T"]?.displayName == "T")
    }

    @Test func `a redefined profile's own domain counts more than its provider's`() throws {
        func provider(_ domain: String, _ profile: String) -> String {
            """
            <ClaimsProviders><ClaimsProvider><Domain>\(domain)</Domain><DisplayName>P</DisplayName><TechnicalProfiles>
            <TechnicalProfile Id="T">\(profile)</TechnicalProfile></TechnicalProfiles></ClaimsProvider></ClaimsProviders>
            """
        }
        let files = [
            TestPolicy.file("A", provider("a.example", "<DisplayName>T</DisplayName>")),
            TestPolicy.file("B", base: "A", provider("b.example", "<Domain>c.example</Domain>")),
        ]

        let policy = try #require(PolicySet.load(files: files).set.policy("B"))

        #expect(policy.technicalProfiles["T"]?.domains == ["c.example"])
    }

    @Test func `an included profile is laid underneath, through a chain of includes`() throws {
        let profiles = """
            <ClaimsProviders><ClaimsProvider><DisplayName>P</DisplayName><TechnicalProfiles>
            <TechnicalProfile Id="Top"><Metadata><Item Key="Operation">Read</Item></Metadata>
            <IncludeTechnicalProfile ReferenceId="middle" /></TechnicalProfile>
            <TechnicalProfile Id="Middle"><DisplayName>Middle</DisplayName><OutputClaims><OutputClaim ClaimTypeReferenceId="b" />
            </OutputClaims><IncludeTechnicalProfile ReferenceId="Bottom" /></TechnicalProfile>
            <TechnicalProfile Id="Bottom"><Protocol Name="None" /><Metadata><Item Key="Operation">Write</Item>
            <Item Key="x">1</Item></Metadata><OutputClaims><OutputClaim ClaimTypeReferenceId="a" /></OutputClaims></TechnicalProfile>
            </TechnicalProfiles></ClaimsProvider></ClaimsProviders>
            """

        let policy = try #require(PolicySet.load(files: [TestPolicy.file("A", profiles)]).set.policy("A"))

        let top = try #require(policy.technicalProfiles["Top"])
        #expect(top.protocolName == ProtocolName.none)
        #expect(top.displayName == "Middle")
        #expect(top.metadata["Operation"] == "Read")
        #expect(top.metadata["x"] == "1")
        #expect(top.outputClaims.map(\.claimType) == ["b", "a"])
    }

    @Test func `mode and recorder belong to one file, the directory's id to all`() throws {
        let text = String(decoding: TestPolicy.file("A", "").bytes, as: UTF8.self).replacing(
            "PolicyId=\"A\"",
            with:
                "PolicyId=\"A\" DeploymentMode=\"Development\" TenantObjectId=\"00000000-0000-4000-8000-000000000001\"")
        let files = [PolicySet.File(name: "A.xml", bytes: Bytes(utf8: text)), TestPolicy.file("B", base: "A", "")]

        let set = PolicySet.load(files: files).set

        #expect(set.policy("A")?.deploymentMode == .development)
        #expect(set.policy("B")?.deploymentMode == .production)
        #expect(set.policy("B")?.tenantObjectID == "00000000-0000-4000-8000-000000000001")
        #expect(set.policy("B")?.chain == ["B", "A"])
    }

    @Test func `origins tell the file of each part that comes from elsewhere`() throws {
        let base =
            "<BuildingBlocks><ClaimsSchema><ClaimType Id=\"a\"><DataType>string</DataType></ClaimType></ClaimsSchema></BuildingBlocks>"
        let child =
            "<BuildingBlocks><ClaimsSchema><ClaimType Id=\"a\"><DisplayName>A</DisplayName></ClaimType></ClaimsSchema></BuildingBlocks>"
        let set = PolicySet.load(files: [TestPolicy.file("A", base), TestPolicy.file("B", base: "A", child)]).set

        let text = XMLWriter.write(try #require(set.element("B")), origins: true)

        #expect(text.contains("<!-- B.xml:1 -->\n<TrustFrameworkPolicy"))
        #expect(
            text.contains("<DisplayName>A</DisplayName>\n        <!-- A.xml:2 -->\n        <DataType>string</DataType>")
        )
    }

    @Test func `of a language that one file gives two resources the first counts`() throws {
        let content = """
            <BuildingBlocks><ContentDefinitions><ContentDefinition Id="page"><LocalizedResourcesReferences>\
            <LocalizedResourcesReference Language="en" LocalizedResourcesReferenceId="first" />\
            <LocalizedResourcesReference Language="en" LocalizedResourcesReferenceId="second" />\
            </LocalizedResourcesReferences></ContentDefinition></ContentDefinitions></BuildingBlocks>
            """
        let set = PolicySet.load(files: [TestPolicy.file("A", content)]).set

        #expect(set.policy("A")?.contentDefinitions["page"]?.localizedResources == ["en": "first"])
    }
}
