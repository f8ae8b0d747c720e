import Base
import Directory
import HTTP
import Journey
import OpenID
import OpenIDProvider
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
        let name = policy.tokenIssuer?.metadata["RefreshTokenUserJourneyId"].map { Name($0.trimmingBlanks()) }
        guard let journey = party.endpoints["Token"] ?? name else { return previous }
        guard policy.userJourneys[journey] != nil else {
            throw ProtocolError(.serverError, "AADB2C90288: The refresh-token journey is not in the policy.")
        }
        var transaction = Transaction(
            id: host.random.uuid(), tenant: tenant.id, policy: policy.id, journey: journey, parameters: Parameters(),
            correlationID: http.correlationID, startedAt: host.now(), language: "en", usesSession: false)
        transaction.isTraced =
            host.traces?.selection.takes(
                debug: nil, tenant: tenant.name, policy: policy.id, at: host.now(), random: host.random) ?? false
        let environment = host.environment(transaction, policy, tenant, http)
        let claims: Claims
        do {
            claims = try await run(journey, policy, tenant, environment, kept: kept, token: token)
        } catch let error as ProfileConfigurationError {
            throw JourneyError(error).protocolError
        }
        do {
            return try Issuance(policy, party: party, environment: environment)
                .authentication(claims, at: previous.authenticatedAt)
        } catch {
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

    /// Runs the journey without a browser: each step must be one that needs nobody.
    private func run(
        _ name: Name, _ policy: ResolvedPolicy, _ tenant: Tenant, _ environment: JourneyEnvironment, kept: Claims,
        token: RefreshToken
    ) async throws -> Claims {
        var journey = Journey(policy: policy, state: JourneyState(journey: name), session: SSOSession())
        let codes = CodeBook(random: host.random, keys: host.runner.profiles.services.keys)
        var action = journey.advance()
        while true {
            switch action {
            case .send: return journey.state.claims
            case .run(let exchange):
                guard let profile = policy.technicalProfiles[exchange.profile] else {
                    throw JourneyError(.noTechnicalProfile(exchange.profile)).protocolError
                }
                if case .refreshTokenSetup = try ProfileKind(profile) {
                    action = journey.resume(
                        .claims(journey.state.claims.merging(setup(profile, policy, kept, token))))
                    continue
                }
                switch try await host.runner.profiles.run(
                    profile, claims: journey.state.claims, tenant: tenant, environment: environment, codes: codes,
                    device: BrowserDevice.none)
                {
                case .claims(let claims): action = journey.resume(.claims(claims))
                case .refused(let message, let profile):
                    let error = JourneyError(message, by: profile, environment)
                    host.emit(
                        JourneyEvent.failed(environment.request.correlationID, policy: policy.id.text, error: error))
                    throw ProtocolError(.invalidGrant, "AADB2C90129: The grant was revoked.", detail: error.detail)
                }
            case .fail(let failure): throw JourneyError(failure).protocolError
            case .select, .readInbound:
                throw ProtocolError(.serverError, "AADB2C90289: The refresh-token journey asks for a page.")
            }
        }
    }

    /// `RefreshTokenReadAndSetup`: the output claims that it lists, from the refresh token's grant.
    private func setup(
        _ profile: TechnicalProfile, _ policy: ResolvedPolicy, _ kept: Claims, _ token: RefreshToken
    ) -> Claims {
        var claims: Claims = [:]
        for output in profile.outputClaims {
            let name = output.claimType
            let type = policy.claimTypes[name]?.dataType ?? .string
            claims[name] =
                name == "refreshTokenIssuedOnDateTime"
                ? ClaimValue(token.issuedAt.iso8601, as: type)
                : kept[name] ?? output.defaultValue.flatMap { ClaimValue($0, as: type) }
        }
        return claims
    }
}
