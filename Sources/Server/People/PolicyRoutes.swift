import Base
import Directory
import HTTP
import Pages
import Policy

/// The policies of a watched folder as pages: what is served, what is wrong with what is on disk, each journey's map,
/// and everything that a policy is made of.
struct PolicyRoutes: Sendable {
    let folder: WatchedPolicies
    /// Empty: realms are all that is served.
    let tenantName: String
    let realms: any Realms
    let access: LocalAccess
    let version: String
    let random: Random

    var routes: [Route] {
        [
            Route(.get, "/") { http, _ in try await welcome(http) },
            access.route("/policies/events") { _, _ in events() },
            access.route(MapStyle.path) { _, _ in
                Response(
                    status: 200, headers: ["Content-Type": "text/css; charset=utf-8", "Cache-Control": "no-cache"],
                    body: .bytes(Bytes(utf8: JourneyMap.style)))
            },
            access.route("/policies/{id}") { http, path in try page(path, http).response(nonce: nonce) },
            access.route("/policies/{id}/map.svg") { http, path in
                guard let map = try page(path, http).map else { throw HTTPError.notFound }
                return PolicyRoutes.file(map.svg(), "image/svg+xml", style: true)
            },
            access.route("/policies/{id}/policy.xml") { _, path in
                guard let tree = folder.set.element(Name(path["id"])) else { throw HTTPError.notFound }
                return PolicyRoutes.file(XMLWriter.write(tree, origins: true), "text/xml; charset=utf-8")
            },
            access.route("/problems") { _, _ in .json(folder.diagnostics.json) },
            access.route("/problems/{code}") { _, path in
                guard let code = DiagnosticCode.named(path["code"]) else { throw HTTPError.notFound }
                return DiagnosticPage(code: code, found: folder.diagnostics.sorted.filter { $0.code == code })
                    .response(nonce: nonce)
            },
        ]
    }

    /// What each page of a journey says while the policies on disk have errors.
    var notice: PageNotice? { PolicyRoutes.problems(of: folder.standing).notice }

    private func welcome(_ http: Request) async throws -> Response {
        let standing = folder.standing
        let problems = PolicyRoutes.problems(of: standing)
        let isAuthor = access.admits(http)
        let policies = PolicyRoutes.runnable(standing.set).map { policy in
            let id = policy.id
            let files = Set(standing.set.chain(id).map(\.file))
            return WelcomePage.Policy(
                id: id.text, summary: PolicyRoutes.summary(of: policy), run: run(id, http), metadata: metadata(id),
                page: isAuthor ? "/policies/\(id)" : nil,
                problems: problems.diagnostics.count { $0.severity == .error && files.contains($0.location.file) })
        }
        return WelcomePage(
            tenant: tenantName, policies: policies, problems: problems, showsDetails: isAuthor,
            realms: try await realms.all().map(PolicyRoutes.welcome), version: version
        ).response(nonce: nonce)
    }

    /// Where people sign in without a password (docs/realms.md).
    private static func welcome(_ realm: Realm) -> WelcomePage.Realm {
        let issuer = realm.issuerPath ?? "/\(realm.id)/oidc"
        return WelcomePage.Realm(
            name: realm.displayName, account: "/\(realm.id)/account",
            metadata: "\(issuer)/.well-known/openid-configuration")
    }

    /// Those where people sign in or up come first: that is where one begins.
    static func runnable(_ set: PolicySet) -> [ResolvedPolicy] {
        let policies = set.relyingParties.compactMap { set.policy($0) }
        return policies.filter(\.beginsWithSignIn) + policies.filter { !$0.beginsWithSignIn }
    }

    static func summary(of policy: ResolvedPolicy) -> String? {
        policy.relyingParty?.description ?? policy.relyingParty.map { "Journey \($0.defaultUserJourney)" }
    }

    private static func problems(of standing: WatchedPolicies.Standing) -> PolicyProblems {
        PolicyProblems(
            standing.diagnostics.sorted,
            servedSince: standing.isHeldBack ? SystemClock.timeOfDay(standing.servedSince) : nil)
    }

    private func page(_ path: PathParameters, _ http: Request) throws -> PolicyPage {
        let standing = folder.standing
        let id = Name(path["id"])
        guard let tree = standing.set.element(id), let policy = standing.set.policy(id) else {
            throw HTTPError.notFound
        }
        let chain = standing.set.chain(id)
        let files = Set(chain.map(\.file))
        var problems = PolicyRoutes.problems(of: standing)
        problems.diagnostics.removeAll { !files.contains($0.location.file) }
        let isRunnable = policy.relyingParty != nil
        let journey = http.query["journey"].map { Name($0) }
        return PolicyPage(
            id: policy.id.text, run: isRunnable ? run(policy.id, http) : nil,
            metadata: isRunnable ? metadata(policy.id) : nil,
            chain: chain.map { ($0.policy.text, $0.file) }, journeys: policy.userJourneys.keys.map(\.text).sorted(),
            map: JourneyMap(policy, journey: journey) ?? JourneyMap(policy), outline: PolicyOutline(tree),
            problems: problems)
    }

    /// *Run now*: an authorization request as an application would send it, answered to the token page.
    private func run(_ id: Name, _ http: Request) -> String {
        let parameters: Parameters = [
            "client_id": DemoApplication.id.text, "response_type": "id_token", "response_mode": "form_post",
            "scope": "openid", "redirect_uri": "\(http.origin)/token", "nonce": random.token(16), "state": "run-now",
            "prompt": "login",
        ]
        return "\(base(id))/oauth2/v2.0/authorize?\(parameters.urlEncoded)"
    }

    private func metadata(_ id: Name) -> String { "\(base(id))/v2.0/.well-known/openid-configuration" }
    private func base(_ id: Name) -> String { "/\(tenantName)/\(id.folded)" }

    private func events() -> Response {
        let (events, continuation) = AsyncStream.makeStream(of: Bytes.self, bufferingPolicy: .bufferingNewest(4))
        let changes = folder.changes.listen()
        let reading = Task {
            for await _ in changes { continuation.yield(ServerSentEvent(name: "change", data: "policies").framed) }
            continuation.finish()
        }
        continuation.onTermination = { _ in reading.cancel() }
        return .events(events)
    }

    private static func file(_ text: String, _ type: String, style: Bool = false) -> Response {
        let policy = "default-src 'none'; frame-ancestors 'none'" + (style ? "; style-src 'unsafe-inline'" : "")
        return Response(
            status: 200,
            headers: ["Content-Type": type, "Cache-Control": "no-store", "Content-Security-Policy": policy],
            body: .bytes(Bytes(utf8: text)))
    }

    private var nonce: String { Base64.encode(random.bytes(16)) }
}

extension ResolvedPolicy {
    fileprivate var beginsWithSignIn: Bool {
        guard let journey = relyingParty.flatMap({ userJourneys[$0.defaultUserJourney] }) else { return false }
        return journey.steps.first?.kind == .combinedSignInAndSignUp
    }
}
