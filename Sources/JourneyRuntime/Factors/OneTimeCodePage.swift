import Base
import HTTP
import Journey
import Pages
import Passwordless
import Policy

/// The page of `Cardea.OneTimeCode` without an operation: it has a code sent, and goes on when it was typed. It looks
/// and works as a verification control does.
struct OneTimeCodePage: Sendable {
    let profile: TechnicalProfile
    let run: Run
    private let runner: ProfileRunner
    private let emit: Emit
    private let settings: OneTimeCodeSettings
    private let inputs: [ProfileCall.Input]
    private let claims: Claims

    /// Names the control in pages and addresses, and the texts that a policy gives it.
    static let control: Name = "oneTimeCode"
    static let code = "verificationCode"

    init(profile: TechnicalProfile, run: Run, runner: ProfileRunner, emit: @escaping Emit) throws {
        (self.profile, self.run, self.runner, self.emit) = (profile, run, runner, emit)
        settings = try OneTimeCodeSettings(profile)
        claims = try runner.transform(
            profile.inputClaimsTransformations, of: profile, run.transaction.journey.claims, run.environment)
        inputs = try runner.inputs(of: profile, claims: claims, run.environment)
    }

    private func input(_ name: String) -> String? {
        let text = inputs.first { $0.partnerName.equalsIgnoringCase(name) }?.value.text.trimmingBlanks() ?? ""
        return text.isEmpty ? nil : text
    }

    /// Given by the journey, and not for the person to change; nil: it is typed.
    private var given: String? { input(settings.addressName) ?? input("identifier") }

    private var codes: OneTimeCodes {
        OneTimeCodes(
            settings: settings, realm: JourneyRealm(profile, run, runner.services),
            environment: run.environment, codes: run.codes)
    }

    private var proofName: String { Self.control.folded }

    /// Whoever comes here by an answer to another page finds the code under way, where the journey knows the address.
    func start(_ page: inout PageState) async throws {
        guard let given, run.isAnswer, !page.hasDialed, page.verifications[proofName] == nil,
            profile.metadata.bool("setting.sendAtOnce", default: true)
        else { return }
        page.hasDialed = true
        _ = try await send(to: given, &page)
    }

    // MARK: - What the person does

    func take(
        _ action: PageAction, _ form: Parameters, _ stop: JourneyRunner.Stop, _ reply: PageReply,
        _ host: JourneyHost
    ) async throws -> Response {
        var run = run
        run.transaction.page.clearAnswer()
        switch action {
        case .cancel: return try await host.leave(reply, run)
        case .control(_, "SendCode"):
            let problem = try await send(to: address(form), &run.transaction.page)
            return try await host.redisplay(stop, run, reply, problem)
        case .control(_, "VerifyCode"):
            let problem = try await verify(form, &run)
            // Nothing else is asked here: a right code leads on.
            if problem == nil, !reply.isScripted { return try await host.next(reply, run) }
            return try await host.redisplay(stop, run, reply, problem)
        case .control, .change:
            run.transaction.page.verifications[proofName] = nil
            return try await host.redisplay(stop, run, reply, nil)
        case .answer, .send, .verify:
            if let proof = run.transaction.page.verifications[proofName], proof.isVerified {
                run.transaction.page.accepted = proof.claims
                return try await host.next(reply, run)
            }
            let problem: PageProblem? =
                run.transaction.page.verifications[proofName] == nil
                ? try await send(to: address(form), &run.transaction.page) : try await verify(form, &run)
            if problem == nil, run.transaction.page.accepted != nil { return try await host.next(reply, run) }
            return try await host.redisplay(stop, run, reply, problem)
        }
    }

    private func address(_ form: Parameters) -> String {
        given ?? String((form[settings.addressName] ?? "").trimmingBlanks().prefix(254))
    }

    private func send(to address: String, _ page: inout PageState) async throws -> PageProblem? {
        do {
            let isDecoy = settings.sendsOnlyToAccounts && input("objectId") == nil
            _ = try await codes.send(to: address, isDecoy: isDecoy)
            page.verifications[proofName] = PageState.Verification(subject: [settings.addressName.lowercased(): address]
            )
            return nil
        } catch let message as UserMessage {
            let problem = refused(message)
            page.problems["send:\(proofName)"] = problem.text
            if given == nil { page.typed[settings.addressName.lowercased()] = [address] }
            return problem
        }
    }

