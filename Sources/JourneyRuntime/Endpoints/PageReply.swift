import Base
import HTTP
import Journey
import OpenID
import Pages
import Policy
import Trace

/// How a page's request wants its answer: in JSON for its script, or as the next document.
struct PageReply: Sendable {
    let isScripted: Bool

    init(_ http: Request) { isScripted = http.headers["X-Requested-With"]?.lowercased() == "xmlhttprequest" }

    /// HTTP 200 in both cases: B2C's pages look at the body alone.
    static let accepted = Response.json(["status": "200"])

    static func refused(_ problem: PageProblem, fields: [String: String]) -> Response {
        var body: JSON.Object = [
            "status": "400", "errorCode": .string(problem.code), "message": .string(problem.text),
        ]
        if !problem.mayRetry { body["retry"] = false }
        if !fields.isEmpty {
            body["fields"] = .object(JSON.Object(fields.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
        }
        return .json(.object(body))
    }
}

/// What went wrong on a page, in the page's language.
struct PageProblem: Sendable, Equatable {
    let code: String
    let text: String
    /// False: the code that was asked for is void, and a new one is needed.
    var mayRetry = true
}

extension JourneyHost {
    /// The answer was taken: the browser comes for what is next.
    func next(_ reply: PageReply, _ run: Run) async throws -> Response {
        var run = run
        guard let cookies = try await keep(&run) else { return try busy(reply, run) }
        if reply.isScripted { return PageReply.accepted.setting(cookies) }
        return .redirect(to: pages.addresses(run).confirmed, status: 303).setting(cookies)
    }

    /// The same page again, with what is wrong (nil: nothing is, it has only changed). Without scripts the browser is
    /// sent there: a page that answers a post would be posted again by "back" and by a reload.
    func redisplay(
        _ stop: JourneyRunner.Stop, _ run: Run, _ reply: PageReply, _ problem: PageProblem?
    ) async throws -> Response {
        var run = run
        if let problem { noteProblem(problem, run) }
        guard reply.isScripted else { return try await next(reply, run) }
        let fields = run.transaction.page.problems.filter { !$0.key.isEmpty && !$0.key.contains(":") }
        // The script shows these itself; kept, they would stand on a page that is loaded again.
        run.transaction.page.problems = [:]
        guard let cookies = try await keep(&run) else { return try busy(reply, run) }
        guard let problem else { return PageReply.accepted.setting(cookies) }
        return PageReply.refused(problem, fields: pages.fieldIDs(fields, of: stop, run)).setting(cookies)
    }

    /// The person does not want this way: they choose again, where they have chosen it; else the journey ends.
    func leave(_ reply: PageReply, _ run: Run) async throws -> Response {
        var run = run
        guard let selection = run.transaction.selection else { return try await end(run, refusing: .cancelled) }
        run.transaction.journey = selection
        run.transaction.selection = nil
        run.transaction.page = PageState()
        return try await next(reply, run)
    }

    /// Another request of the same page was faster.
    func busy(_ reply: PageReply, _ run: Run) throws -> Response {
        guard reply.isScripted else { return .redirect(to: pages.addresses(run).confirmed, status: 303) }
        let problem = PageProblem(code: "AADB2C90158", text: pages.texts(run).error("ServiceThrottled"))
        return PageReply.refused(problem, fields: [:])
    }

    /// What every post of a page begins with: the transaction found, the page proven to be ours, and the step where
    /// the journey stands.
    func takingPost(
        _ http: Request, _ path: PathParameters,
        _ take: (Parameters, JourneyRunner.Stop, Run, PageReply) async throws -> Response
    ) async throws -> Response {
        let form = try http.form()
        let reply = PageReply(http)
        do {
            var run = try await open(http, path, transaction: form["tx"] ?? http.query["tx"])
            guard csrf.accepts(http.headers["X-CSRF-TOKEN"] ?? form["csrf_token"], from: http) else {
                throw Lost(code: "AADB2C90046", text: .notOurPage)
            }
            run.isAnswer = true
            let stop = try await runner.advance(&run)
            guard run.transaction.accepts(formOf: http.query["step"]) else { return try await next(reply, run) }
            return try await self.take(form, stop, run, reply, take)
        } catch let lost as Lost where reply.isScripted {
            return try self.lost(lost, http, reply)
        }
    }

    /// Work on a page that cannot be done is the policy's fault, and nothing that the person could mend.
    private func take(
        _ form: Parameters, _ stop: JourneyRunner.Stop, _ run: Run, _ reply: PageReply,
        _ take: (Parameters, JourneyRunner.Stop, Run, PageReply) async throws -> Response
    ) async throws -> Response {
        let failure: JourneyError
        do {
            let number = beginSubmission(form, stop, run)
            defer { run.environment.trace?.end(number) }
            return try await take(form, stop, run, reply)
        } catch let error as JourneyFailure {
            failure = JourneyError(error)
        } catch let error as ProfileConfigurationError {
            failure = JourneyError(error)
        } catch let error as UserMessage {
            failure = JourneyError(
                code: error.code, error: .serverError, text: "A step of the policy was refused.",
                detail: "\(error.id) \(error.detail ?? "")")
        }
        guard reply.isScripted else { return try await end(run, refusing: failure) }
        emit(JourneyEvent.failed(run.transaction.correlationID, policy: run.policy.id.text, error: failure))
        return PageReply.refused(
            PageProblem(code: failure.code, text: pages.texts(run).error("DefaultMessage")), fields: [:])
    }

    func lost(_ lost: Lost, _ http: Request, _ reply: PageReply) throws -> Response {
        emit(JourneyEvent.lost(http.correlationID, code: lost.code))
        guard reply.isScripted else { return pages.lost(lost, http, at: now()) }
        return PageReply.refused(PageProblem(code: lost.code, text: pages.text(lost, http)), fields: [:])
    }

    func open(_ http: Request, _ path: PathParameters, transaction: String?) async throws -> Run {
        guard let id = StateProperties.transactionID(transaction) else {
            throw Lost(code: "AADB2C90046", text: .stateLost)
        }
        var run = try await open(http, tenant: path["tenant"], policy: path["policy"], transaction: id)
        run.transaction.returnFromProvider()
        return run
    }
}

/// `tx=StateProperties=<base64url of {"TID":"<guid>"}>` (b2c-reference §5.1).
enum StateProperties {
    private static let prefix = "StateProperties="

    static func text(_ id: String) -> String {
        prefix + Base64.encodeURL(JSON.object(["TID": .string(id)]).bytes)
    }

    static func transactionID(_ text: String?) -> String? {
        guard let text, text.utf8.count < 512, text.hasPrefix(prefix),
            let bytes = Base64.decodeURL(text.dropFirst(prefix.count)),
            let id = (try? JSON(parsing: bytes))?["TID"]?.string,
            (1...64).contains(id.utf8.count),
            id.utf8.allSatisfy({ $0 == 45 || (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        return id
    }
}
