import Base
import HTTP
import Journey
import Policy

/// `POST /{tenant}/{policy}/Phonefactor/verify` (b2c-reference §15.4 item 7): sends a code, takes a code.
struct PhoneFactorEndpoint: Sendable {
    let host: JourneyHost

    func respond(to http: Request, _ path: PathParameters) async throws -> Response {
        try await host.takingPost(http, path) { form, stop, run, reply in
            guard case .phoneFactor(let profile) = stop else { return try await host.next(reply, run) }
            return try await take(form, profile, stop, run, reply)
        }
    }

    private func take(
        _ form: Parameters, _ profile: TechnicalProfile, _ stop: JourneyRunner.Stop, _ run: Run, _ reply: PageReply
    ) async throws -> Response {
        var run = run
        run.transaction.page.clearAnswer()
        let work = PhoneFactorWork(profile: profile, run: run, runner: host.runner.profiles)
        // Scripts say `request_type`; plain forms have it too, and the pressed button beside it.
        switch form["cardea_action"] ?? form["request_type"] {
        case "VERIFICATION_REQUEST", "sms", "call":
            run.transaction.page.typed = ["countrycode": form.all("countryCode"), "number": form.all("number")]
            let problem = try await work.send(form, &run.transaction.page, codes: run.codes)
            return try await host.redisplay(stop, run, reply, problem)
        case "resend":
            let problem = try await work.sendAgain(&run.transaction.page, codes: run.codes)
            return try await host.redisplay(stop, run, reply, problem)
        case "VALIDATION_REQUEST", "verify":
            switch try work.verify(form, &run.transaction.page, codes: run.codes) {
            case .proven(let claims):
                run.transaction.page.accepted = claims
                return try await host.next(reply, run)
            case .wrong(let problem): return try await host.redisplay(stop, run, reply, problem)
            case .exhausted:
                run.transaction.page.isExhausted = true
                return try await host.next(reply, run)
            }
        case "retry":
            run.transaction.page.phone = nil
            return try await host.redisplay(stop, run, reply, nil)
        case "cancel": return try await host.end(run, refusing: .cancelled)
        default:
            throw HTTPError.badRequest("The page asks for something that is not known.")
        }
    }
}
