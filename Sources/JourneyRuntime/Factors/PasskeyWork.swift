import Base
import Directory
import HTTP
import Journey
import Passwordless
import Policy

/// What a journey does with passkeys: asks the browser, judges its answer, makes claims of it. How that is done is
/// `Passwordless`'s to know, for realms and for tenants alike.
struct PasskeyWork: Sendable {
    let profile: TechnicalProfile
    let settings: PasskeySettings
    let run: Run
    let runner: ProfileRunner
    private let inputs: [ProfileCall.Input]
    /// The journey's claims, as the profile's input transformations make them.
    private let claims: Claims

    init(profile: TechnicalProfile, run: Run, runner: ProfileRunner) throws {
        self.profile = profile
        self.run = run
        self.runner = runner
        settings = try PasskeySettings(profile)
        claims = try runner.transform(
            profile.inputClaimsTransformations, of: profile, run.transaction.journey.claims, run.environment)
        inputs = try runner.inputs(of: profile, claims: claims, run.environment)
    }

    private var realm: JourneyRealm { JourneyRealm(profile, run, runner.services) }
    private var client: ClientFacts { ClientFacts(run.environment) }
    private var name: String { "passkey:\(profile.id.folded)" }

    private func input(_ name: String) -> String? {
        let text = inputs.first { $0.partnerName.equalsIgnoringCase(name) }?.value.text.trimmingBlanks() ?? ""
        return text.isEmpty ? nil : text
    }

    private var user: User.ID? { input("objectId").map { User.ID($0.lowercased()) } }

    private func context() async throws -> RealmContext {
        let context = try await realm.context(settings.apply)
        if let fault = context.passkeyFault { throw profile.misconfigured(fault) }
        return context
    }

    // MARK: - The question

    /// What the page's script gives to the browser: `{"options": {…}, "mediation": "conditional"}`.
    func options(isAutofill: Bool) async throws -> JSON {
        let realm = try await context()
        let desks = try self.realm.desks()
        do {
            let open = try await challenge(realm, desks)
            switch settings.operation {
            case .authenticate:
                let asked = try await desks.asking.ask(
                    .passkey, of: open, in: realm, parameters: ["autofill": .bool(isAutofill)], client)
                return .object(asked.challenge.tasks[.passkey]?.task.shown ?? JSON.Object())
            case .register:
                let begun = try await desks.enrolling.begin(
                    .passkey, open, in: realm, parameters: accountNames, client)
                return .object(begun.challenge.enrolments[.passkey]?.task.shown ?? JSON.Object())
            }
        } catch let refusal as FactorRefusal {
            throw UserMessage(passkey: refusal)
        }
    }

    private var accountNames: JSON.Object {
        var names = JSON.Object()
        let display = input("displayName")
        names["accountName"] = (input("email") ?? input("identifier") ?? display).map { .string($0) }
        names["accountDisplayName"] = display.map { .string($0) }
        return names
    }

    /// The one that this page has opened before, so that tries add up, or a new one.
    private func challenge(_ realm: RealmContext, _ desks: RealmDesks) async throws -> Challenges.Open {
        let user = user
        if settings.operation == .register, user == nil {
            throw profile.misconfigured("there is no objectId to make a passkey for")
        }
        if let open = try await opened(realm, desks), open.challenge.user == user { return open }
        var challenge = Challenge(
            realm: realm.realm.id, user: user, action: profile.id.text, permittedMethods: [.passkey],
            scope: settings.requiresExistingPasskey ? [] : [EnrolmentDesk.additionScope],
            createdAt: run.now, expiresAt: run.now.adding(seconds: 900))
        if settings.operation == .authenticate, let typed = input("identifier") {
            challenge.notes["identifier"] = .string(typed)
        }
        if let user, settings.operation == .register { challenge.proofs = run.codes.factors.proofs(of: user) }
        let open = try await desks.challenges.open(challenge, in: realm.tenant)
        run.codes.factors.challenges[name] = open.token.exposed
        return open
    }

    private func opened(_ realm: RealmContext, _ desks: RealmDesks) async throws -> Challenges.Open? {
        guard let token = run.codes.factors.challenges[name] else { return nil }
        return try await desks.challenges.challenge(token, of: realm.realm)
    }

    // MARK: - The answer

    /// The claims that a right answer gives. Throws `UserMessage` for any other.
    func claims(for answer: JSON.Object) async throws -> Claims {
        let realm = try await context()
        let desks = try self.realm.desks()
        do {
            guard let open = try await opened(realm, desks) else { throw FactorRefusal(.expired, "no question waits") }
            let values: JSON.Object
            switch settings.operation {
            case .authenticate: values = try await authenticated(answer, open, realm, desks)
            case .register: values = try await registered(answer, open, realm, desks)
            }
            run.codes.factors.challenges[name] = nil
            return try finish(values)
        } catch let refusal as FactorRefusal {
            throw UserMessage(passkey: refusal)
        }
    }

