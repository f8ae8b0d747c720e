import Base
import HTTP
import Journey
import Pages
import Policy
import Trace

/// What can be done with the form of a self-asserted profile: its answer judged, codes sent and checked.
struct FormWork: Sendable {
    let profile: TechnicalProfile
    let run: Run
    let form: SelfAssertedForm
    let answer: SelfAssertedAnswer
    /// The journey's claims, with what the profile's input transformations make of them.
    let scope: Claims
    private let controlValues: @Sendable (DisplayControl) -> Claims
    private let environment: JourneyEnvironment
    private let texts: Texts
    private let sender: CodeSender
    private let emit: Emit

    init(host: JourneyHost, profile: TechnicalProfile, run: Run) {
        self.profile = profile
        self.run = run
        // What the page shows is what its answers are held against.
        environment = run.environment(onPageOf: profile)
        form = SelfAssertedForm(profile, policy: run.policy)
        answer = SelfAssertedAnswer(
            form: form, runner: host.runner.profiles, tenant: run.tenant, environment: environment, codes: run.codes,
            device: run.device)
        scope = host.pages.scope(of: profile, run)
        controlValues = host.pages.controlValues(profile, scope, run)
        texts = host.pages.texts(run, profile)
        emit = host.emit
        sender = CodeSender(
            services: host.runner.profiles.services, tenant: run.tenant, environment: environment, codes: run.codes)
    }

    /// What was typed, for a page that is shown again without scripts. Passwords are typed anew.
    func typed(_ posted: Parameters) -> [String: [String]] {
        var typed: [String: [String]] = [:]
        for entry in form.entries where !entry.isReadOnly && entry.type.userInputType != .password {
            let values = posted.all(entry.type.id.text)
            if !values.isEmpty { typed[entry.type.id.folded] = values.map { String($0.prefix(1024)) } }
        }
        return typed
    }

    /// The message in the page's language; the validator's own metadata comes after the page's.
    func text(_ message: UserMessage, by validator: TechnicalProfile) -> String {
        if let text = message.text { return String(text.prefix(FormWork.longestMessage)) }
        return texts.with(validator).text(message)
    }

    /// The same for what is wrong with a field: `{0}` is what the page calls it.
    func text(_ problem: SelfAssertedAnswer.FieldProblem) -> String {
        let captcha = form.captchas.first { ($0.answer?.type.id ?? $0.control.id) == problem.field }
        let own = captcha.map { texts.control($0.control.id.text, problem.message.id.text, of: "CaptchaControl") }
        return own.flatMap { $0.isEmpty ? nil : $0 } ?? texts.text(problem.message, values: [label(problem.field)])
    }

    private func label(_ field: Name) -> String {
        if let type = run.policy.claimTypes[field] { return texts.claim(field, "DisplayName") ?? type.displayName }
        let control = run.policy.displayControls[field]
        return control?.displayName ?? form.control(field)?.entries.first.map { label($0.type.id) } ?? field.text
    }

    /// In characters, of a text that a service has said.
    private static let longestMessage = 1000

    /// Sends a code to the address in a `Verified.Email` field.
    func send(claim: Name, _ posted: Parameters, _ page: inout PageState) async throws -> PageProblem? {
        guard let entry = form.entry(claim), entry.isVerified else {
            return refuse("UserMessageIfInvalidInput", "AADB2C90158", about: claim)
        }
        let value: ClaimValue?
        do {
            var named = posted
            // Scripts send the address alone, as `claim_value`.
            if let alone = posted["claim_value"] { named.set(entry.type.id.text, alone) }
            value = entry.isReadOnly ? given[claim] : try SelfAssertedAnswer.value(of: entry, named, environment)
        } catch {
            let problem = PageProblem(code: error.message.code, text: text(error))
            page.problems[claim.folded] = problem.text
            return problem
        }
        guard let address = value?.text, !address.isEmpty else { return refuse("ver_incorrect_format", "AADB2C90158") }
        if let problem = try await requirePerson(posted, &page) { return problem }
        let outcome = try await sender.send(.mail, to: address, for: subject(claim, address))
        switch outcome {
        case .sent:
            page.verifications[claim.folded] = PageState.Verification(subject: [claim.folded: address])
            return nil
        case .throttled(let until):
            return noteUnsent(claim, refuse("ver_fail_throttled", "AADB2C90161", waiting: until), &page)
        case .failed: return noteUnsent(claim, refuse("ver_fail_server", "AADB2C90161"), &page)
        }
    }

