import Journey
import Policy

/// Policies written in a few words: steps by their kind, profiles by their name.
struct StepPolicy {
    var policy = ResolvedPolicy(id: "B2C_1A_susi", tenant: "contoso.onmicrosoft.com")

    init(_ steps: OrchestrationStep..., profiles: TechnicalProfile..., issuer: Name? = nil) {
        policy.userJourneys["J"] = UserJourney(
            id: "J", steps: numbered(steps), defaultIssuer: issuer, location: here)
        for profile in profiles { add(profile) }
        for step in steps {
            for exchange in step.exchanges where policy.technicalProfiles[exchange.profile] == nil {
                add(.profile(exchange.profile))
            }
        }
    }

    mutating func add(_ profile: TechnicalProfile) { policy.technicalProfiles[profile.id] = profile }

    mutating func add(_ name: Name, _ kind: SubJourney.Kind, _ steps: OrchestrationStep...) {
        policy.subJourneys[name] = SubJourney(id: name, kind: kind, steps: numbered(steps), location: here)
        for profile in steps.flatMap(\.exchanges).map(\.profile) where policy.technicalProfiles[profile] == nil {
            add(.profile(profile))
        }
    }

    func journey(
        _ claims: Claims = [:], session: SSOSession = SSOSession(), domainHint: String? = nil
    ) -> Journey {
        Journey(
            policy: policy, state: JourneyState(journey: "J", claims: claims), session: session,
            domainHint: domainHint)
    }

    private func numbered(_ steps: [OrchestrationStep]) -> [OrchestrationStep] {
        steps.enumerated().map { index, step in
            var step = step
            step.order = index + 1
            return step
        }
    }
}

extension OrchestrationStep {
    private static func step(_ kind: Kind, _ change: (inout OrchestrationStep) -> Void) -> OrchestrationStep {
        var step = OrchestrationStep(order: 0, kind: kind, location: here)
        change(&step)
        return step
    }

    /// A claims exchange with each of the profiles; an exchange is called as its profile with an `X` behind.
    static func exchange(_ profiles: Name..., skip: Precondition...) -> OrchestrationStep {
        step(.claimsExchange) {
            $0.exchanges = profiles.map { Exchange.of($0) }
            $0.preconditions = skip
        }
    }

    static func combined(_ targets: Name..., form: Name? = nil) -> OrchestrationStep {
        step(.combinedSignInAndSignUp) {
            $0.contentDefinition = "api.signuporsignin"
            $0.selections = targets.map { .target(Name("\($0)X")) }
            if let form {
                $0.selections.append(.validation(Name("\(form)X")))
                $0.exchanges = [.of(form)]
            }
        }
    }

    static func choose(_ targets: Name..., showsSingle: Bool = false) -> OrchestrationStep {
        step(.claimsProviderSelection) {
            $0.selections = targets.map { .target(Name("\($0)X")) }
            $0.showsSingleProvider = showsSingle
        }
    }

    static func send(_ issuer: Name? = "Jwt", skip: Precondition...) -> OrchestrationStep {
        step(.sendClaims) {
            $0.issuer = issuer
            $0.preconditions = skip
        }
    }

    static func inbound(_ profile: Name?) -> OrchestrationStep { step(.getClaims) { $0.issuer = profile } }

    static func invoke(_ journey: Name?, skip: Precondition...) -> OrchestrationStep {
        step(.invokeSubJourney) {
            $0.subJourney = journey
            $0.preconditions = skip
        }
    }

    static func without(effect kind: Kind) -> OrchestrationStep { step(kind) { _ in } }
}

extension OrchestrationStep.Exchange {
    static func of(_ profile: Name) -> OrchestrationStep.Exchange {
        OrchestrationStep.Exchange(id: Name("\(profile)X"), profile: profile)
    }
}

extension Precondition {
    static func exists(_ claims: Name..., is expected: Bool = true) -> Precondition {
        Precondition(test: .claimsExist(claims), executeActionsIf: expected, location: here)
    }

    static func equals(_ claim: Name, _ value: String, is expected: Bool = true) -> Precondition {
        Precondition(test: .claimEquals(claim, value), executeActionsIf: expected, location: here)
    }
}

extension TechnicalProfile {
    static func profile(
        _ id: Name, session: Name? = nil, enabled: EnabledForUserJourneys = .always, metadata: [(String, String)] = [],
        _ change: (inout TechnicalProfile) -> Void = { _ in }
    ) -> TechnicalProfile {
        var profile = TechnicalProfile(id: id, location: here)
        profile.sessionManagement = session
        profile.enabledForUserJourneys = enabled
        profile.metadata = Metadata(metadata.map { .init(key: $0.0, value: $0.1, location: here) })
        change(&profile)
        return profile
    }

    /// A session profile of the kind that `handler` names.
    static func session(
        _ id: Name, _ handler: String, keeps persisted: Name..., metadata: [(String, String)] = [],
        outputs: [ClaimReference] = []
    ) -> TechnicalProfile {
        profile(id, metadata: metadata) {
            $0.handler = handler
            $0.persistedClaims = persisted.map { ClaimReference(claimType: $0) }
            $0.outputClaims = outputs
        }
    }
}

// Claims in tests read as the values that they are.
extension ClaimValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
}