    private func authenticated(
        _ answer: JSON.Object, _ open: Challenges.Open, _ realm: RealmContext, _ desks: RealmDesks
    ) async throws -> JSON.Object {
        let answered = try await desks.asking.answer(answer, to: .passkey, of: open, in: realm, client)
        let challenge = answered.challenge
        guard let user = challenge.user, let proof = challenge.proofs.last,
            let id = proof.authenticator,
            let authenticator = try await desks.authenticators.authenticator(id, of: realm.tenant)
        else { throw FactorRefusal(.notEnrolled, "the authenticator is gone") }
        try await desks.challenges.close(answered)
        guard !challenge.isSuspicious || !settings.refusesClones else {
            throw UserMessage(
                "UserMessageIfPasskeyCloned", code: UserMessage.passkeyCode, detail: "the counter did not rise")
        }
        run.codes.factors.add(proof, of: user)
        try await self.realm.settle(run.codes, with: [proof], at: run.now)
        var values = facts(of: authenticator, proof)
        values["objectId"] = .string(user.text)
        values["authenticationSource"] = "passkey"
        values["cloneSuspected"] = .bool(challenge.isSuspicious)
        return values
    }

    private func registered(
        _ answer: JSON.Object, _ open: Challenges.Open, _ realm: RealmContext, _ desks: RealmDesks
    ) async throws -> JSON.Object {
        let enrolled = try await desks.enrolling.finish(answer, to: .passkey, open, in: realm, client)
        try await desks.challenges.close(enrolled.open)
        let user = enrolled.authenticator.user
        guard let proof = enrolled.open.challenge.proofs.last(where: { $0.authenticator == enrolled.authenticator.id })
        else { throw FactorRefusal(.unacceptable, "made without a person") }
        run.codes.factors.add(proof, of: user)
        var values = facts(of: enrolled.authenticator, proof)
        values["objectId"] = .string(user.text)
        values["newPasskey"] = true
        return values
    }

    private func facts(of authenticator: Authenticator, _ proof: Proof) -> JSON.Object {
        let assurance = Assurance([proof])
        var values: JSON.Object = [
            "userVerified": .bool(proof.qualities.contains(.userVerified)),
            "authenticatorName": .string(authenticator.name), "acr": .string(assurance.contextClass),
            "amr": profile.list(assurance.methods, as: "amr", in: run.policy),
        ]
        if let known = KnownCredential(authenticator) {
            values["credentialId"] = .string(known.id)
            values["aaguid"] = .string(known.model)
            values["backupEligible"] = .bool(known.isBackupEligible)
            values["backedUp"] = .bool(known.isBackedUp)
        }
        return values
    }

    private func finish(_ values: JSON.Object) throws -> Claims {
        try runner.finish(profile, values: .object(values), claims: claims, run.environment)
    }

    // MARK: - Offers

    /// The claims of whoever has passed the offer over, or is not asked.
    func passedOver() throws -> Claims { try finish(["newPasskey": false]) }

    /// Whether the page is to be shown: an offer is, to whoever has no passkey and has not said no lately.
    func isDue() async throws -> Bool {
        guard settings.isOffer else { return true }
        guard let user, let person = try await person(user) else { return false }
        let own = try await realm.desks().authenticators.authenticators(of: user, in: run.tenant.id)
        guard !own.contains(where: { $0.method == VerificationMethod.passkey.rawValue && $0.verifiedAt != nil }) else {
            return false
        }
        return PasskeyOffer(of: person)?.isDue(at: run.now) ?? true
    }

    /// The person has said "not now": they are asked again later and later.
    func decline() async throws -> Claims {
        if let user {
            let now = run.now
            _ = try await runner.services.users.update(user, of: run.tenant.id) { person in
                PasskeyOffer(declined: (PasskeyOffer(of: person)?.declined ?? 0) + 1, at: now).store(in: &person)
            }
        }
        return try passedOver()
    }

    private func person(_ id: User.ID) async throws -> User? {
        try await runner.services.users.user(id, of: run.tenant.id)
    }
}

extension UserMessage {
    /// Of everything that a passkey is refused for; `detail` says what it was.
    static let passkeyCode = "CARDEA9001"

    init(passkey refusal: FactorRefusal) {
        let id: Name
        switch refusal.reason {
        case .wrong, .malformed: id = "UserMessageIfPasskeyInvalid"
        case .expired: id = "UserMessageIfPasskeyExpired"
        case .tooMany: id = "UserMessageIfPasskeyTooManyTries"
        case .cancelled: id = "UserMessageIfPasskeyCancelled"
        case .notPermitted, .unacceptable: id = "UserMessageIfPasskeyNotAccepted"
        case .notEnrolled: id = "UserMessageIfPasskeyUnknown"
        case .alreadyEnrolled: id = "UserMessageIfPasskeyExists"
        case .needsProof: id = "UserMessageIfPasskeyNeedsProof"
        case .unsupported: id = "UserMessageIfPasskeyUnsupported"
        case .badAddress, .undeliverable: id = "UserMessageIfServerError"
        }
        self.init(id, code: Self.passkeyCode, detail: refusal.detail)
    }
}
