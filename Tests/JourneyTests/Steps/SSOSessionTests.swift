import Base
import Journey
import Policy
import Testing

/// b2c-reference §9.2.
struct SSOSessionTests {
    private static let keepsUser = TechnicalProfile.session(
        "SM-AAD", "DefaultSSOSessionProvider", keeps: "objectId",
        outputs: [ClaimReference(claimType: "objectIdFromSession", defaultValue: "true")])
    private static let form = TechnicalProfile.profile("Form", session: "SM-AAD")

    private func session(_ profile: TechnicalProfile, _ claims: Claims, in policy: StepPolicy) -> SSOSession {
        var session = SSOSession()
        session.remember(profile, claims: claims, in: policy.policy)
        return session
    }

    private func local(_ change: (inout StepPolicy) -> Void = { _ in }) -> StepPolicy {
        var policy = StepPolicy(
            .combined("Facebook", form: "Form"), .exchange("Facebook", skip: .exists("objectId")), .send(),
            profiles: Self.keepsUser, Self.form)
        change(&policy)
        return policy
    }

    @Test func `a session stands in for the form, with what it kept and no more`() {
        let policy = local()
        let session = session(Self.form, ["objectId": "42", "password": "secret"], in: policy)
        var journey = policy.journey(session: session)

        #expect(journey.advance() == .send("Jwt"))
        #expect(journey.state.claims == ["objectId": "42", "objectIdFromSession": "true"])
        #expect(journey.state.signedOn)
    }

    @Test func `a session of its own default overwrites nothing that was kept`() {
        let provider = TechnicalProfile.session(
            "SM-AAD", "DefaultSSOSessionProvider", keeps: "a", "b",
            outputs: [
                ClaimReference(claimType: "a", defaultValue: "default"),
                ClaimReference(claimType: "b", defaultValue: "default", alwaysUseDefaultValue: true),
            ])
        let policy = local { $0.add(provider) }
        var journey = policy.journey(session: session(Self.form, ["a": "kept", "b": "kept"], in: policy))
        _ = journey.advance()

        #expect(journey.state.claims == ["a": "kept", "b": "default"])
    }

    @Test func `a profile out of single sign-on is asked again`() {
        let policy = local {
            $0.add(
                .profile("Form", session: "SM-AAD") { $0.includeInSSO = false })
        }
        var journey = policy.journey(session: session(Self.form, ["objectId": "42"], in: local()))
        guard case .select = journey.advance() else {
            Issue.record("no page")
            return
        }
        let excluded = TechnicalProfile.profile("Form", session: "SM-AAD") { $0.includeInSSO = false }
        #expect(session(excluded, ["objectId": "42"], in: policy).isEmpty)
    }

    @Test(arguments: ["NoopSSOSessionProvider", "OAuthSSOSessionProvider", "SamlSSOSessionProvider", "Unknown"])
    func `other session providers keep nothing`(handler: String) {
        let policy = local { $0.add(.session("SM-AAD", handler, keeps: "objectId")) }
        #expect(session(Self.form, ["objectId": "42"], in: policy).isEmpty)
    }

    private func federated(always: Bool?) -> StepPolicy {
        let metadata = always.map { [("AlwaysFetchClaimsFromProvider", String($0))] } ?? []
        return StepPolicy(
            .combined("Facebook", "Google", form: "Form"), .exchange("Facebook", "Google"), .send(),
            profiles: .session("SM-Social", "ExternalLoginSSOSessionProvider", keeps: "asid", metadata: metadata),
            .profile("Facebook", session: "SM-Social"), .profile("Google", session: "SM-Social"))
    }

    @Test(arguments: [true, nil] as [Bool?])
    func `the provider that was used is asked again without a choice`(always: Bool?) {
        let policy = federated(always: always)
        let google = policy.policy.technicalProfiles["Google"]!
        var journey = policy.journey(session: session(google, ["asid": "g"], in: policy))

        #expect(journey.advance() == .run(.of("Google")))
        #expect(!journey.state.signedOn)
    }

    @Test func `with AlwaysFetchClaimsFromProvider off the session speaks for the provider`() {
        let policy = federated(always: false)
        let google = policy.policy.technicalProfiles["Google"]!
        var journey = policy.journey(session: session(google, ["asid": "g"], in: policy))

        #expect(journey.advance() == .send("Jwt"))
        #expect(journey.state.claims == ["asid": "g"])
    }

    @Test func `a second factor of the session counts for its own person only`() {
        var policy = StepPolicy(
            .exchange("Reset"), .exchange("Phone"), .send(),
            profiles: .session("SM-MFA", "DefaultSSOSessionProvider", keeps: "phone"),
            .profile("Phone", session: "SM-MFA"))
        policy.add(.profile("Reset"))
        let phone = policy.policy.technicalProfiles["Phone"]!
        let session = session(phone, ["phone": "+41"], in: policy)
        var theirs = Journey(
            policy: policy.policy, state: JourneyState(journey: "J"), session: session, person: "ada")
        _ = theirs.advance()
        #expect(theirs.resume(.claims(["objectId": "Ada"])) == .send("Jwt"))

        var anothers = Journey(
            policy: policy.policy, state: JourneyState(journey: "J"), session: session, person: "ada")
        _ = anothers.advance()
        #expect(anothers.resume(.claims(["objectId": "bob"])) == .run(.of("Phone")))
        #expect(!anothers.state.signedOn)
    }

    @Test func `a session is stored and read, and a newer entry replaces an older`() throws {
        let policy = federated(always: false)
        let google = policy.policy.technicalProfiles["Google"]!
        var kept = session(google, ["asid": "g"], in: policy)

        #expect(SSOSession(stored: try JSON(parsing: kept.stored.bytes)) == kept)
        #expect(SSOSession(stored: ["SM": ["claims": ["a": ["z": 1]]]]) == nil)
        #expect(SSOSession(stored: []) == nil)

        let facebook = policy.policy.technicalProfiles["Facebook"]!
        kept.merge(session(facebook, ["asid": "f"], in: policy))
        var journey = policy.journey(session: kept)
        _ = journey.advance()
        #expect(journey.state.claims == ["asid": "f"])
    }
}
