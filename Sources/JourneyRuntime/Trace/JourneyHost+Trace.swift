import Base
import Directory
import HTTP
import Journey
import OpenIDProvider
import Policy
import Trace

extension JourneyHost {
    /// What the request writes with; nil where the journey is not recorded.
    func recorder(
        _ transaction: Transaction, _ policy: ResolvedPolicy, _ tenant: Tenant, _ http: Request
    ) -> TraceRecorder? {
        guard transaction.isTraced, let traces else { return nil }
        let recorder = traces.recorder(
            for: TraceSubject(
                correlationID: transaction.correlationID, tenant: tenant.name, policy: policy.id.text,
                journey: transaction.journey.journey.text, client: transaction.parameters["client_id"] ?? ""),
            method: http.method.rawValue, path: http.path
        ) { TraceRedaction(policy, showsMasked: traces.selection.showsMasked) }
        return recorder
    }

    /// What single sign-on has to say at the start of a journey.
    func noteSession(_ run: Run) {
        guard let trace = run.environment.trace else { return }
        if let part = run.part {
            let names = part.session.entries.keys.sorted().map(\.text)
            trace.note(
                .session(.init(.found, detail: "the browser's session holds \(TraceWords.list(names))")))
        } else {
            let reason =
                !run.transaction.usesSession
                ? "the request asks for a fresh sign-in (prompt=login)"
                : run.session == nil ? "the browser brought no session" : "the session has nothing for this policy"
            trace.note(.session(.init(.none, detail: reason)))
        }
    }

    func notePage(_ stop: JourneyRunner.Stop, _ run: Run) {
        guard let trace = run.environment.trace else { return }
        trace.note(.page(pages.described(stop, run, trace)))
    }

    func noteSent(_ authentication: Authentication, _ issuer: TechnicalProfile, _ run: Run) {
        guard let trace = run.environment.trace else { return }
        let claims = authentication.claims.members.map { TracedClaim($0.name, trace.value($0.name, $0.value)) }
        trace.note(
            .sent(
                .init(
                    issuer: issuer.id.text, client: run.request.client.text,
                    subject: trace.value("sub", .string(authentication.subject)), claims: claims)))
        trace.finish(.finished)
    }

    func noteFailure(_ error: JourneyError, _ run: Run) {
        guard let trace = run.environment.trace else { return }
        trace.note(.failure(.init(error, trace)), outcome: .failed)
        trace.finish(.failed(error.code))
    }

    /// A post of a page: everything that comes of it is inside. Give the answer back to `TraceRecorder.end`.
    func beginSubmission(_ form: Parameters, _ stop: JourneyRunner.Stop, _ run: Run) -> Int? {
        guard let trace = run.environment.trace else { return nil }
        let profile: TechnicalProfile?
        var number: Name?
        switch stop {
        case .phoneFactor(let known): (profile, number) = (known, PhoneFactorWork.claim(of: known))
        case .passkey(let known), .oneTimeCode(let known): profile = known
        case .selection, .selfAsserted, .redirect, .send, .failed: profile = pages.formProfile(of: stop, run)
        }
        let fields = form.items.prefix(128).filter { !JourneyHost.ownFields.contains($0.name) }.map { item in
            // Scripts send an address alone under this name; which claim it is stands beside it.
            let name =
                switch item.name {
                case "claim_value": form["claim_id"] ?? item.name
                case "number": number?.text ?? item.name
                default: item.name
                }
            return TracedClaim(item.name, trace.value(name, .string(item.value)))
        }
        let action = form["cardea_action"] ?? form["request_type"].map { $0 == "RESPONSE" ? "continue" : $0 }
        return trace.begin(
            .submission(.init(profile: profile?.id.text, action: action ?? "continue", fields: fields)))
    }

    /// Fields of every form that say nothing about the person.
    private static let ownFields: Set<String> = [
        "csrf_token", "tx", "request_type", "cardea_action", "p", "credential",
    ]

    /// The submission under way is refused with what the person reads.
    func noteProblem(_ problem: PageProblem, _ run: Run) {
        guard let trace = run.environment.trace else { return }
        let fields = run.transaction.page.problems.filter { !$0.key.isEmpty }.sorted { $0.key < $1.key }
        var problems = fields.map {
            TraceEvent.Submission.Problem(field: $0.key, code: problem.code, text: trace.text($0.value))
        }
        if problems.isEmpty { problems = [.init(field: "", code: problem.code, text: trace.text(problem.text))] }
        trace.endSubmission(problems)
    }
}

extension PageMaker {
    /// The page of `stop`, as the record has it.
    func described(_ stop: JourneyRunner.Stop, _ run: Run, _ trace: TraceRecorder) -> TraceEvent.Page {
        let profile: TechnicalProfile?
        let api: String
        var choices: [String] = []
        var definition: Name?
        switch stop {
        case .selection(let selection):
            profile = formProfile(of: stop, run)
            api = selection.isCombined ? "CombinedSigninAndSignup" : "ClaimsProviderSelection"
            choices = selection.providers.map(\.id.text)
            definition = selection.contentDefinition
        case .selfAsserted(let known): (profile, api) = (known, "SelfAsserted")
        case .phoneFactor(let known): (profile, api) = (known, "Phonefactor")
        case .passkey(let known): (profile, api) = (known, "Passkey")
        case .oneTimeCode(let known): (profile, api) = (known, "SelfAsserted")
        case .redirect, .send, .failed: (profile, api) = (nil, "GlobalException")
        }
        return .init(
            api: api, profile: profile?.id.text, contentDefinition: (definition ?? profile?.contentDefinition)?.text,
            location: profile.map { "\($0.location)" }, fields: fields(profile, run, trace), choices: choices,
            message: run.transaction.page.problems[""].map(trace.text))
    }

    private func fields(_ profile: TechnicalProfile?, _ run: Run, _ trace: TraceRecorder) -> [TracedClaim] {
        guard let profile else { return [] }
        let values = prefilled(profile, run)
        return SelfAssertedForm(profile, policy: run.policy).entries.map { trace.claim($0.type.id, values[$0.type.id]) }
    }
}

extension JourneyEnvironment {
    /// The same, with nobody writing: for work that is done again only to see what comes of it.
    var unrecorded: JourneyEnvironment {
        guard trace != nil else { return self }
        var environment = self
        environment.trace = nil
        return environment
    }
}
