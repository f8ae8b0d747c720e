import Base
import Policy
import Testing

/// One change to a policy that is whole, and a diagnostic that it must not bring, though it looks alike.
struct Likeness: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: DiagnosticCode
    let old: String
    let new: String

    init(_ description: String, not code: DiagnosticCode, _ old: String, _ new: String) {
        testDescription = description
        self.code = code
        self.old = old
        self.new = new
    }

    private static let step = Fault.step

    static let all: [Likeness] = [
        Likeness(
            "a token of a claim is authentication, too", not: .insecureAllowed,
            "<Item Key=\"AuthenticationType\">Basic</Item>",
            "<Item Key=\"AuthenticationType\">None</Item><Item Key=\"AllowInsecureAuthInProduction\">true</Item>"
                + "<Item Key=\"UseClaimAsBearerToken\">email</Item>"),
        Likeness(
            "a SAML profile that nobody uses", not: .samlLater, "<TechnicalProfile Id=\"SM\">",
            "<TechnicalProfile Id=\"Idle\"><Protocol Name=\"SAML2\" /></TechnicalProfile><TechnicalProfile Id=\"SM\">"),
        Likeness(
            "an id of letters and digits is no secret", not: .secretInPolicy, "<Item Key=\"client_id\">app</Item>",
            "<Item Key=\"client_id\">Zk3v9Qw81LmN02</Item>"),
        Likeness(
            "a text may be compared with true", not: .booleanCase, "<Value>isNew</Value><Value>True</Value>",
            "<Value>email</Value><Value>true</Value>"),
        Likeness(
            "a token may be followed by another where it is not always sent", not: .stepNeverRuns, step,
            step.replacing(
                " />",
                with:
                    "><Preconditions><Precondition Type=\"ClaimsExist\" ExecuteActionsIf=\"true\"><Value>email</Value>"
                    + "<Action>SkipThisOrchestrationStep</Action></Precondition></Preconditions></OrchestrationStep>")
                + step.replacing("4", with: "5")),
    ]
}

struct NoFaultTests {
    @Test(arguments: Likeness.all)
    func `what only looks like a fault is none`(likeness: Likeness) throws {
        try #require(TestPolicy.whole.contains(likeness.old))
        let content = TestPolicy.whole.replacing(likeness.old, with: likeness.new)

        let found = TestPolicy.diagnose(content)

        #expect(!found.contains { $0.code == likeness.code }, "\(found)")
    }

    @Test func `telemetry of a token that was sent does run`() {
        let profile = """
            <TechnicalProfile Id="Tell"><Protocol Name="Proprietary" \
            Handler="Web.TPEngine.Providers.AzureApplicationInsightsProvider" /></TechnicalProfile>
            """
        func codes(_ told: String) -> [DiagnosticCode] {
            let after = """
                <OrchestrationStep Order="5" Type="ClaimsExchange"><ClaimsExchanges><ClaimsExchange Id="Tell" \
                TechnicalProfileReferenceId="\(told)" /></ClaimsExchanges></OrchestrationStep>
                """
            let content = TestPolicy.whole.replacing(Fault.step, with: Fault.step + after)
                .replacing("<TechnicalProfile Id=\"SM\">", with: "\(profile)<TechnicalProfile Id=\"SM\">")
            return TestPolicy.diagnose(content).map(\.code)
        }

        #expect(!codes("Tell").contains(.stepNeverRuns))
        #expect(codes("Read").contains(.stepNeverRuns))
    }

    @Test func `what a borrowed base stores is not told to who borrows it`() {
        let claim = "<ClaimType Id=\"never\"><DataType>string</DataType></ClaimType><ClaimType Id=\"isNew\">"
        let read = "<Item Key=\"Operation\">Read</Item></Metadata>\(Fault.readInput)"
        let write = """
            <Item Key="Operation">Write</Item></Metadata>\(Fault.readInput)<PersistedClaims>\
            <PersistedClaim ClaimTypeReferenceId="never" /></PersistedClaims>
            """
        let whole = TestPolicy.whole.replacing("<ClaimType Id=\"isNew\">", with: claim).replacing(read, with: write)
        let parts = whole.split(separator: "<UserJourneys>", maxSplits: 1)
        let base = TestPolicy.file("B2C_1A_Base", String(parts[0]))
        let own = TestPolicy.file("B2C_1A_Own", base: "B2C_1A_Base", "<UserJourneys>\(parts[1])")

        let ours = PolicySet.load(files: [base, own]).diagnostics.sorted.map(\.code)
        let borrowed = PolicySet.load(files: [own], base: [base]).diagnostics.sorted.map(\.code)

        #expect(ours.contains(.persistedNeverSet), "\(ours)")
        #expect(!borrowed.contains(.persistedNeverSet), "\(borrowed)")
    }
}