    private func noteUnsent(_ claim: Name, _ problem: PageProblem, _ page: inout PageState) -> PageProblem {
        page.problems["send:\(claim.folded)"] = problem.text
        return problem
    }

    /// Checks the code that was typed for a `Verified.Email` field.
    func verify(claim: Name, _ posted: Parameters, _ page: inout PageState) -> PageProblem? {
        guard var proof = page.verifications[claim.folded], let address = proof.subject[claim.folded] else {
            return refuse("UserMessageIfClaimNotVerified", "AADB2C90159", about: claim)
        }
        let typed = posted["VERIFICATION_CODE"] ?? posted["\(claim.text)_ver_input"] ?? ""
        let check = run.codes.check(typed, for: subject(claim, address), at: run.now)
        proof.isVerified = check == .right
        proof.mayRetry = check == .wrong
        var problem: PageProblem? =
            switch check {
            case .right: nil
            case .wrong: refuse("ver_fail_retry", "AADB2C90159")
            case .expired: refuse("ver_fail_code_expired", "AADB2C90159")
            case .exhausted, .none: refuse("ver_fail_no_retry", "AADB2C90159")
            }
        problem?.mayRetry = proof.mayRetry
        proof.problem = problem?.text
        page.verifications[claim.folded] = proof
        return problem
    }

    /// The captchas of the form.
    var captchas: CaptchaWork { CaptchaWork(answer: answer, scope: scope) }

    /// What is done for a stranger is done for a person only, where the page has a captcha.
    func requirePerson(_ posted: Parameters, _ page: inout PageState) async throws -> PageProblem? {
        let problems = try await captchas.check(posted, &page)
        for problem in problems { page.problems[problem.field.folded] = text(problem) }
        return problems.first.map { PageProblem(code: $0.message.code, text: text($0)) }
    }

    func noChallenge(_ control: SelfAssertedForm.Control) -> String {
        texts.control(control.control.id.text, "api_error", of: "CaptchaControl")
    }

    /// What the page knows before anything is typed.
    private var given: Claims { answer.scope(with: scope) }

    /// Runs an action of a display control, and keeps what it proves.
    func act(control: Name, action: Name, _ posted: Parameters, _ page: inout PageState) async throws -> PageProblem? {
        guard let control = form.control(control) else {
            return refuse("UserMessageIfInvalidInput", "AADB2C90276", about: control)
        }
        switch control.kind {
        case .verification: return try await verify(control, by: action, posted, &page)
        case .captcha where action == "GetChallenge" || action == "SwitchChallenge":
            _ = try await captchas.renew(control, switching: action == "SwitchChallenge", &page)
            return nil
        case .captcha, .qrCode, .authenticatorInfo, .authenticatorApp, .fields:
            return refuse("UserMessageIfInvalidInput", "AADB2C90276", about: control.control.id)
        }
    }

    private func verify(
        _ control: SelfAssertedForm.Control, by action: Name, _ posted: Parameters, _ page: inout PageState
    ) async throws -> PageProblem? {
        let id = control.control.id.folded
        if action == "ChangeClaims" || action == "change" {
            page.verifications[id] = nil
            return nil
        }
        guard let steps = control.control.actions[action] else {
            return refuse("UserMessageIfInvalidInput", "AADB2C90276", about: control.control.id)
        }
        let isCheck = action == "VerifyCode"
        let values: (claims: Claims, subject: [String: String])
        do {
            values = try self.values(of: control, withCode: isCheck, posted, page)
        } catch {
            page.problems[error.field.folded] = text(error)
            return PageProblem(code: error.message.code, text: text(error))
        }
        if isCheck, !mayCheck(control, values.subject, page) {
            return refuse("UserMessageIfClaimNotVerified", "AADB2C90159", about: control.control.id)
        }
        if !isCheck, let problem = try await requirePerson(posted, &page) { return problem }
        let result = try await answer.validate(steps, as: .displayControl, scope: values.claims)
        return finish(result, control, isCheck, values.subject, &page)
    }

