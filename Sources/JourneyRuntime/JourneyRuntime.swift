import Base
import Cryptography
import Directory
import HTTP
import Journey
import OpenIDProvider
import Pages
import Passwordless
import Policy
import Trace

/// Runs the journeys of tenants: what `Server` gives to the OpenID provider as its `Interaction`, and the addresses
/// that the pages of journeys call.
package struct JourneyRuntime: Sendable {
    package let interaction: any Interaction
    package let issuers: TenantIssuers
    package let pages: ProviderPages
    let host: JourneyHost
    private let failures: UnknownFailures

    /// From the address that a technical profile of a policy sends the browser to, to the one that it goes to.
    package typealias Detour = @Sendable (_ location: String, _ profile: TechnicalProfile, _ policy: Name) -> String

    /// What the runtime uses.
    package struct Parts: Sendable {
        package var tenants: any Tenants
        package var users: any Users
        package var passwords: any Passwords
        package var sessions: any Sessions
        package var grants: any Grants
        package var attempts: any Attempts
        package var journeys: any StoredJourneys
        package var clients: any Clients
        package var policies: any Policies
        package var keys: PolicyKeys
        package var courier: any VerificationCourier
        package var conditionalAccess: any ConditionalAccess
        /// Of factors and rules; nil: policies can use none of ours.
        package var desks: RealmDesks?
        package var fetch: any Fetch
        package var phoneNumbers: any PhoneNumbers
        package var sealer: Sealer
        /// Signs the pages' CSRF tokens.
        package var pageKey: Secret<Bytes>
        package var mayReachPrivateAddresses: Bool
        package var templates = TemplateLoader.Freshness.production
        package var trace: @Sendable (String) -> String?
        /// What pages say to the policies' author, in development.
        package var notice: @Sendable () -> PageNotice?
        /// Keeps what journeys do; nil: nothing is recorded.
        package var traces: TraceStore?
        /// Where the browser goes in place of an identity provider that is not there, in development; else there.
        package var detour: Detour
        package var now: Now
        package var random: Random
        package var emit: Emit

        package init(
            tenants: any Tenants, users: any Users, passwords: any Passwords, sessions: any Sessions,
            grants: any Grants, attempts: any Attempts, journeys: any StoredJourneys, clients: any Clients,
            policies: any Policies, keys: PolicyKeys, courier: any VerificationCourier, fetch: any Fetch,
            phoneNumbers: any PhoneNumbers, sealer: Sealer, pageKey: Secret<Bytes>, mayReachPrivateAddresses: Bool,
            conditionalAccess: any ConditionalAccess = NoConditionalAccess(), desks: RealmDesks? = nil,
            templates: TemplateLoader.Freshness = .production,
            trace: @escaping @Sendable (String) -> String? = { _ in nil },
            notice: @escaping @Sendable () -> PageNotice? = { nil }, traces: TraceStore? = nil,
            detour: @escaping Detour = { location, _, _ in location }, now: @escaping Now, random: Random,
            emit: @escaping Emit
        ) {
            self.tenants = tenants
            self.users = users
            self.passwords = passwords
            self.sessions = sessions
            self.grants = grants
            self.attempts = attempts
            self.journeys = journeys
            self.clients = clients
            self.policies = policies
            self.keys = keys
            self.courier = courier
            self.conditionalAccess = conditionalAccess
            self.desks = desks
            self.fetch = fetch
            self.phoneNumbers = phoneNumbers
            self.sealer = sealer
            self.pageKey = pageKey
            self.mayReachPrivateAddresses = mayReachPrivateAddresses
            self.templates = templates
            self.trace = trace
            self.notice = notice
            self.traces = traces
            self.detour = detour
            self.now = now
            self.random = random
            self.emit = emit
        }
    }

    package init(_ parts: Parts) {
        let services = ProfileServices(parts)
        let profiles = ProfileRunner(services: services)
        let csrf = CSRFTokens(key: parts.pageKey, random: parts.random)
        let maker = PageMaker(
            csrf: csrf,
            templates: TemplateLoader(
                fetch: parts.fetch, mayReachPrivateAddresses: parts.mayReachPrivateAddresses,
                freshness: parts.templates, now: parts.now, emit: parts.emit),
            runner: profiles, random: parts.random, trace: parts.trace, notice: parts.notice)
        let pages = JourneyRuntime.pages(of: maker, random: parts.random)
        issuers = TenantIssuers(tenants: parts.tenants, policies: parts.policies, keys: parts.keys, now: parts.now)
        host = JourneyHost(
            issuers: issuers, clients: parts.clients, policies: parts.policies,
            transactions: TransactionStore(journeys: parts.journeys, sealer: parts.sealer, random: parts.random),
            sessions: BrowserSessions(sessions: parts.sessions, users: parts.users, random: parts.random), csrf: csrf,
            runner: JourneyRunner(
                profiles: profiles,
                providers: FederationProfiles(
                    fetch: parts.fetch, services: services, now: parts.now, random: parts.random)),
            pages: maker,
            responder: AuthorizeResponder(
                clients: parts.clients, grants: parts.grants, pages: pages, now: parts.now, random: parts.random,
                emit: parts.emit),
            phoneNumbers: parts.phoneNumbers, traces: parts.traces, detour: parts.detour, now: parts.now,
            random: parts.random, emit: parts.emit)
        failures = UnknownFailures(
            boundary: ErrorBoundary(pages: pages, now: parts.now, emit: parts.emit), texts: { maker.plainTexts($0) })
        interaction = JourneyInteraction(host: host)
        self.pages = pages
    }

    private static func pages(of maker: PageMaker, random: Random) -> ProviderPages {
        ProviderPages(
            error: { maker.refusal($0, $1) },
            formPost: { target, parameters, http in
                FormPostPage(target: target, parameters: parameters.map { ($0.name, $0.value) })
                    .response(texts: maker.plainTexts(http), nonce: Base64.encode(random.bytes(16)))
            })
    }

    /// Answers for an error of any route that nobody knew.
    package func recover(_ error: any Error, _ http: Request) -> Response {
        failures.answer(error, http, isPage: http.asksForPage)
    }

    /// What is refused before any route has a say, for somebody at a browser; nil: a program has asked.
    package func page(_ error: HTTPError, _ http: Request) -> Response? {
        guard http.asksForPage, !PageReply(http).isScripted else { return nil }
        return failures.answer(error, http, isPage: true)
    }

    /// The addresses of b2c-reference §15.4.
    package var routes: [Route] {
        let form = SelfAssertedEndpoint(host: host)
        let control = DisplayControlEndpoint(host: host)
        let page = PageEndpoint(host: host)
        let phone = PhoneFactorEndpoint(host: host)
        let callback = CallbackEndpoint(host: host)
        let passkey = PasskeyEndpoint(host: host)
        let control0 = "/{tenant}/{policy}/SelfAsserted/DisplayControlAction/{version}/{control}/{action}"
        return [
            route(.post, "/{tenant}/{policy}/SelfAsserted") { try await form.respond(to: $0, $1) },
            route(.post, control0) { try await control.respond(to: $0, $1) },
            route(.get, "/{tenant}/{policy}/api/{page}/{action}") { try await page.respond(to: $0, $1) },
            route(.post, "/{tenant}/{policy}/Phonefactor/verify") { try await phone.respond(to: $0, $1) },
            route(.post, "/{tenant}/{policy}/Passkey/{action}") { try await passkey.respond(to: $0, $1) },
            route(.get, "/{tenant}/oauth2/authresp") { try await callback.respond(to: $0, $1["tenant"], policy: nil) },
            route(.post, "/{tenant}/oauth2/authresp") { try await callback.respond(to: $0, $1["tenant"], policy: nil) },
            route(.get, "/{tenant}/{policy}/oauth2/authresp") {
                try await callback.respond(to: $0, $1["tenant"], policy: $1["policy"])
            },
            // Where B2C has OAuth 1.0 providers send people (b2c-reference §11.8).
            route(.get, "/{tenant}/{policy}/oauth1/authresp") {
                try await callback.respond(to: $0, $1["tenant"], policy: $1["policy"])
            },
            route(.post, "/{tenant}/{policy}/oauth2/authresp") {
                try await callback.respond(to: $0, $1["tenant"], policy: $1["policy"])
            },
            // B2C's page scripts report how fast they were; nobody listens, but they wait for an answer.
            route(.post, "/{tenant}/{policy}/client/perftrace") { _, _ in Response(status: 204) },
        ]
    }

    private func route(
        _ method: Method, _ pattern: String,
        _ handler: @escaping @Sendable (Request, PathParameters) async throws -> Response
    ) -> Route {
        let (host, failures) = (host, failures)
        return Route(method, pattern, maximumBodySize: 256 << 10) { http, path in
            do {
                return try await handler(http, path)
            } catch let lost as JourneyHost.Lost {
                host.emit(JourneyEvent.lost(http.correlationID, code: lost.code))
                return host.pages.lost(lost, http, at: host.now())
            } catch {
                return failures.answer(error, http, isPage: true)
            }
        }
    }
}

extension ProfileServices {
    fileprivate init(_ parts: JourneyRuntime.Parts) {
        self.init(
            users: parts.users, passwords: parts.passwords, attempts: parts.attempts, fetch: parts.fetch,
            partners: Partners(fetch: parts.fetch, now: parts.now), keys: parts.keys, courier: parts.courier,
            sealer: parts.sealer, conditionalAccess: parts.conditionalAccess, desks: parts.desks, emit: parts.emit,
            mayReachPrivateAddresses: parts.mayReachPrivateAddresses)
    }
}
