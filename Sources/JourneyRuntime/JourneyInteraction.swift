import Base
import Directory
import HTTP
import Journey
import OpenID
import OpenIDProvider
import Pages
import Policy
import Trace

/// How people sign in to a tenant: by the journeys of its policies.
struct JourneyInteraction: Interaction {
    let host: JourneyHost

    func begin(
        _ request: AuthorizationRequest, client: Client, issuer: Issuer, http: Request
    ) async throws -> Response {
        guard let tenant = try await host.issuers.tenant(issuer.directory),
            let policy = host.policies.policy(Name(issuer.policy), of: tenant.id), let party = policy.relyingParty
        else { throw JourneyHost.Lost(code: "AADB2C90031", text: .policyGone, status: 404) }
        var parameters = request.parameters
        let debug = parameters.remove(DebugLink.parameter)
        var transaction = Transaction(
            id: host.random.uuid(), tenant: tenant.id, policy: policy.id, journey: party.defaultUserJourney,
            parameters: parameters, correlationID: http.correlationID, startedAt: host.now(),
            language: JourneyInteraction.language(policy, request, http),
            usesSession: request.acceptsSession)
        transaction.isTraced =
            host.traces?.selection.takes(
                debug: debug, tenant: tenant.name, policy: policy.id, at: host.now(), random: host.random) ?? false
        var run = try await host.run(transaction, tenant: tenant, http: http)
        host.noteSession(run)
        let stop = try await host.runner.advance(&run)
        return try await host.answer(stop, run)
    }

    /// `ui_locales`, then the browser's, then the policy's default (b2c-reference §16).
    static func language(_ policy: ResolvedPolicy, _ request: AuthorizationRequest, _ http: Request) -> String {
        let localization = policy.localization
        let supported =
            localization.isEnabled && !localization.supportedLanguages.isEmpty
            ? localization.supportedLanguages : BuiltInTexts.languages
        return Language.choose(
            uiLocales: request.uiLocales.joined(separator: " "), acceptLanguage: http.headers["Accept-Language"],
            supported: supported,
            fallback: localization.isEnabled ? localization.defaultLanguage ?? "en" : "en")
    }

    func endSession(_ request: LogoutRequest, issuer: Issuer, http: Request) async throws -> Response {
        guard let tenant = try await host.issuers.tenant(issuer.directory) else {
            throw JourneyHost.Lost(code: "AADB2C90031", text: .policyGone, status: 404)
        }
        let (content, cookie) = try await host.sessions.end(tenant, http: http, at: host.now())
        var frames = try await frontChannel(content.applications, issuer, tenant, http)
        let policies = Set(content.applications.map(\.policy) + [issuer.policy]).sorted()
            .compactMap { host.policies.policy(Name($0), of: tenant.id) }
        frames += await host.runner.providers.logoutAddresses(of: content, in: policies, tenant: tenant, http: http)
        if frames.isEmpty, let destination = request.destination {
            return .redirect(to: destination).setting(cookie)
        }
        let page = SignedOutPage(frontChannel: frames, continueTo: request.destination)
        var frame = host.pages.plainFrame(http)
        frame.tenantName = tenant.displayName
        frame.look = host.pages.endLook(host.policies.policy(Name(issuer.policy), of: tenant.id))
        var response = page.response(in: frame).setting(cookie)
        // The page's script goes on when every application has answered; without scripts the browser goes by itself.
        if let destination = request.destination { response.headers["Refresh"] = "5; url=\(destination)" }
        return response
    }

    /// Where each application hears that the session has ended, and which one it was (OpenID Connect Front-Channel
    /// Logout 1.0 §2).
    private func frontChannel(
        _ applications: [SessionContent.Application], _ issuer: Issuer, _ tenant: Tenant, _ http: Request
    ) async throws -> [String] {
        var addresses: Set<String> = []
        for application in applications {
            guard let uri = try await host.clients.client(application.client, of: issuer)?.frontChannelLogoutURI else {
                continue
            }
            let name = IssuerName(directory: tenant.name, policy: application.policy, form: .path)
            // A policy that is gone since: who asks for this log-out is an issuer of the same tenant.
            let signedInBy = try await host.issuers.issuer(name, origin: http.origin) ?? issuer
            var parameters: Parameters = ["iss": signedInBy.identifier]
            if let id = application.sessionID { parameters.add("sid", id) }
            addresses.insert("\(uri)\(uri.contains("?") ? "&" : "?")\(parameters.urlEncoded)")
        }
        return addresses.sorted()
    }
}
