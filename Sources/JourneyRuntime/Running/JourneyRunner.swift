import Base
import Directory
import HTTP
import Journey
import OpenIDProvider
import Policy
import Trace

/// Takes a journey from one page to the next: runs what needs nobody, and stops where a person, another provider or
/// the relying party comes in.
struct JourneyRunner: Sendable {
    let profiles: ProfileRunner
    let providers: FederationProfiles

    /// Where a run has stopped.
    enum Stop: Sendable {
        case selection(Selection)
        case selfAsserted(TechnicalProfile)
        case phoneFactor(TechnicalProfile)
        case passkey(TechnicalProfile)
        case oneTimeCode(TechnicalProfile)
        case redirect(String)
        /// The claims go to the relying party with this issuer's profile.
        case send(TechnicalProfile)
        case failed(JourneyError)
    }

    /// Goes on from where the transaction's journey stands.
    func advance(_ run: inout Run) async throws -> Stop {
        var journey = run.journey()
        return try await follow(journey.advance(), journey, &run)
    }

    /// Goes on with the outcome of the current step.
    func resume(_ outcome: Outcome, _ run: inout Run) async throws -> Stop {
        var journey = run.journey()
        if let trace = run.environment.trace {
            switch outcome {
            case .claims(let claims): trace.leave(from: journey.state.claims, to: claims)
            case .chose(let exchange):
                trace.note(.choice(.init(exchange.text, by: .person)))
                trace.leave()
            }
        }
        // Deciding again where the journey stands costs nothing and is the same as before.
        return try await follow(journey.resume(outcome), journey, &run)
    }

    private func follow(_ first: Action, _ journey: Journey, _ run: inout Run) async throws -> Stop {
        var (action, journey) = (first, journey)
        while true {
            run.transaction.journey = journey.state
            let trace = run.environment.trace
            trace?.take(journey.takeNotes(), of: journey.state.journey)
            switch action {
            case .select(let selection):
                run.transaction.page.enter(SelectionPageName.name(of: journey.state))
                return .selection(selection)
            case .fail(let failure): return .failed(JourneyError(failure))
            case .send(let name): return try send(name, journey.state.claims, run)
            case .readInbound(let name):
                switch try await readHint(name, run) {
                case .success(let claims):
                    trace?.leave(from: journey.state.claims, to: claims)
                    action = journey.resume(.claims(claims))
                case .failure(let error): return .failed(error)
                }
            case .run(let exchange):
                switch try await self.run(exchange.profile, &run) {
                case .stop(let stop): return stop
                case .claims(let claims):
                    trace?.leave(from: journey.state.claims, to: claims)
                    action = journey.resume(.claims(claims))
                }
            }
        }
    }

    private func send(_ name: Name, _ claims: Claims, _ run: Run) throws -> Stop {
        guard let issuer = run.policy.technicalProfiles[name] else {
            return .failed(JourneyError(.noTechnicalProfile(name)))
        }
        if OAuth2ErrorIssuer.matches(issuer) {
            return .failed(try OAuth2ErrorIssuer(profile: issuer).error(claims, profiles, run.environment))
        }
        // CAR0901 has told the author.
        guard issuer.protocolName != .saml2 else {
            return .failed(JourneyError(issuer.misconfigured("it issues SAML, and OpenID Connect was asked for")))
        }
        return .send(issuer)
    }

    private enum Step {
        case stop(Stop)
        case claims(Claims)
    }

