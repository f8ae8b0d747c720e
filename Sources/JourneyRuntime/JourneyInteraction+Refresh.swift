import Base
import Directory
import HTTP
import Journey
import OpenID
import OpenIDProvider
import Pages
import Policy
import Trace

extension JourneyInteraction {
    /// The journey that the policy gives for refresh tokens, or else the claims of the sign-in, if the account is still
    /// there and its tokens were not revoked since (b2c-reference §6.5).
    func refresh(
        _ previous: Authentication, grant: Grant, token: RefreshToken, client: Client, issuer: Issuer, http: Request
    ) async throws -> Authentication {
        guard let tenant = try await host.issuers.tenant(issuer.directory),
            let policy = host.policies.policy(Name(issuer.policy), of: tenant.id), let party = policy.relyingParty,
            let kept = Claims(stored: previous.stored)
        else { throw ProtocolError(.invalidGrant, "AADB2C90129: The grant was revoked.") }
        try await requireAccount(previous, token, tenant)
        let name = policy.tokenIssuer?.journey("RefreshTokenUserJourneyId")
        guard let journey = party.endpoints["Token"] ?? name else { return previous }
        guard policy.userJourneys[journey] != nil else {
            throw ProtocolError(.serverError, "AADB2C90288: The refresh-token journey is not in the policy.")
        }
        var silent = try await silentJourney(journey, policy, tenant, http)
        silent.given = kept
        silent.given["refreshTokenIssuedOnDateTime"] = ClaimValue(
            token.issuedAt.iso8601, as: policy.claimTypes["refreshTokenIssuedOnDateTime"]?.dataType ?? .string)
        do {
            let end = try await silent.run(journey)
            return try Issuance(policy, party: party, environment: silent.environment)
                .authentication(end.claims, at: previous.authenticatedAt)
        } catch let refusal as SilentJourney.Refusal {
            let error = refusal.journeyError
            host.emit(JourneyEvent.failed(http.correlationID, policy: policy.id.text, error: error))
            throw ProtocolError(.invalidGrant, "AADB2C90129: The grant was revoked.", detail: error.detail)
        } catch let error as JourneyError {
            throw error.protocolError
        }
    }

    private func requireAccount(_ previous: Authentication, _ token: RefreshToken, _ tenant: Tenant) async throws {
        guard let id = previous.user else { return }
        guard let user = try await host.runner.profiles.services.users.user(User.ID(id), of: tenant.id), user.isEnabled
        else {
            throw ProtocolError(.invalidGrant, "AADB2C90128: The account of this grant is gone.")
        }
        guard user.tokensValidFrom <= token.issuedAt else {
            throw ProtocolError(.invalidGrant, "AADB2C90129: The grant was revoked.")
        }
    }

    /// A journey for a request of the token endpoint or of userinfo.
    func silentJourney(
        _ journey: Name, _ policy: ResolvedPolicy, _ tenant: Tenant, _ http: Request,
        credentials: PasswordCredentials? = nil
    ) async throws -> SilentJourney {
        let parameters = JourneyInteraction.readable(http)
        let language = Language.choose(
            uiLocales: parameters["ui_locales"] ?? "", acceptLanguage: nil,
            supported: policy.localization.supportedLanguages, fallback: policy.localization.defaultLanguage ?? "en")
        var transaction = Transaction(
            id: host.random.uuid(), tenant: tenant.id, policy: policy.id, journey: journey, parameters: parameters,
            correlationID: http.correlationID, startedAt: host.now(), language: language, usesSession: false)
        transaction.isTraced =
            host.traces?.selection.takes(
                debug: nil, tenant: tenant.name, policy: policy.id, at: host.now(), random: host.random) ?? false
        var environment = try await host.environment(transaction, policy, tenant, http)
        environment.request.username = credentials?.username
        environment.request.password = credentials?.password
        return SilentJourney(
            runner: host.runner, policy: policy, tenant: tenant, environment: environment,
            codes: CodeBook(random: host.random, keys: host.runner.profiles.services.keys))
    }

    /// The parameters of a token request that a policy may read (`{OAUTH-KV:…}`): nothing that proves anything.
    private static func readable(_ http: Request) -> Parameters {
        let secrets: Set<String> = [
            "password", "client_secret", "client_assertion", "code", "code_verifier", "refresh_token", "access_token",
        ]
        var readable = Parameters()
        for item in (try? http.form())?.items ?? [] where !secrets.contains(item.name.lowercased()) {
            readable.add(item.name, item.value)
        }
        return readable
    }
}

extension TechnicalProfile {
    /// The journey that an issuer's metadata names.
    func journey(_ key: Name) -> Name? {
        metadata[key].flatMap { $0.trimmingBlanks().nonEmpty }.map { Name($0) }
    }
}
