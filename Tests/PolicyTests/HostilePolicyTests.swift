import Base
import TestSupport
import Testing

@testable import Policy

/// Policies of a megabyte that are in order as XML and made to cost much more than they hold: everything that looks at
/// them does work in proportion, or gives up and says so.
@Suite(.serialized)
struct HostilePolicyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// A diagnostic that it must bring; nil: none in particular.
        let code: DiagnosticCode?
        let make: @Sendable () -> [PolicySet.File]

        init(_ name: String, _ code: DiagnosticCode? = nil, _ make: @escaping @Sendable () -> [PolicySet.File]) {
            self.name = name
            self.code = code
            self.make = make
        }

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case("steps") {
            policy(profiles: page("P"), steps: (1...5000).map { exchange($0, "P") }.joined() + send(5001))
        },
        Case("journeys that call a long one again and again", .flowNotFollowed) {
            policy(
                profiles: page("P"),
                steps: (1...3000).map(call).joined() + send(3001),
                subJourney: (1...3000).map { exchange($0, "P") }.joined())
        },
        Case("a profile that validates with itself", .flowNotFollowed) {
            policy(
                profiles: page("P", validations: Array(repeating: "P", count: 1000)), steps: exchange(1, "P") + send(2))
        },
        Case("profiles that validate with each other", .flowNotFollowed) {
            let profiles = (0..<9).flatMap { level in
                (0..<20).map { page("L\(level)_\($0)", validations: (0..<20).map { "L\(level + 1)_\($0)" }) }
            }
            let last = (0..<20).map { page("L9_\($0)") }
            return policy(profiles: (profiles + last).joined(), steps: exchange(1, "L0_0") + send(2))
        },
        Case("10,000 validation profiles") {
            policy(
                profiles: page("P", validations: Array(repeating: "V", count: 10_000)) + page("V"),
                steps: exchange(1, "P") + send(2))
        },
        Case("profiles that include each other in a row", .includesTooMuch) {
            policy(
                profiles: (0..<2500).map { including("V\($0)", "V\($0 + 1)") }.joined() + page("V2500"),
                steps: exchange(1, "V0") + send(2))
        },
        Case("profiles that include each other in a circle", .includesTooMuch) {
            policy(
                profiles: (0..<2500).map { including("V\($0)", "V\(($0 + 1) % 2500)") }.joined(),
                steps: exchange(1, "V0") + send(2))
        },
        Case("a thousand profiles that include a large one", .includesTooMuch) {
            let outputs = (0..<3000).map {
                "<OutputClaim ClaimTypeReferenceId=\"objectId\" PartnerClaimType=\"\($0)\" />"
            }
            return policy(
                profiles: page("Large", outputs: outputs.joined())
                    + (0..<1000).map { including("V\($0)", "Large") }.joined(),
                steps: exchange(1, "V0") + send(2))
        },
        Case("names that are nearly those of others", .unknownClaimType) {
            policy(
                claims: (0..<5000).map { claim("claimNumber\($0)") }.joined(),
                profiles: page(
                    "P",
                    outputs: (0..<5000).map { "<OutputClaim ClaimTypeReferenceId=\"claimNumbr\($0)\" />" }.joined()),
                steps: exchange(1, "P") + send(2))
        },
        Case("steps that lead to profiles that are nearly there", .unknownTechnicalProfile) {
            policy(
                profiles: (0..<1000).map { page("ProfileNumber\($0)") }.joined(),
                steps: (1...3000).map { exchange($0, "ProfilNumber\($0)") }.joined() + send(3001))
        },
        Case("two names of half a megabyte", .unknownTechnicalProfile) {
            policy(
                profiles: page("P" + String(repeating: "a", count: 250_000)),
                steps: exchange(1, "P" + String(repeating: "a", count: 250_001)) + send(2))
        },
        Case("a long name around many mistakes", .unknownClaimType) {
            policy(
                profiles: page(
                    "P" + String(repeating: "a", count: 250_000),
                    outputs: (0..<5000).map { "<OutputClaim ClaimTypeReferenceId=\"x\($0)\" />" }.joined()),
                steps: exchange(1, "P") + send(2))
        },
        Case("metadata that nothing reads", .unknownMetadata) {
            policy(
                profiles: page("P", metadata: (0..<15_000).map { "<Item Key=\"setting.x\($0)\">x</Item>" }.joined()),
                steps: exchange(1, "P") + send(2))
        },
        Case("selections") {
            let selections = (0..<4000).map { "<ClaimsProviderSelection TargetClaimsExchangeId=\"E\($0)\" />" }
            let exchanges = (0..<4000).map { "<ClaimsExchange Id=\"E\($0)\" TechnicalProfileReferenceId=\"P\" />" }
            return policy(
                profiles: page("P"),
                steps: """
                    <OrchestrationStep Order="1" Type="ClaimsProviderSelection" ContentDefinitionReferenceId="page">
                    <ClaimsProviderSelections>\(selections.joined())</ClaimsProviderSelections></OrchestrationStep>
                    <OrchestrationStep Order="2" Type="ClaimsExchange">
                    <ClaimsExchanges>\(exchanges.joined())</ClaimsExchanges></OrchestrationStep>\(send(3))
                    """)
        },
        Case("braces without their other half") {
            policy(
                profiles: page("P", metadata: "<Item Key=\"DefaultMessage\">\(opened("{Settings:"))</Item>")
                    + page("Q", metadata: "<Item Key=\"DefaultMessage\">\(opened("{OIDC:x"))</Item>"),
                steps: exchange(1, "P") + send(2))
        },
        Case("base policies in a circle", .baseCycle) {
            (0..<40).map {
                TestPolicy.file("B2C_1A_\($0)", base: "B2C_1A_\(($0 + 1) % 40)", content(profiles: page("P")))
            }
        },
        Case("base policies in a row", .chainTooLong) {
            (0..<200).map { number in
                TestPolicy.file(
                    "B2C_1A_\(number)", base: number == 199 ? nil : "B2C_1A_\(number + 1)",
                    content(profiles: page("P")))
            }
        },
        Case("expressions that explode") {
            let pattern = "<Restriction><Pattern RegularExpression=\"^((a+)+)+$\" HelpText=\"x\" /></Restriction>"
            return policy(
                claims: (0..<4000).map { claim("c\($0)", pattern) }.joined(), profiles: page("P"),
                steps: exchange(1, "P") + send(2))
        },
    ]

    @Test(arguments: cases)
    func `a policy that is made to cost much is looked at fast`(row: Case) throws {
        let files = row.make()
        #expect(files.allSatisfy { $0.bytes.count <= 1 << 20 }, "the case itself is too large")
        var loaded: (set: PolicySet, diagnostics: Diagnostics)?

        let time = processorTime { loaded = PolicySet.load(files: files) }

        let (set, diagnostics) = try #require(loaded)
        let codes = Set(diagnostics.sorted.map(\.code))
        if let code = row.code { #expect(codes.contains(code), "found \(codes.map(\.rawValue).sorted())") }
        #expect(codes.isDisjoint(with: [.notWellFormed, .fileTooLarge, .textTooLong, .tooManyNodes, .tooDeep]))
        #expect(diagnostics.sorted.allSatisfy { $0.message.utf8.count < 2000 })
        #expect(time < .seconds(60), "took \(time)")
        _ = set
    }

    @Test(arguments: ["steps", "journeys that call a long one again and again", "selections"])
    func `a map of a hostile journey is drawn, and no larger than the file`(name: String) throws {
        let row = try #require(HostilePolicyTests.cases.first { $0.name == name })
        let set = PolicySet.load(files: row.make()).set
        var map: JourneyMap?
        let policy = try #require(set.relyingParties.first.flatMap(set.policy))

        let time = processorTime { map = JourneyMap(policy) }

        let nodes = try #require(map).nodes
        #expect(nodes.reduce(nodes.count) { $0 + ($1.inner?.nodes.count ?? 0) } <= 10_000)
        #expect(time < .seconds(60), "took \(time)")
    }

    @Test func `a thousand repairs are made in one walk through the file`() throws {
        let claims = (0..<4000).map {
            "<ClaimType Id=\"c\($0)\"><DataType>strin</DataType></ClaimType>\n"
        }
        let file = TestPolicy.file(
            "B2C_1A_T", "<BuildingBlocks><ClaimsSchema>\n\(claims.joined())</ClaimsSchema></BuildingBlocks>")
        func load(_ files: [PolicySet.File]) -> PolicyCommand.Loaded {
            let (set, diagnostics) = PolicySet.load(files: files)
            return PolicyCommand.Loaded(set: set, diagnostics: diagnostics, files: files)
        }
        var repairs: PolicyRepairs?
        var text = ""

        let time = processorTime {
            repairs = PolicyRepairs.make(load([file]), reload: load)
            for change in repairs?.changes ?? [] { text = UnifiedDiff.write(change.name, change.before, change.after) }
        }

        let after = try #require(repairs?.files.first)
        #expect(!String(decoding: after.bytes, as: UTF8.self).contains("<DataType>strin</DataType>"))
        #expect(text.contains("+<ClaimType Id=\"c3999\"><DataType>string</DataType></ClaimType>"))
        #expect(time < .seconds(60), "took \(time)")
    }

    @Test func `a difference of everything is told fast`() {
        func file(_ prefix: String) -> PolicySet.File {
            TestPolicy.file(
                "B2C_1A_T",
                "<BuildingBlocks><ClaimsSchema>\((0..<8000).map { HostilePolicyTests.claim("\(prefix)\($0)") }.joined())"
                    + "</ClaimsSchema></BuildingBlocks>")
        }
        let (old, new) = (PolicySet.load(files: [file("a")]).set, PolicySet.load(files: [file("b")]).set)
        var count = 0

        let time = processorTime { count = PolicyFolderDifference(old, new).entries.count }

        #expect(count == 16_000)
        #expect(time < .seconds(60), "took \(time)")
    }

    // MARK: Parts

    private static func opened(_ text: String) -> String { String(repeating: text, count: 25_000) }

    private static func claim(_ id: String, _ restriction: String = "") -> String {
        "<ClaimType Id=\"\(id)\"><DisplayName>x</DisplayName><DataType>string</DataType>\(restriction)</ClaimType>\n"
    }

    private static func page(
        _ id: String, metadata: String = "", outputs: String = "", validations: [String] = []
    ) -> String {
        let handler = "Web.TPEngine.Providers.SelfAssertedAttributeProvider, Web.TPEngine"
        let profiles = validations.map { "<ValidationTechnicalProfile ReferenceId=\"\($0)\" />" }.joined()
        return """
            <TechnicalProfile Id="\(id)"><DisplayName>p</DisplayName>\
            <Protocol Name="Proprietary" Handler="\(handler)" />\
            <Metadata><Item Key="ContentDefinitionReferenceId">page</Item>\(metadata)</Metadata>\
            <OutputClaims><OutputClaim ClaimTypeReferenceId="objectId" />\(outputs)</OutputClaims>\
            \(validations.isEmpty ? "" : "<ValidationTechnicalProfiles>\(profiles)</ValidationTechnicalProfiles>")\
            </TechnicalProfile>\n
            """
    }

    private static func including(_ id: String, _ other: String) -> String {
        "<TechnicalProfile Id=\"\(id)\"><DisplayName>p</DisplayName>"
            + "<IncludeTechnicalProfile ReferenceId=\"\(other)\" /></TechnicalProfile>\n"
    }

    private static func exchange(_ order: Int, _ profile: String) -> String {
        "<OrchestrationStep Order=\"\(order)\" Type=\"ClaimsExchange\"><ClaimsExchanges><ClaimsExchange Id=\"E\(order)\" "
            + "TechnicalProfileReferenceId=\"\(profile)\" /></ClaimsExchanges></OrchestrationStep>\n"
    }

    private static func call(_ order: Int) -> String {
        "<OrchestrationStep Order=\"\(order)\" Type=\"InvokeSubJourney\"><JourneyList>"
            + "<Candidate SubJourneyReferenceId=\"S\" /></JourneyList></OrchestrationStep>\n"
    }

    private static func send(_ order: Int) -> String {
        "<OrchestrationStep Order=\"\(order)\" Type=\"SendClaims\" CpimIssuerTechnicalProfileReferenceId=\"Issuer\" />"
    }

    private static func policy(
        claims: String = "", profiles: String, steps: String, subJourney: String? = nil
    ) -> [PolicySet.File] {
        let sub = subJourney.map {
            "<SubJourneys><SubJourney Id=\"S\" Type=\"Call\"><OrchestrationSteps>\($0)</OrchestrationSteps></SubJourney></SubJourneys>"
        }
        let content = """
            \(content(claims: claims, profiles: profiles))
            <UserJourneys><UserJourney Id="J"><OrchestrationSteps>\(steps)</OrchestrationSteps></UserJourney></UserJourneys>
            \(sub ?? "")
            <RelyingParty><DefaultUserJourney ReferenceId="J" /><TechnicalProfile Id="PolicyProfile">
            <DisplayName>P</DisplayName><Protocol Name="OpenIdConnect" />
            <OutputClaims><OutputClaim ClaimTypeReferenceId="objectId" PartnerClaimType="sub" /></OutputClaims>
            <SubjectNamingInfo ClaimType="sub" /></TechnicalProfile></RelyingParty>
            """
        return [TestPolicy.file("B2C_1A_Hostile", content)]
    }

    private static func content(claims: String = "", profiles: String) -> String {
        """
        <BuildingBlocks><ClaimsSchema>\(claim("objectId"))\(claims)</ClaimsSchema>
        <ContentDefinitions><ContentDefinition Id="page"><LoadUri>~/page.html</LoadUri>
        <DataUri>urn:com:microsoft:aad:b2c:elements:contract:selfasserted:2.1.7</DataUri></ContentDefinition>
        </ContentDefinitions></BuildingBlocks>
        <ClaimsProviders><ClaimsProvider><DisplayName>x</DisplayName><TechnicalProfiles>\(profiles)
        <TechnicalProfile Id="Issuer"><DisplayName>J</DisplayName><Protocol Name="OpenIdConnect" />
        <OutputTokenFormat>JWT</OutputTokenFormat></TechnicalProfile>
        </TechnicalProfiles></ClaimsProvider></ClaimsProviders>
        """
    }
}
