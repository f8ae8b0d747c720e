import Base
import Directory
import Federation
import HTTP
import JOSE
import Journey
import OpenID
import Policy
import Trace

/// Technical profiles that sign a person in at another provider (b2c-reference §11.6–§11.8): out by a redirect, back
/// by the callback.
struct FederationProfiles: Sendable {
    let services: ProfileServices
    let client: ProviderClient
    let now: Now
    let random: Random
    private let oauth1: OAuth1Client

    init(fetch: any Fetch, services: ProfileServices, now: @escaping Now, random: Random) {
        self.services = services
        self.now = now
        self.random = random
        client = ProviderClient(fetch: fetch, documents: services.partners.documents, now: now, random: random)
        oauth1 = OAuth1Client(fetch: fetch, now: now, random: random)
    }

    /// The redirect to the provider of `profile`.
    func start(_ profile: TechnicalProfile, _ run: inout Run, _ runner: ProfileRunner) async throws
        -> JourneyRunner.Stop
    {
        let claims = try runner.transform(
            profile.inputClaimsTransformations, of: profile, run.transaction.journey.claims, run.environment)
        var parameters = Parameters()
        for input in try runner.inputs(of: profile, claims: claims, run.environment) {
            parameters.add(input.partnerName, input.value.text)
        }
        let request = SignInRequest(
            redirectURI: redirectURI(profile, run), state: FederationState.make(run.transaction.id, random: random),
            parameters: parameters)
        let trace = run.environment.trace
        let number = await begin(profile, run)
        do {
            let location: String
            let pending: JSON
            if profile.protocolName == .oauth1 {
                let start = try await oauth1Sender(trace).begin(try await oauth1Provider(profile, claims, run), request)
                (location, pending) = (start.redirectURL, start.pending.json)
            } else {
                let start = try await sender(trace).begin(try await provider(profile, claims, run), request)
                (location, pending) = (start.redirectURL, start.pending.json)
            }
            trace?.note(.redirect(.init(.out, profile: profile.id.text, url: trace?.url(location) ?? "")))
            trace?.end(number)
            run.transaction.journey.claims = claims
            run.transaction.federation = pending
            return .redirect(location)
        } catch let error as FederationError {
            return .failed(JourneyError(error, at: profile))
        } catch let error as ResolverError {
            return .failed(JourneyError(UserMessage(ClaimError.resolver(error)), by: profile, run.environment))
        }
    }

    /// What the callback says, as claims of the profile that had sent the person there.
    func finish(
        _ callback: Parameters, _ run: inout Run, _ runner: ProfileRunner
    ) async throws -> Result<(TechnicalProfile, Claims), JourneyError> {
        guard let pending = run.transaction.federation, let name = pending["provider"]?.string,
            let profile = run.policy.technicalProfiles[Name(name)]
        else { throw JourneyHost.Lost(code: "AADB2C90046", text: .stateLost) }
        // Whatever comes of it, this redirect is used up.
        run.transaction.forgetProvider()
        let trace = run.environment.trace
        trace?.note(
            .redirect(
                .init(
                    .back, profile: profile.id.text, url: trace?.url(run.http.path) ?? "",
                    parameters: trace?.parameters(callback) ?? [])))
        let number = await begin(profile, run)
        do {
            let answer = try await answer(callback, pending, profile, run)
            // Nobody is called by an empty text: as an id it would make one account of all who have none.
            let claims = try runner.finish(
                profile, partner: { name in answer.value(at: name).flatMap { $0 == "" ? nil : $0 } },
                claims: run.transaction.journey.claims, run.environment)
            trace?.end(number, from: run.transaction.journey.claims, to: claims)
            return .success((profile, claims))
        } catch let error as FederationError {
            return .failure(JourneyError(error, at: profile))
        } catch let message as UserMessage {
            return .failure(JourneyError(message, by: profile, run.environment))
        }
    }

    private func begin(_ profile: TechnicalProfile, _ run: Run) async -> Int? {
        guard let trace = run.environment.trace else { return nil }
        await services.conceal(keysOf: profile, run.tenant, from: trace)
        return trace.begin(.profile(.init(profile, role: .exchange)))
    }

    private func sender(_ trace: TraceRecorder?) -> ProviderClient {
        guard trace != nil else { return client }
        return client.sending(through: services.fetch.recorded(by: trace))
    }

    private func oauth1Sender(_ trace: TraceRecorder?) -> OAuth1Client {
        guard trace != nil else { return oauth1 }
        return OAuth1Client(fetch: services.fetch.recorded(by: trace), now: now, random: random)
    }

    private func answer(
        _ callback: Parameters, _ pending: JSON, _ profile: TechnicalProfile, _ run: Run
    ) async throws -> ProviderClaims {
        let claims = run.transaction.journey.claims
        let trace = run.environment.trace
        if profile.protocolName == .oauth1 {
            guard let pending = PendingOAuth1SignIn(pending) else { throw lost }
            return try await oauth1Sender(trace).complete(
                try await oauth1Provider(profile, claims, run), pending, callback)
        }
        guard let pending = PendingSignIn(pending) else { throw lost }
        return try await sender(trace).complete(try await provider(profile, claims, run), pending, callback)
    }

    private var lost: JourneyHost.Lost { JourneyHost.Lost(code: "AADB2C90046", text: .stateLost) }

    private func redirectURI(_ profile: TechnicalProfile, _ run: Run) -> String {
        let isOAuth1 = profile.protocolName == .oauth1
        let isPerPolicy = isOAuth1 || profile.metadata.bool("UsePolicyInRedirectUri", default: false)
        let policy = isPerPolicy ? "/\(run.policy.id.folded)" : ""
        return "\(run.http.origin)/\(run.tenant.name)\(policy)/\(isOAuth1 ? "oauth1" : "oauth2")/authresp"
    }

    private func provider(_ profile: TechnicalProfile, _ claims: Claims, _ run: Run) async throws -> Provider {
        try await ProviderSettings(profile: profile, services: services, tenant: run.tenant.id)
            .provider(claims, run.environment)
    }

    private func oauth1Provider(
        _ profile: TechnicalProfile, _ claims: Claims, _ run: Run
    ) async throws -> OAuth1Provider {
        try await ProviderSettings(profile: profile, services: services, tenant: run.tenant.id)
            .oauth1Provider(claims, run.environment)
    }
}

extension JourneyError {
    init(_ error: FederationError, at profile: TechnicalProfile) {
        let place = "\(profile.id) at \(profile.location)"
        switch error {
        case .cancelled: self = .cancelled
        case .providerRefused(let code, let detail) where code == "invalid_client":
            self.init(
                code: "AADB2C90243", error: .serverError, text: "The identity provider does not accept our key.",
                detail: "\(place): \(detail)")
        case .providerRefused(let code, let detail):
            self.init(
                code: "AADB2C90273", error: .accessDenied, text: "The identity provider refused the sign-in.",
                detail: "\(place): \(code): \(detail)")
        case .providerUnreachable(let detail):
            self.init(
                code: "AADB2C90289", error: .serverError, text: "The identity provider cannot be reached.",
                detail: "\(place): \(detail)")
        case .invalidResponse(let detail):
            self.init(
                code: "AADB2C90273", error: .serverError, text: "The identity provider's answer cannot be accepted.",
                detail: "\(place): \(detail)")
        case .configuration(let detail):
            self.init(
                code: "AADB2C90023", error: .serverError, text: "A technical profile of the policy cannot run.",
                detail: "\(place): \(detail)")
        }
    }
}
