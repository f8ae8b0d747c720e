import Journey
import Policy
import TestSupport
import Testing

@testable import JourneyRuntime

/// b2c-reference §11.1.
struct SelfAssertedFormTests {
    private static let pack: ResolvedPolicy? = {
        let root = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()
        let path = root + "/../shared/corpus/starterpack/SocialAndLocalAccountsWithMfa"
        guard let folder = PolicyFolder.read(path) else {
            print("SKIPPED: no starter pack at \(path)")
            return nil
        }
        return PolicySet.load(files: folder.policies).set.policy("B2C_1A_signup_signin")
    }()

    struct Page: Sendable {
        let profile: Name
        let fields: [String]
        var verified: [String] = []
        var required: [String] = []
    }

    @Test(arguments: [
        Page(profile: "SelfAsserted-Social", fields: ["displayName", "givenName", "surname"]),
        Page(profile: "SelfAsserted-ProfileUpdate", fields: ["givenName", "surname"]),
        Page(
            profile: "LocalAccountSignUpWithLogonEmail",
            fields: ["email", "newPassword", "reenterPassword", "displayName", "givenName", "surname"],
            verified: ["email"], required: ["email", "newPassword", "reenterPassword"]),
        Page(
            profile: "SelfAsserted-LocalAccountSignin-Email", fields: ["signInName", "password"],
            required: ["signInName", "password"]),
        Page(
            profile: "LocalAccountDiscoveryUsingEmailAddress", fields: ["email"], verified: ["email"],
            required: ["email"]),
        Page(
            profile: "LocalAccountWritePasswordUsingObjectId", fields: ["newPassword", "reenterPassword"],
            required: ["newPassword", "reenterPassword"]),
    ])
    func `the starter pack's pages ask for what they ask for at Microsoft`(page: Page) throws {
        guard let policy = Self.pack else { return }
        let profile = try #require(policy.technicalProfiles[page.profile])
        let entries = SelfAssertedForm(profile, policy: policy).entries
        #expect(entries.map(\.type.id) == page.fields.map { Name($0) })
        #expect(entries.filter(\.isVerified).map(\.type.id.folded) == page.verified.map { $0.lowercased() })
        #expect(entries.filter(\.isRequired).map(\.type.id.folded) == page.required.map { $0.lowercased() })
    }

    private static func policy(
        validators: [TechnicalProfile] = [], _ change: (inout TechnicalProfile) -> Void
    ) -> SelfAssertedForm {
        var policy = ResolvedPolicy.invocable(types: [
            .of("typed", input: .textBox), .of("email", input: .emailBox), .of("silent"),
            .of("shown", input: .readonly), .of("text", input: .paragraph), .of("code", input: .textBox),
        ])
        var control = DisplayControl(id: "verify", kind: "VerificationControl", location: here)
        control.displayClaims = [
            DisplayClaim(reference: .claim("email"), required: true),
            DisplayClaim(reference: .claim("shown")),
            DisplayClaim(reference: .claim("code"), controlClaimType: "VerificationCode"),
            DisplayClaim(reference: .claim("unknown")),
        ]
        policy.displayControls["verify"] = control
        for validator in validators { policy.technicalProfiles[validator.id] = validator }
        var profile = TechnicalProfile.of("SelfAssertedAttributeProvider")
        change(&profile)
        return SelfAssertedForm(profile, policy: policy)
    }

    @Test func `an output claim is asked for when it has an input and its default is not forced`() {
        let form = Self.policy {
            $0.outputClaims = [
                .claim("silent"), .claim("typed", required: true), .claim("email", default: "x", always: true),
                .claim("unknown"),
                .claim("shown"), .claim("text", default: "x"),
            ]
        }
        #expect(form.entries.map(\.type.id) == ["typed", "shown", "text"])
        #expect(form.entries.map(\.isReadOnly) == [false, true, true])
        #expect(form.entry("TYPED")?.isRequired == true)
        #expect(form.entry("silent") == nil)
    }

    @Test func `what a validation profile finds out by itself is not asked for`() {
        let read = TechnicalProfile.of(
            "AzureActiveDirectoryProvider", inputs: [.claim("email")],
            outputs: [.claim("typed"), .claim("email"), .claim("text"), .claim("code")])
        let form = Self.policy(validators: [read]) {
            $0.validationTechnicalProfiles = [.init(profile: "P")]
            $0.inputClaims = [.claim("text")]
            $0.outputClaims = [.claim("email"), .claim("typed"), .claim("text"), .claim("code", required: true)]
        }
        #expect(form.entries.map(\.type.id) == ["email", "text", "code"])
    }

    @Test(arguments: [("Email", .emailBox), ("username", .textBox), (nil, .textBox)] as [(String?, UserInputType)])
    func `who signs in by e-mail types an address`(mode: String?, kind: UserInputType) {
        let form = Self.policy {
            if let mode {
                $0.metadata = .init([.init(key: "setting.operatingMode", value: mode, location: here)])
            }
            $0.outputClaims = [.claim("shown"), .claim("typed"), .claim("code")]
        }
        #expect(form.entries.map(\.type.userInputType) == [.readonly, kind, .textBox])
    }

    @Test func `one display claim is enough to decide alone`() {
        let form = Self.policy {
            $0.displayClaims = [DisplayClaim(reference: .claim("email"))]
            $0.outputClaims = [.claim("typed", required: true), .claim("email", "verified.EMAIL", required: true)]
        }
        #expect(form.entries.map(\.type.id) == ["email"])
        #expect(form.entries.first?.isVerified == true)
        #expect(form.entries.first?.isRequired == true)
    }

    @Test func `a display control keeps its code apart, and what is not declared is left out`() throws {
        let form = Self.policy {
            $0.displayClaims = [
                DisplayClaim(reference: .displayControl("verify"), required: true),
                DisplayClaim(reference: .displayControl("none")), DisplayClaim(reference: .claim("typed")),
            ]
        }
        let control = try #require(form.control("VERIFY"))
        #expect(control.isVerification && control.isRequired)
        #expect(control.entries.map(\.type.id) == ["email", "shown"])
        #expect(control.code?.type.id == "code")
        #expect(form.entries.map(\.type.id) == ["email", "shown", "typed"])
        #expect(form.control("none") == nil)
    }
}
