import Journey
import Policy
import Testing

/// b2c-reference §5.4 and §5.8.
struct SelectionTests {
    @Test func `a combined page offers its providers in order, and its form`() {
        var journey = StepPolicy(
            .combined("Facebook", "Google", form: "Form"), .exchange("Facebook", "Google", "SignUp"), .send()
        ).journey()

        let expected = Selection(
            isCombined: true, contentDefinition: "api.signuporsignin", providers: [.of("Facebook"), .of("Google")],
            form: .of("Form"))
        #expect(journey.advance() == .select(expected))
    }

    @Test func `the next step runs what was chosen`() {
        var journey = StepPolicy(
            .combined("Facebook", "Google", form: "Form"), .exchange("Facebook", "Google", "SignUp"), .send()
        ).journey()
        _ = journey.advance()

        #expect(journey.resume(.chose("GoogleX")) == .run(.of("Google")))
        #expect(journey.resume(.claims([:])) == .send("Jwt"))
    }

    @Test func `an exchange that is no button may be chosen too, for the sign-up link`() {
        var journey = StepPolicy(
            .combined("Facebook", form: "Form"), .exchange("Facebook", "SignUp"), .send()
        ).journey()
        _ = journey.advance()

        #expect(journey.laterExchange("SignUpX") == .of("SignUp"))
        #expect(journey.laterExchange("NowhereX") == nil)
        #expect(journey.resume(.chose("SignUpX")) == .run(.of("SignUp")))
    }

    @Test func `the accepted form passes the step, and its claims skip the next`() {
        var journey = StepPolicy(
            .combined("Facebook", form: "Form"), .exchange("Facebook", skip: .exists("objectId")), .send()
        ).journey()
        _ = journey.advance()

        #expect(journey.resume(.claims(["objectId": "42"])) == .send("Jwt"))
    }

    @Test func `several exchanges that nobody chooses from are the first one's, by inheritance`() {
        var journey = StepPolicy(.exchange("Facebook", "Google"), .send()).journey()
        #expect(journey.advance() == .run(.of("Facebook")))
    }

    @Test func `several exchanges after a selection, and no choice, cannot go on`() {
        var journey = StepPolicy(
            .combined("Facebook", "Google", form: "Form"), .exchange("Facebook", "Google"), .send()
        ).journey()
        _ = journey.advance()
        #expect(journey.resume(.claims([:])) == .fail(.noSuitableProvider))
    }

    @Test func `a choice does not outlive the step after it`() {
        var journey = StepPolicy(
            .choose("Facebook", "Google"), .exchange("Facebook", "Google"), .exchange("Facebook", "Google"), .send()
        ).journey()
        _ = journey.advance()
        #expect(journey.resume(.chose("GoogleX")) == .run(.of("Google")))
        #expect(journey.resume(.claims([:])) == .fail(.noSuitableProvider))
    }

    @Test(arguments: [false, true])
    func `a single provider is taken without a page, unless the step shows it`(shows: Bool) {
        var journey = StepPolicy(.choose("Facebook", showsSingle: shows), .exchange("Facebook"), .send()).journey()

        let action = journey.advance()

        if shows {
            let page = Selection(
                isCombined: false, contentDefinition: nil, providers: [.of("Facebook")], form: nil)
            #expect(action == .select(page))
        } else {
            #expect(action == .run(.of("Facebook")))
        }
    }

    @Test(arguments: ["google.com", "GOOGLE.COM", "g.example"])
    func `a domain hint takes its provider without a page`(hint: String) {
        var policy = StepPolicy(
            .combined("Facebook", "Google", form: "Form"), .exchange("Facebook", "Google"), .send(),
            profiles: .profile("Google") { $0.domains = ["g.example"] })
        policy.policy.claimsProviders = [
            ClaimsProvider(displayName: "Google", domains: ["google.com"], technicalProfiles: ["Google"])
        ]
        var journey = policy.journey(domainHint: hint)

        #expect(journey.advance() == .run(.of("Google")))
    }

    @Test(arguments: ["other.example", ""])
    func `a domain hint that nobody has shows the page`(hint: String) {
        var journey = StepPolicy(
            .combined("Facebook", form: "Form"), .exchange("Facebook"), .send(),
            profiles: .profile("Facebook") { $0.domains = ["facebook.com"] }
        ).journey(domainHint: hint)
        guard case .select = journey.advance() else {
            Issue.record("no page")
            return
        }
    }