    private func run(_ name: Name, _ run: inout Run) async throws -> Step {
        guard let profile = run.policy.technicalProfiles[name] else {
            return .stop(.failed(JourneyError(.noTechnicalProfile(name))))
        }
        do {
            switch try ProfileKind(profile) {
            case .selfAsserted:
                run.transaction.page.enter(profile.id)
                return .stop(.selfAsserted(profile))
            case .phoneFactor:
                run.transaction.page.enter(profile.id)
                return .stop(.phoneFactor(profile))
            case .passkey: return try await self.passkey(profile, &run)
            case .oneTimeCode:
                run.transaction.page.enter(profile.id)
                return .stop(.oneTimeCode(profile))
            case .inboundHint:
                switch try await readHint(name, run) {
                case .success(let claims): return .claims(claims)
                case .failure(let error): return .stop(.failed(error))
                }
            case .federation: return .stop(try await providers.start(profile, &run, profiles))
            case .refreshTokenSetup: return .claims(run.transaction.journey.claims)
            case .silent: return try await runSilently(profile, &run)
            }
        } catch let error as ProfileConfigurationError {
            return .stop(.failed(JourneyError(error)))
        } catch let message as UserMessage {
            return .stop(.failed(JourneyError(message, by: profile, run.environment)))
        }
    }

    /// An offer is a page only for whom it is meant.
    private func passkey(_ profile: TechnicalProfile, _ run: inout Run) async throws -> Step {
        let work = try PasskeyWork(profile: profile, run: run, runner: profiles)
        // Who is on the page already has been asked, whatever has become of it since.
        if run.transaction.page.owner != profile.id {
            guard try await work.isDue() else { return .claims(try work.passedOver()) }
            run.transaction.page.enter(profile.id)
        }
        return .stop(.passkey(profile))
    }

    private func runSilently(_ profile: TechnicalProfile, _ run: inout Run) async throws -> Step {
        let result = try await profiles.run(
            profile, claims: run.transaction.journey.claims, tenant: run.tenant, environment: run.environment,
            codes: run.codes, device: run.device)
        switch result {
        case .claims(let claims):
            run.transaction.remembered.remember(profile, claims: claims, in: run.policy)
            return .claims(claims)
        case .refused(let message, let profile):
            return .stop(.failed(JourneyError(message, by: profile, run.environment)))
        }
    }

    private func readHint(_ name: Name, _ run: Run) async throws -> Result<Claims, JourneyError> {
        guard let profile = run.policy.technicalProfiles[name] else {
            return .failure(JourneyError(.noTechnicalProfile(name)))
        }
        let hint = InboundHint(services: profiles.services)
        return try await hint.read(run.request.idTokenHint, with: profile, run, profiles)
    }
}

extension JourneyRunner {
    /// Takes the claims of a page or of another provider: notes who has signed in, and goes on.
    func complete(_ profile: TechnicalProfile, claims: Claims, _ run: inout Run) async throws -> Stop {
        // A page in a journey that the session has opened proves nothing anew: `auth_time` stays (§7).
        if !run.transaction.journey.signedOn { run.transaction.authenticatedAt = run.now }
        judgeSession(profile, claims: claims, &run)
        run.transaction.remembered.remember(profile, claims: claims, in: run.policy)
        run.transaction.page = PageState()
        run.transaction.selection = nil
        return try await resume(.claims(claims), &run)
    }

    /// Somebody has signed in on a page or elsewhere. If the session is of somebody else, nothing of it may count any
    /// more: not a second factor that another person proved.
    private func judgeSession(_ profile: TechnicalProfile, claims: Claims, _ run: inout Run) {
        guard run.transaction.usesSession, !run.transaction.journey.signedOn, let known = run.part?.session else {
            return
        }
        var fresh = SSOSession()
        fresh.remember(profile, claims: claims, in: run.policy)
        guard let provider = fresh.entries.first else { return }
        let isTheirs = known.entries[provider.key] == provider.value
        run.environment.trace?.note(
            .session(
                .init(
                    isTheirs ? .samePerson : .somebodyElse, profile: profile.id.text,
                    detail: isTheirs
                        ? "who signed in is the session's person; what it holds goes on counting"
                        : "who signed in is not the session's person; nothing of it counts any more")))
        run.transaction.journey.signedOn = isTheirs
        run.transaction.usesSession = isTheirs
    }
}

/// The name under which a selection step's page keeps its state: not that of any profile.
enum SelectionPageName {
    static func name(of state: JourneyState) -> Name {
        Name("selection:" + state.frames.map { "\($0.subJourney?.text ?? ""):\($0.index)" }.joined(separator: "/"))
    }
}
