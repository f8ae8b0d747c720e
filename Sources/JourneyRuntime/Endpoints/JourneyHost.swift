import Base
import Directory
import HTTP
import Journey
import OpenID
import OpenIDProvider
import Pages
import Policy
import Trace

/// What every endpoint of a journey does at its start and at its end: finds the transaction and proves that it is the
/// browser's, and turns where the journey has stopped into an answer.
struct JourneyHost: Sendable {
    let issuers: TenantIssuers
    let clients: any Clients
    let policies: any Policies
    let transactions: TransactionStore
    let sessions: BrowserSessions
    let csrf: CSRFTokens
    let runner: JourneyRunner
    let pages: PageMaker
    let responder: AuthorizeResponder
    let phoneNumbers: any PhoneNumbers
    /// Nil: nothing is recorded.
    let traces: TraceStore?
    let detour: JourneyRuntime.Detour
    let now: Now
    let random: Random
    let emit: Emit

    /// A request that belongs to no journey (any more), for the person.
    struct Lost: Error {
        let code: String
        let text: BuiltInMessage
        var status = 400

        enum BuiltInMessage: String, Sendable {
            case stateLost, cookiesOff, policyGone, notOurPage
        }
    }

    /// Finds the transaction that `tx` names.
    func open(_ http: Request, tenant: String, policy: String?, transaction id: String) async throws -> Run {
        guard let tenant = try await issuers.tenant(tenant) else { throw Lost(code: "AADB2C90046", text: .stateLost) }
        let transaction: Transaction
        switch try await transactions.load(id, of: tenant.id, from: http, at: now()) {
        case .found(let found): transaction = found
        case .cookiesOff: throw Lost(code: "AADB2C90211", text: .cookiesOff)
        case .lost: throw Lost(code: "AADB2C90046", text: .stateLost)
        }
        if let policy, Name(policy) != transaction.policy { throw Lost(code: "AADB2C90046", text: .stateLost) }
        return try await run(transaction, tenant: tenant, http: http)
    }

    /// Everything that work on the transaction needs, as of now.
    func run(_ transaction: Transaction, tenant: Tenant, http: Request) async throws -> Run {
        let name = IssuerName(directory: tenant.name, policy: transaction.policy.text, form: .path)
        guard let policy = policies.policy(transaction.policy, of: tenant.id), policy.relyingParty != nil,
            let issuer = try await issuers.issuer(name, origin: http.origin),
            let clientID = transaction.parameters["client_id"],
            let client = try await clients.client(clientID, of: issuer)
        else { throw Lost(code: "AADB2C90031", text: .policyGone, status: 404) }
        // What was allowed when the journey began need not be any more: the client may have changed since.
        guard let request = try? AuthorizationRequest(transaction.parameters, client: client, issuer: issuer) else {
            throw Lost(code: "AADB2C90046", text: .stateLost)
        }
        // Log, errors and record speak of one journey by one id, whichever of its requests it is.
        var http = http
        http.correlationID = transaction.correlationID
        let found = try await sessions.find(tenant, http: http, at: now())
        var environment = try await environment(transaction, policy, tenant, http)
        // "Keep me signed in" was chosen before.
        if transaction.usesSession, found?.session.isPersistent == true { environment.request.keepsSignedIn = true }
        return Run(
            tenant: tenant, policy: policy, issuer: issuer, client: client, request: request, http: http,
            environment: environment,
            codes: CodeBook(transaction.codes, random: random, keys: runner.profiles.services.keys),
            device: BrowserDevice(http, tenant: tenant, random: random),
            part: try await part(of: found, transaction, policy, request, tenant), session: found,
            transaction: transaction)
    }

    private func part(
        of found: BrowserSessions.Found?, _ transaction: Transaction, _ policy: ResolvedPolicy,
        _ request: AuthorizationRequest, _ tenant: Tenant
    ) async throws -> SessionContent.Part? {
        guard transaction.usesSession, let behaviors = policy.relyingParty?.behaviors else { return nil }
        let scope = behaviors.sessionScope(client: request.client.text, policy: policy.id)
        let part = try await sessions.part(scope, of: found, tenant: tenant, at: now())
        guard let part else { return nil }
        return request.accepts(authenticatedAt: part.authenticatedAt, at: transaction.startedAt) ? part : nil
    }