    /// What was typed since the code was sent must not be what the code proves.
    private func mayCheck(
        _ control: SelfAssertedForm.Control, _ subject: [String: String], _ page: PageState
    ) -> Bool {
        let proof = page.verifications[control.control.id.folded]
        return proof?.mayRetry != false && (!control.sendsCode || proof?.subject == subject)
    }

    private func values(
        of control: SelfAssertedForm.Control, withCode: Bool, _ posted: Parameters, _ page: PageState
    ) throws(SelfAssertedAnswer.FieldProblem) -> (claims: Claims, subject: [String: String]) {
        // What sending the code has given to the control is there for the check.
        let proof = withCode ? page.verifications[control.control.id.folded] : nil
        let own = controlValues(control.control)
        var claims = own.merging(answer.scope(with: scope)).merging(proof?.claims ?? [:])
        var subject: [String: String] = [:]
        for entry in control.entries + (withCode ? [control.code].compactMap(\.self) : []) {
            let type = entry.type
            if entry.isReadOnly {
                claims[type.id] = own[type.id] ?? claims[type.id]
                subject[type.id.folded] = claims[type.id]?.text
                continue
            }
            // While a code is under way its fields are locked, and browsers do not post a list that is locked.
            let locked = posted[type.id.text] == nil ? proof?.subject[type.id.folded] : nil
            let value =
                if let locked {
                    locked.isEmpty ? nil : ClaimValue(locked, as: type.dataType)
                } else {
                    try SelfAssertedAnswer.value(of: entry, posted, environment)
                }
            claims[type.id] = value
            if type.id != control.code?.type.id { subject[type.id.folded] = value?.text ?? "" }
        }
        return (claims, subject)
    }

    private func finish(
        _ result: ProfileRunner.Result, _ control: SelfAssertedForm.Control, _ isCheck: Bool,
        _ subject: [String: String],
        _ page: inout PageState
    ) -> PageProblem? {
        let id = control.control.id.folded
        switch result {
        case .claims(let claims):
            var proof = PageState.Verification(subject: subject, isVerified: isCheck)
            for output in control.control.outputClaims { proof.claims[output.claimType] = claims[output.claimType] }
            page.verifications[id] = proof
            return nil
        case .refused(let message, let validator):
            emit(JourneyEvent.refused(run.transaction.correlationID, by: validator, message))
            var problem = PageProblem(code: message.code, text: text(message, by: validator))
            if isCheck {
                problem.mayRetry = noteWrongCode(control, problem, subject, &page)
            } else {
                page.problems["send:\(id)"] = problem.text
            }
            return problem
        }
    }

    /// Guesses are bounded here too: not every service that a control asks counts them. Answers whether another one is
    /// looked at.
    private func noteWrongCode(
        _ control: SelfAssertedForm.Control, _ problem: PageProblem, _ subject: [String: String],
        _ page: inout PageState
    ) -> Bool {
        let id = control.control.id.folded
        var proof = page.verifications[id] ?? PageState.Verification(subject: subject)
        proof.problem = problem.text
        proof.tries += 1
        proof.mayRetry = proof.tries < FormWork.maximumTries || !control.sendsCode
        page.verifications[id] = proof
        guard proof.tries >= FormWork.maximumTries else { return true }
        page.isExhausted = page.isExhausted || !control.sendsCode
        return false
    }

    /// Wrong codes for one that was sent. Where none is sent, there is no other one to ask for, and the page is over.
    private static let maximumTries = 10

    private func subject(_ claim: Name, _ address: String) -> String { "mail:\(claim.folded):\(address.lowercased())" }

    private func refuse(
        _ id: Name, _ code: String, about field: Name? = nil, waiting until: Timestamp? = nil
    ) -> PageProblem {
        let message = UserMessage(id, code: code, waitSeconds: until.map { run.now.wait(until: $0) })
        return PageProblem(code: code, text: texts.text(message, values: field.map { [label($0)] } ?? []))
    }
}

extension Texts {
    /// What the person reads; `values` stand for the placeholders where the message brings none.
    func text(_ message: UserMessage, values: [String] = []) -> String {
        if let text = message.text { return text }
        let own = message.waitSeconds.map { [wait(seconds: $0)] } ?? message.values
        let values = own.isEmpty ? values : own
        return self.message(
            message.id.text, aliases: message.aliases.map(\.text), builtIn: message.builtIn, values: values)
            ?? message.fallback ?? error("DefaultMessage")
    }
}
