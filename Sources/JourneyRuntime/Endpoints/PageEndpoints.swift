import Base
import HTTP
import Journey
import Pages
import Policy

/// `GET /{tenant}/{policy}/api/{page}/{action}` (b2c-reference §15.4): where a page sends the browser on.
struct PageEndpoint: Sendable {
    let host: JourneyHost

    func respond(to http: Request, _ path: PathParameters) async throws -> Response {
        var run = try await host.open(http, path, transaction: http.query["tx"])
        guard host.csrf.accepts(http.query["csrf_token"], from: http) else {
            throw JourneyHost.Lost(code: "AADB2C90046", text: .notOurPage)
        }
        let stop = try await host.runner.advance(&run)
        switch path["action"].lowercased() {
        case "confirmed": return try await confirm(stop, run)
        case "unified": return try await choose(stop, run)
        case "forgotpassword": return try await forgotPassword(stop, run)
        case "cancelled":
            run.isAnswer = true
            switch stop {
            case .passkey, .oneTimeCode: return try await host.leave(PageReply(http), run)
            case .selection, .selfAsserted, .phoneFactor, .redirect, .send, .failed:
                return try await host.end(run, refusing: .cancelled)
            }
        default: throw HTTPError.notFound
        }
    }

    /// Takes the answer that the page's post has left, if it is of this page; shows the page if there is none (somebody
    /// came back, or reloaded).
    private func confirm(_ stop: JourneyRunner.Stop, _ run: Run) async throws -> Response {
        var run = run
        if run.transaction.page.isExhausted { return try await host.end(run, refusing: .tooManyTries) }
        guard let claims = run.transaction.page.accepted else { return try await host.answer(stop, run) }
        run.isAnswer = true
        if let exchange = run.transaction.page.exchange { return try await confirm(exchange, claims, stop, run) }
        let profile: TechnicalProfile
        switch stop {
        case .selfAsserted(let known), .phoneFactor(let known), .passkey(let known), .oneTimeCode(let known):
            profile = known
        case .selection:
            guard let form = host.pages.formProfile(of: stop, run) else { return try await host.answer(stop, run) }
            profile = form
        case .redirect, .send, .failed: return try await host.answer(stop, run)
        }
        if http(run, says: "rememberMe"), host.pages.offersKeepingSignedIn(run, profile) {
            run.transaction.keepsSignedIn = true
        }
        return try await host.answer(try await host.runner.complete(profile, claims: claims, &run), run)
    }

    /// A passkey has answered for one of the page's ways: goes that way, and takes its claims.
    private func confirm(
        _ exchange: Name, _ claims: Claims, _ stop: JourneyRunner.Stop, _ run: Run
    ) async throws -> Response {
        var run = run
        guard case .selection(let selection) = stop, selection.providers.contains(where: { $0.id == exchange }),
            case .passkey(let profile) = try await host.runner.resume(.chose(exchange), &run)
        else { return try await host.answer(stop, run) }
        return try await host.answer(try await host.runner.complete(profile, claims: claims, &run), run)
    }

    private func http(_ run: Run, says name: String) -> Bool { run.http.query[name]?.lowercased() == "true" }

    /// A provider's button or the sign-up link.
    private func choose(_ stop: JourneyRunner.Stop, _ run: Run) async throws -> Response {
        guard case .selection(let selection) = stop else { return try await host.answer(stop, run) }
        let exchange: Name
        if let chosen = run.http.query["claimsexchange"] {
            exchange = Name(chosen)
        } else if run.http.query["local"] == "signup", let profile = host.pages.formProfile(of: stop, run) {
            exchange = run.journey().signUp(profile.signUpTarget)?.id ?? profile.signUpTarget
        } else {
            return try await host.answer(stop, run)
        }
        return try await follow(exchange, selection, stop, run)
    }

    private func forgotPassword(_ stop: JourneyRunner.Stop, _ run: Run) async throws -> Response {
        guard case .selection(let selection) = stop, let profile = host.pages.formProfile(of: stop, run) else {
            return try await host.answer(stop, run)
        }
        guard let override = profile.metadata["setting.forgotPasswordLinkOverride"]?.trimmingBlanks() else {
            return try await host.end(run, refusing: .forgotPassword)
        }
        return try await follow(Name(override), selection, stop, run)
    }

    /// Goes the way of `exchange`, if the page offers it.
    private func follow(
        _ exchange: Name, _ selection: Selection, _ stop: JourneyRunner.Stop, _ run: Run
    ) async throws -> Response {
        var run = run
        let isOffered = selection.providers.contains { $0.id == exchange }
        let signUp = host.pages.formProfile(of: stop, run).flatMap { run.journey().signUp($0.signUpTarget) }
        let isSignUp = signUp?.id == exchange
        guard isOffered || isSignUp, run.journey().laterExchange(exchange) != nil else {
            return try await host.answer(stop, run)
        }
        run.isAnswer = true
        run.transaction.page = PageState()
        let before = run.transaction.journey
        let next = try await host.runner.resume(.chose(exchange), &run)
        switch next {
        case .redirect, .passkey, .oneTimeCode: run.transaction.selection = before
        case .selection, .selfAsserted, .phoneFactor, .send, .failed: break
        }
        return try await host.answer(next, run)
    }
}