    func environment(
        _ transaction: Transaction, _ policy: ResolvedPolicy, _ tenant: Tenant, _ http: Request
    ) async throws -> JourneyEnvironment {
        let parameters = Dictionary(transaction.parameters.items.map { ($0.name, $0.value) }) { first, _ in first }
        var environment = JourneyEnvironment(
            policy: policy, tenantObjectID: tenant.id.text, tenantDisplayName: tenant.displayName,
            language: transaction.language,
            request: RequestContext(
                parameters: parameters, correlationID: transaction.correlationID, host: http.host,
                address: http.address, keepsSignedIn: transaction.keepsSignedIn),
            now: now(), random: random,
            secretText: try await runner.profiles.services.keys.hashSecrets(of: policy, tenant.id))
        environment.request.origin = http.origin
        environment.request.userAgent = http.headers["User-Agent"] ?? ""
        environment.phoneNumbers = phoneNumbers
        environment.trace = recorder(transaction, policy, tenant, http)
        environment.localizedResources = policy.localizedResources(language: transaction.language)
        return environment
    }
}

extension JourneyHost {
    /// Answers with where the journey has stopped. The transaction is kept or ended accordingly.
    func answer(_ stop: JourneyRunner.Stop, _ run: Run) async throws -> Response {
        var run = run
        switch stop {
        case .selection, .selfAsserted, .phoneFactor, .passkey, .oneTimeCode:
            if run.request.prompts.contains(.none) { return try await end(run, refusing: run.silentRefusal) }
            if case .phoneFactor(let profile) = stop {
                try await PhoneFactorWork(profile: profile, run: run, runner: runner.profiles)
                    .dial(&run.transaction.page, codes: run.codes)
            }
            if case .oneTimeCode(let profile) = stop {
                try await OneTimeCodePage(profile: profile, run: run, runner: runner.profiles, emit: emit)
                    .start(&run.transaction.page)
            }
            let page = try await pages.page(for: stop, &run)
            notePage(stop, run)
            emit(
                JourneyEvent.shown(
                    run.transaction.correlationID, ShownPage(stop, run.policy, pages.formProfile(of: stop, run))))
            return try await keep(&run).map { page.setting($0) } ?? stale(run)
        case .redirect(let location):
            if run.request.prompts.contains(.none) { return try await end(run, refusing: run.silentRefusal) }
            let target = destination(location, run)
            return try await keep(&run).map { Response.redirect(to: target, status: 303).setting($0) } ?? stale(run)
        case .send(let issuer): return try await send(run, with: issuer)
        case .failed(let error): return try await end(run, refusing: error)
        }
    }

    private func destination(_ location: String, _ run: Run) -> String {
        let name = run.transaction.federation?["provider"]?.string
        guard let profile = name.flatMap({ run.policy.technicalProfiles[Name($0)] }) else { return location }
        return detour(location, profile, run.policy.id)
    }

    /// The cookies that go with a transaction that goes on; nil when another request of it was faster.
    func keep(_ run: inout Run) async throws -> [SetCookie]? {
        run.transaction.codes = run.codes.content
        // Tries are counted, and what a browser holds it could send again.
        if run.transaction.version == 0, !run.isAnswer, run.transaction.codes.isEmpty {
            // Not into the store instead: strangers could fill it with large requests.
            guard let held = try transactions.hold(run.transaction, http: run.http) else {
                throw ProtocolError(.invalidRequest, "The request is too large for a browser to keep.")
            }
            return run.setCookies + held
        }
        guard let saved = try await transactions.save(&run.transaction, http: run.http) else { return nil }
        return run.setCookies + saved
    }

    /// Two requests of one page at once: the other one has gone on, so this browser goes where the journey is now.
    private func stale(_ run: Run) -> Response {
        let addresses = pages.addresses(run)
        return .redirect(to: addresses.confirmed, status: 303)
    }