    struct Enabling: Sendable {
        let rule: TechnicalProfile.EnabledForUserJourneys
        let claims: Claims
        let isEnabled: Bool

        init(_ rule: TechnicalProfile.EnabledForUserJourneys, _ claims: Claims, _ isEnabled: Bool) {
            (self.rule, self.claims, self.isEnabled) = (rule, claims, isEnabled)
        }
    }

    private static let enablings: [Enabling] = [
        Enabling(.always, [:], true),
        Enabling(.never, ["a": "x"], false),
        Enabling(.onClaimsExistence, ["a": "1"], true),
        Enabling(.onClaimsExistence, [:], false),
        Enabling(.onItemExistence, ["a": .stringCollection(["y", "x"])], true),
        Enabling(.onItemExistence, ["a": .stringCollection(["X"])], false),
        Enabling(.onItemExistence, ["a": "x"], false),
        Enabling(.onItemAbsence, ["a": .stringCollection(["x"])], false),
        Enabling(.onItemAbsence, [:], true),
    ]

    @Test(arguments: enablings)
    func `a profile is enabled by its rule`(_ enabling: Enabling) {
        let profile = TechnicalProfile.profile(
            "P", enabled: enabling.rule,
            metadata: [("ClaimTypeOnWhichToEnable", "a"), ("ClaimValueOnWhichToEnable", "x")])
        #expect(profile.isEnabled(with: enabling.claims) == enabling.isEnabled)
    }

    @Test func `a disabled provider is not shown, and not taken by name`() {
        let policy = StepPolicy(
            .combined("Facebook", "Google", form: "Form"), .exchange("Facebook", "Google"), .send(),
            profiles: .profile("Google", enabled: .never))
        var journey = policy.journey()

        guard case .select(let selection) = journey.advance() else {
            Issue.record("no page")
            return
        }
        #expect(selection.providers == [.of("Facebook")])
        #expect(journey.resume(.chose("GoogleX")) == .fail(.noSuitableProvider))
    }

    @Test func `no provider left is an error of B2C's own`() {
        var journey = StepPolicy(
            .choose("Facebook"), .exchange("Facebook"), .send(), profiles: .profile("Facebook", enabled: .never)
        ).journey()
        #expect(journey.advance() == .fail(.noSuitableProvider))
    }

    @Test func `a disabled single exchange is passed`() {
        var journey = StepPolicy(.exchange("Read"), .send(), profiles: .profile("Read", enabled: .never)).journey()
        #expect(journey.advance() == .send("Jwt"))
    }

    @Test func `a form that is switched off is not shown`() {
        var journey = StepPolicy(
            .combined("Facebook", "Google", form: "Form"), .exchange("Facebook", "Google"), .send(),
            profiles: .profile("Form", enabled: .never)
        ).journey()

        guard case .select(let selection) = journey.advance() else {
            Issue.record("no page")
            return
        }
        #expect(selection.form == nil && selection.providers.count == 2)
    }

    @Test func `the sign-up link leads to what the next step has for who is not signed in, and to nothing else`() {
        func target(_ form: OrchestrationStep, _ next: OrchestrationStep) -> Name? {
            var journey = StepPolicy(form, next, .send()).journey()
            _ = journey.advance()
            return journey.signUp("SignUpWithLogonEmailExchange")?.profile
        }
        let isNew = Precondition.exists("objectId")

        #expect(target(.combined(form: "Form"), .exchange("Join", skip: isNew)) == "Join")
        #expect(target(.combined(form: "Form"), .exchange("Join")) == nil)
        #expect(target(.combined(form: "Form"), .exchange("Join", "Other", skip: isNew)) == nil)
        #expect(target(.combined("Facebook", form: "Form"), .exchange("Facebook", skip: isNew)) == nil)
        #expect(target(.combined(form: "Form"), .invoke("Join", skip: isNew)) == nil)
    }

    @Test func `an empty domain_hint names nobody`() {
        var journey = StepPolicy(
            .choose("Facebook", "Google"), .exchange("Facebook", "Google"), .send(),
            profiles: .profile("Facebook") { $0.domains = [""] }
        ).journey(domainHint: "")

        guard case .select = journey.advance() else {
            Issue.record("no page")
            return
        }
    }
}
