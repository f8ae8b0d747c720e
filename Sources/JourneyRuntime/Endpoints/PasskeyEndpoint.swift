import Base
import HTTP
import Journey
import Pages
import Policy

/// `POST /{tenant}/{policy}/Passkey/{action}`: `options` gives a page's script what the browser is to be asked, once;
/// `answer` takes what the browser has said, as a form. Both on a page of its own, and on a sign-in page that offers a
/// passkey as one of its ways (`exchange`).
struct PasskeyEndpoint: Sendable {
    let host: JourneyHost

    func respond(to http: Request, _ path: PathParameters) async throws -> Response {
        try await host.takingPost(http, path) { form, stop, run, reply in
            guard let (profile, exchange) = self.profile(form, stop, run) else {
                return try await host.next(reply, run)
            }
            switch path["action"].lowercased() {
            case "options": return try await options(form, profile, run, reply)
            case "answer": return try await take(form, profile, exchange, stop, run, reply)
            default: throw HTTPError.notFound
            }
        }
    }

    /// The passkey that the page is about; on a sign-in page the way that the form names.
    private func profile(
        _ form: Parameters, _ stop: JourneyRunner.Stop, _ run: Run
    ) -> (TechnicalProfile, exchange: Name?)? {
        switch stop {
        case .passkey(let profile): return (profile, nil)
        case .selection(let selection):
            let name = Name(form["exchange"] ?? "")
            guard let exchange = selection.providers.first(where: { $0.id == name }),
                let profile = run.policy.technicalProfiles[exchange.profile], PasskeySettings.matches(profile),
                run.journey().laterExchange(name) != nil
            else { return nil }
            return (profile, name)
        case .selfAsserted, .phoneFactor, .oneTimeCode, .redirect, .send, .failed: return nil
        }
    }

    private func options(
        _ form: Parameters, _ profile: TechnicalProfile, _ run: Run, _ reply: PageReply
    ) async throws -> Response {
        var run = run
        do {
            let work = try PasskeyWork(profile: profile, run: run, runner: host.runner.profiles)
            let question = try await work.options(isAutofill: form["autofill"] == "true")
            guard let cookies = try await host.keep(&run) else { return try host.busy(reply, run) }
            var body = question.object ?? JSON.Object()
            body["status"] = "200"
            return .json(.object(body)).setting(cookies)
        } catch let message as UserMessage {
            host.emit(JourneyEvent.refused(run.transaction.correlationID, by: profile, message))
            return PageReply.refused(problem(message, profile, run), fields: [:])
        }
    }

    private func take(
        _ form: Parameters, _ profile: TechnicalProfile, _ exchange: Name?, _ stop: JourneyRunner.Stop, _ run: Run,
        _ reply: PageReply
    ) async throws -> Response {
        var run = run
        run.transaction.page.clearAnswer()
        if form["cardea_action"] == "cancel" { return try await host.leave(reply, run) }
        let answer = PasskeyAnswer(form)
        do {
            let work = try PasskeyWork(profile: profile, run: run, runner: host.runner.profiles)
            let isPassedOver = form["cardea_action"] == "skip" && work.settings.isOffer
            run.transaction.page.accepted =
                isPassedOver ? try await work.decline() : try await work.claims(for: try answer.credential())
            run.transaction.page.exchange = exchange
            return try await host.next(reply, run)
        } catch let message as UserMessage {
            host.emit(JourneyEvent.refused(run.transaction.correlationID, by: profile, message))
            let problem = problem(message, profile, run)
            run.transaction.page.problems[""] = problem.text
            if message.id == "UserMessageIfPasskeyUnknown" {
                run.transaction.page.problems[PasskeyAnswer.unknownName] = answer.id
            }
            return try await host.redisplay(stop, run, reply, problem)
        }
    }

    private func problem(_ message: UserMessage, _ profile: TechnicalProfile, _ run: Run) -> PageProblem {
        PageProblem(code: message.code, text: host.pages.texts(run, profile).text(message))
    }
}

/// What the browser has said: a credential, or why there is none.
struct PasskeyAnswer: Sendable {
    /// Of `PageState.problems`: the credential that nobody here knows, so that the browser hears of it.
    static let unknownName = "passkey:unknown"
    private static let maximumLength = 64 << 10

    private let form: Parameters
    private let json: JSON?

    init(_ form: Parameters) {
        self.form = form
        let text = form["credential"] ?? ""
        json = text.utf8.count <= Self.maximumLength ? try? JSON(parsing: Bytes(utf8: text)) : nil
    }

    /// base64url.
    var id: String? { json?["id"]?.string.flatMap { $0.utf8.count <= 2048 ? $0 : nil } }

    func credential() throws -> JSON.Object {
        if let object = json?.object { return object }
        let id: Name =
            switch form["error"] {
            case "unsupported": "UserMessageIfPasskeyUnsupported"
            case "alreadyEnrolled": "UserMessageIfPasskeyExists"
            case "cancelled", nil: "UserMessageIfPasskeyCancelled"
            case .some: "UserMessageIfPasskeyInvalid"
            }
        throw UserMessage(id, code: UserMessage.passkeyCode, detail: "the browser said: \(form["error"] ?? "nothing")")
    }
}