    private func send(_ run: Run, with issuer: TechnicalProfile) async throws -> Response {
        var run = run
        guard let party = run.policy.relyingParty else { throw Lost(code: "AADB2C90031", text: .policyGone) }
        let authenticatedAt = run.transaction.authenticatedAt ?? run.part?.authenticatedAt ?? run.now
        var authentication: Authentication
        do {
            authentication = try Issuance(run.policy, party: party, environment: run.environment)
                .authentication(run.transaction.journey.claims, at: authenticatedAt)
        } catch {
            return try await end(run, refusing: error)
        }
        if let kept = try await keepSession(run, party, issuer, authentication) {
            authentication.sessionID = kept.id
            run.cookies.append(kept.cookie)
            run.environment.trace?.note(.session(.init(.kept, detail: "for later journeys of this browser")))
        }
        emit(JourneyEvent.finished(run.transaction.correlationID, policy: run.policy.id.text))
        noteSent(authentication, issuer, run)
        let cookies = run.setCookies + (try await transactions.end(run.transaction, http: run.http))
        let response: Response
        do {
            response = try await responder.respond(
                authentication, to: run.request, client: run.client, issuer: run.issuer, http: run.http)
        } catch {
            response = responder.refuse(error, request: run.request, issuer: run.issuer, http: run.http)
        }
        return response.setting(cookies)
    }

    private func keepSession(
        _ run: Run, _ party: RelyingParty, _ issuer: TechnicalProfile, _ authentication: Authentication
    ) async throws -> (id: String, cookie: SetCookie)? {
        guard let scope = party.behaviors.sessionScope(client: run.request.client.text, policy: run.policy.id) else {
            return nil
        }
        let transaction = run.transaction
        let continued = transaction.usesSession && transaction.journey.signedOn ? run.part : nil
        var session = continued?.session ?? SSOSession()
        session.merge(transaction.remembered)
        guard !session.isEmpty else { return nil }
        let part = SessionContent.Part(
            session: session, authenticatedAt: authentication.authenticatedAt,
            user: authentication.user ?? continued?.user, id: continued?.id ?? random.uuid(),
            expiresAt: continued?.expiresAt ?? run.now)
        let cookie = try await sessions.keep(
            part, scope: scope, application: application(run, issuer, sessionID: part.id),
            over: run.session, continues: continued != nil, policy: run.policy,
            isPersistent: transaction.keepsSignedIn && party.behaviors.keepAliveInDays > 0, tenant: run.tenant,
            http: run.http, at: run.now)
        return (part.id, cookie)
    }

    /// The relying party hears of the session's end where its issuer's session profile registers it (§9.2).
    private func application(
        _ run: Run, _ issuer: TechnicalProfile, sessionID: String
    ) -> SessionContent.Application? {
        let session = issuer.sessionManagement.flatMap { run.policy.technicalProfiles[$0] }
        guard let handler = session?.handler?.lowercased(),
            ["oauthssosessionprovider", "samlssosessionprovider"].contains(handler)
        else { return nil }
        return .init(client: run.request.client.text, policy: run.policy.id.text, sessionID: sessionID)
    }

    /// Ends the journey without claims: the relying party hears why, or the person, where the policy says so.
    func end(_ run: Run, refusing error: JourneyError) async throws -> Response {
        emit(JourneyEvent.failed(run.transaction.correlationID, policy: run.policy.id.text, error: error))
        noteFailure(error, run)
        let cookies = run.setCookies + (try await transactions.end(run.transaction, http: run.http))
        // With prompt=none nobody sees a page, and the application waits for its answer.
        let isSilent = run.request.prompts.contains(.none)
        if run.policy.relyingParty?.behaviors.onError == .displayInService, !isSilent, !error.isAnswer {
            return try await pages.error(error, run).setting(cookies)
        }
        return responder.refuse(error.protocolError, request: run.request, issuer: run.issuer, http: run.http)
            .setting(cookies)
    }
}
