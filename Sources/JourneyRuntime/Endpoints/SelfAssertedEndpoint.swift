import Base
import HTTP
import Journey
import Pages
import Policy

/// `POST /{tenant}/{policy}/SelfAsserted` (b2c-reference §15.4): what a page of fields sends, from a script (answered
/// in JSON) or as a plain form (answered with a page).
struct SelfAssertedEndpoint: Sendable {
    let host: JourneyHost

    func respond(to http: Request, _ path: PathParameters) async throws -> Response {
        try await host.takingPost(http, path) { form, stop, run, reply in
            if case .oneTimeCode(let profile) = stop {
                return try await OneTimeCodePage(
                    profile: profile, run: run, runner: host.runner.profiles, emit: host.emit
                ).take(PageAction(form), form, stop, reply, host)
            }
            guard let profile = host.pages.formProfile(of: stop, run) else { return try await host.next(reply, run) }
            return try await take(PageAction(form), form, profile, stop, run, reply)
        }
    }

    private func take(
        _ action: PageAction, _ form: Parameters, _ profile: TechnicalProfile, _ stop: JourneyRunner.Stop, _ run: Run,
        _ reply: PageReply
    ) async throws -> Response {
        var run = run
        run.transaction.page.clearAnswer()
        let work = FormWork(host: host, profile: profile, run: run)
        if !reply.isScripted { run.transaction.page.typed = work.typed(form) }
        switch action {
        case .answer:
            return try await judge(form, profile, stop, run, reply, work)
        case .cancel: return try await host.end(run, refusing: .cancelled)
        case .send(let claim):
            let problem = try await work.send(claim: claim, form, &run.transaction.page)
            return try await host.redisplay(stop, run, reply, problem)
        case .verify(let claim):
            let problem = work.verify(claim: claim, form, &run.transaction.page)
            return try await host.redisplay(stop, run, reply, problem)
        case .change(let claim):
            run.transaction.page.verifications[claim.folded] = nil
            return try await host.redisplay(stop, run, reply, nil)
        case .control(let control, let action):
            let problem = try await work.act(control: control, action: action, form, &run.transaction.page)
            return try await host.redisplay(stop, run, reply, problem)
        }
    }

    private func judge(
        _ form: Parameters, _ profile: TechnicalProfile, _ stop: JourneyRunner.Stop, _ run: Run, _ reply: PageReply,
        _ work: FormWork
    ) async throws -> Response {
        var run = run
        if let problem = try await work.requirePerson(form, &run.transaction.page) {
            return try await host.redisplay(stop, run, reply, problem)
        }
        switch try await work.answer.judge(form, state: run.transaction.page, claims: work.scope) {
        case .accepted(let claims):
            run.transaction.page.accepted = claims
            // Of the page that asks; later ones say nothing about it.
            if host.pages.offersKeepingSignedIn(run, profile) {
                run.transaction.keepsSignedIn = form["rememberMe"] == "true"
            }
            return try await host.next(reply, run)
        case .problems(let problems):
            for problem in problems {
                run.transaction.page.problems[problem.field.folded] = work.text(problem)
            }
            let first = problems.first.map {
                PageProblem(code: $0.message.code, text: work.text($0))
            }
            return try await host.redisplay(stop, run, reply, first)
        case .refused(let message, let validator):
            host.emit(JourneyEvent.refused(run.transaction.correlationID, by: validator, message))
            run.transaction.page.failures += 1
            work.captchas.use(&run.transaction.page)
            if run.transaction.page.failures > profile.metadata.int("setting.retryLimit", default: 7, in: 1...1_000_000)
            {
                run.transaction.page.isExhausted = true
                return try await host.next(reply, run)
            }
            let problem = PageProblem(code: message.code, text: work.text(message, by: validator))
            run.transaction.page.problems[""] = problem.text
            return try await host.redisplay(stop, run, reply, problem)
        }
    }
}

/// `POST …/SelfAsserted/DisplayControlAction/{version}/{control}/{action}`: a button of a display control.
struct DisplayControlEndpoint: Sendable {
    let host: JourneyHost

    func respond(to http: Request, _ path: PathParameters) async throws -> Response {
        try await host.takingPost(http, path) { form, stop, run, reply in
            if case .oneTimeCode(let profile) = stop {
                let action = PageAction.control(Name(path["control"]), Name(path["action"]))
                return try await OneTimeCodePage(
                    profile: profile, run: run, runner: host.runner.profiles, emit: host.emit
                ).take(action, form, stop, reply, host)
            }
            guard let profile = host.pages.formProfile(of: stop, run) else { return try await host.next(reply, run) }
            var run = run
            run.transaction.page.clearAnswer()
            let work = FormWork(host: host, profile: profile, run: run)
            let (id, action) = (Name(path["control"]), Name(path["action"]))
            if reply.isScripted, let control = work.form.control(id), control.kind == .captcha {
                return try await challenge(control, action, work, run, reply)
            }
            let problem = try await work.act(control: id, action: action, form, &run.transaction.page)
            return try await host.redisplay(stop, run, reply, problem)
        }
    }

    /// A new task for a page that stays where it is.
    private func challenge(
        _ control: SelfAssertedForm.Control, _ action: Name, _ work: FormWork, _ run: Run, _ reply: PageReply
    ) async throws -> Response {
        var run = run
        let challenge = try await work.captchas.renew(
            control, switching: action == "SwitchChallenge", &run.transaction.page)
        guard let cookies = try await host.keep(&run) else { return try host.busy(reply, run) }
        let body: JSON.Object =
            switch challenge {
            case nil: ["status": "200", "solved": true]
            case .image(let address): ["status": "200", "challenge": ["image": .string(address)]]
            case .question(let text): ["status": "200", "challenge": ["question": .string(text)]]
            case .some(.none):
                ["status": "400", "errorCode": "AADB2C90161", "message": .string(work.noChallenge(control))]
            }
        return .json(.object(body)).setting(cookies)
    }
}

/// What the pressed button asks for.
enum PageAction: Equatable {
    case answer, cancel
    case send(Name), verify(Name), change(Name)
    case control(Name, Name)

    /// Scripts say `request_type`, plain forms `cardea_action`.
    init(_ form: Parameters) {
        let claim = Name(form["claim_id"] ?? "")
        switch form["request_type"] {
        case "VERIFICATION_REQUEST": self = .send(claim)
        case "VALIDATION_REQUEST": self = .verify(claim)
        default: self = PageAction(button: form["cardea_action"] ?? "continue")
        }
    }

    private init(button: String) {
        let parts = button.split(separator: ":", maxSplits: 1).map(String.init)
        switch (parts.first, parts.dropFirst().first) {
        case ("cancel", nil): self = .cancel
        case ("send", let claim?): self = .send(Name(claim))
        case ("verify", let claim?): self = .verify(Name(claim))
        case ("change", let claim?): self = .change(Name(claim))
        case (let control?, let action?): self = .control(Name(control), Name(action))
        default: self = .answer
        }
    }
}
