import Base
import Directory
import Federation
import HTTP
import JOSE
import Journey
import OpenID
import Policy
import Trace

/// Technical profiles that sign a person in at another provider (b2c-reference §11.6, §11.7): out by a redirect, back
/// by the callback.
struct FederationProfiles: Sendable {
    private let services: ProfileServices
    private let client: ProviderClient
    private let random: Random

    init(fetch: any Fetch, services: ProfileServices, now: @escaping Now, random: Random) {
        self.services = services
        self.random = random
        let documents = ProviderDocuments(fetch: fetch, now: now)
        client = ProviderClient(fetch: fetch, documents: documents, now: now, random: random)
    }

    /// The redirect to the provider of `profile`.
    func start(_ profile: TechnicalProfile, _ run: inout Run, _ runner: ProfileRunner) async throws
        -> JourneyRunner.Stop
    {
        let claims = try runner.transform(
            profile.inputClaimsTransformations, run.transaction.journey.claims, run.environment)
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
            let start = try await sender(trace).begin(try await provider(profile, run), request)
            trace?.note(.redirect(.init(.out, profile: profile.id.text, url: trace?.url(start.redirectURL) ?? "")))
            trace?.end(number)
            run.transaction.journey.claims = claims
            run.transaction.federation = start.pending.json
            return .redirect(start.redirectURL)
        } catch let error as FederationError {
            return .failed(JourneyError(error, at: profile))
        }
    }

    /// What the callback says, as claims of the profile that had sent the person there.
    func finish(
        _ callback: Parameters, _ run: inout Run, _ runner: ProfileRunner
    ) async throws -> Result<(TechnicalProfile, Claims), JourneyError> {
        guard let pending = run.transaction.federation.flatMap({ PendingSignIn($0) }),
            let profile = run.policy.technicalProfiles[Name(pending.provider.text)]
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
            let answer = try await sender(trace).complete(try await provider(profile, run), pending, callback)
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

    private func redirectURI(_ profile: TechnicalProfile, _ run: Run) -> String {
        let isPerPolicy = profile.metadata.bool("UsePolicyInRedirectUri", default: false)
        let policy = isPerPolicy ? "/\(run.policy.id.folded)" : ""
        return "\(run.http.origin)/\(run.tenant.name)\(policy)/oauth2/authresp"
    }

    private func provider(_ profile: TechnicalProfile, _ run: Run) async throws -> Provider {
        var settings: [String: String] = [:]
        for item in profile.metadata.items {
            settings[item.key.trimmingBlanks()] = ClaimResolver.expandMacros(
                in: item.value.trimmingBlanks(), run.environment)
        }
        var keys = Provider.Keys()
        if let name = profile.key("client_secret") {
            keys.clientSecret = try await services.keys.secret(name, of: run.tenant.id)
        }
        if let name = profile.key("assertion_signing_key") {
            keys.assertionKey = try await services.keys.container(name, of: run.tenant.id)?.signing.first
        }
        return try Provider(
            id: Provider.ID(profile.id.text), kind: profile.protocolName == .openIDConnect ? .openIDConnect : .oauth2,
            settings: settings, keys: keys, mayReachPrivateAddresses: services.mayReachPrivateAddresses)
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