    private func verify(_ form: Parameters, _ run: inout Run) async throws -> PageProblem? {
        guard var proof = run.transaction.page.verifications[proofName],
            let address = proof.subject[settings.addressName.lowercased()]
        else { return refused(UserMessage("UserMessageIfSessionDoesNotExist", code: "AADB2C90159")) }
        let typed = form["VERIFICATION_CODE"] ?? form[Self.code] ?? ""
        do {
            let proven = try await codes.verify(typed, of: address)
            let values = OneTimeCodeProfile.values(of: proven, settings, profile, run.policy)
            proof.isVerified = true
            proof.problem = nil
            proof.claims = try runner.finish(
                profile, values: .object(values), claims: claims, run.environment)
            run.transaction.page.accepted = proof.claims
            run.transaction.page.verifications[proofName] = proof
            return nil
        } catch let message as UserMessage {
            var problem = refused(message)
            proof.mayRetry = message.id == "UserMessageIfVerificationFailedRetryAllowed"
            problem.mayRetry = proof.mayRetry
            proof.problem = problem.text
            run.transaction.page.verifications[proofName] = proof
            return problem
        }
    }

    private func refused(_ message: UserMessage) -> PageProblem {
        emit(JourneyEvent.refused(run.transaction.correlationID, by: profile, message))
        let texts = Texts(
            policy: run.policy,
            contentDefinition: profile.contentDefinition.flatMap { run.policy.contentDefinitions[$0] },
            profile: profile, language: run.environment.language)
        return PageProblem(code: message.code, text: texts.text(message))
    }
}

extension OneTimeCodePage {
    /// The page in its state. An address that the journey knows is masked: whoever is here may not be its owner.
    func page(_ texts: Texts) -> SelfAssertedPage {
        let state = run.transaction.page
        let proof = state.verifications[proofName]
        let refusal = state.problems["send:\(proofName)"]
        let shown: VerificationState =
            switch proof {
            case nil: .idle(message: refusal)
            case let proof? where proof.isVerified: .verified
            case let proof?: (refusal ?? proof.problem).map { .failed(message: $0, mayRetry: proof.mayRetry) } ?? .sent
            }
        var code = Field(id: Self.code, label: texts.control(Self.control.text, "code_label"))
        (code.autocomplete, code.inputMode) = ("one-time-code", "numeric")
        var control = VerificationControl(
            id: Self.control.text, fields: [addressField(texts, proof)], code: code, state: shown, isRequired: true)
        control.leadsOn = true
        control.mayChange = given == nil
        var page = SelfAssertedPage(
            items: [.verification(control)], showsContinue: false,
            showsCancel: profile.metadata.bool("setting.showCancelButton", default: true), message: state.problems[""])
        page.heading = texts.overridden("heading") ?? texts.ux("heading_api.onetimecode", on: .selfAsserted)
        return page
    }

    private func addressField(_ texts: Texts, _ proof: PageState.Verification?) -> Field {
        let isMail = settings.channel == .mail
        let label =
            isMail
            ? texts.ux("logonIdentifier_email", on: .combined) : texts.ux("number_label", on: .phoneFactor)
        guard let given else {
            var field = Field(
                id: settings.addressName, label: label, kind: isMail ? .emailBox : .textBox, isRequired: true)
            (field.autocomplete, field.inputMode) = isMail ? ("email", "email") : ("tel", "tel")
            field.values =
                proof?.subject.values.map { $0 } ?? run.transaction.page.typed[settings.addressName.lowercased()] ?? []
            return field
        }
        var field = Field(id: settings.addressName, label: label, kind: .readonly)
        field.values = [masked(given)]
        return field
    }

    private func masked(_ address: String) -> String {
        if settings.channel == .mail { return MailAddress(address)?.masked ?? "•••" }
        return PhoneFactorWork.masked(address)
    }
}
