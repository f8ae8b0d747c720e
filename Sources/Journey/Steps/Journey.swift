import Policy

/// A journey through the orchestration steps of a policy (b2c-reference §5), as a value.
///
/// `advance` says what to do next; whoever does it tells the outcome to `resume`. Preconditions, choices, sub
/// journeys and single sign-on are decided here; pages, calls and stores are somebody else's.
package struct Journey: Sendable {
    package let policy: ResolvedPolicy
    package private(set) var state: JourneyState
    /// What the browser's session lets the journey skip. Empty when the request asks for a fresh sign-in.
    private let session: SSOSession
    /// The object id of the person whose session it is, where that is known.
    private let person: String?
    private let domainHint: String?
    /// Whether anybody reads the notes. Without a reader none is made.
    private let takesNotes: Bool
    private var notes: [JourneyNote] = []

    /// Of one journey.
    package static let maximumInvocations = 256
    /// Of calls inside calls, the journey itself counted.
    package static let maximumDepth = 16

    package init(
        policy: ResolvedPolicy, state: JourneyState, session: SSOSession, person: String? = nil,
        domainHint: String? = nil, takesNotes: Bool = false
    ) {
        self.policy = policy
        self.state = state
        self.session = session
        self.person = person
        self.domainHint = domainHint
        self.takesNotes = takesNotes
    }

    /// The current step; nil past the end.
    package var step: OrchestrationStep? {
        guard let frame = state.frames.last, let steps = steps(of: frame), steps.indices.contains(frame.index) else {
            return nil
        }
        return steps[frame.index]
    }

    /// Goes on from where the journey stands to the next thing that somebody must do.
    package mutating func advance() -> Action {
        while !state.frames.isEmpty {
            guard let frame = state.frames.last, let steps = steps(of: frame) else { return .fail(missingJourney) }
            guard frame.index < steps.count else {
                state.frames.removeLast()
                moveOn()
                continue
            }
            let step = steps[frame.index]
            if let precondition = step.preconditions.first(where: { $0.skips(state.claims) }) {
                if takesNotes {
                    notes.append(.skipped(step, in: frame.subJourney, by: precondition, claims: state.claims))
                }
                leave(step)
                continue
            }
            if takesNotes { notes.append(.entered(step, in: frame.subJourney, claims: state.claims)) }
            if let action = enter(step) { return action }
        }
        return .fail(.noSendClaims)
    }

    /// Takes the outcome of the last action and goes on.
    package mutating func resume(_ outcome: Outcome) -> Action {
        guard let step else { return advance() }
        switch outcome {
        case .claims(let claims):
            state.claims = claims
            leave(step)
        case .chose(let exchange):
            choose(exchange)
        }
        return advance()
    }

    /// What the step asks for; nil when it needs nobody and the journey has moved on.
    private mutating func enter(_ step: OrchestrationStep) -> Action? {
        switch step.kind {
        case .claimsExchange: return exchange(step)
        case .combinedSignInAndSignUp, .claimsProviderSelection: return select(step)
        case .sendClaims:
            guard let issuer = step.issuer ?? defaultIssuer else { return .fail(.noIssuer(step: step.order)) }
            return .send(issuer)
        case .getClaims:
            guard let profile = step.issuer else { return .fail(.noIssuer(step: step.order)) }
            return .readInbound(profile)
        case .invokeSubJourney: return invoke(step)
        // No published policy uses the first three; all four have no effect of their own.
        case .consentScreen, .reviewScreen, .userDialog, .noop:
            leave(step)
            return nil
        }
    }

    private mutating func exchange(_ step: OrchestrationStep) -> Action? {
        let offered = step.exchanges.filter { isEnabled($0.profile) }
        let chosen = state.chosen.flatMap { chosen in offered.first { $0.id == chosen } }
        guard let exchange = chosen ?? (isSelected(step) ? nil : offered.first) else {
            if let only = step.exchanges.first, step.exchanges.count == 1 {
                if takesNotes { notes.append(.disabled(only.profile, claims: state.claims)) }
                leave(step)
                return nil
            }
            return .fail(.noSuitableProvider)
        }
        guard let profile = policy.technicalProfiles[exchange.profile] else {
            return .fail(.noTechnicalProfile(exchange.profile))
        }
        guard case .restore(let claims)? = participation(of: profile) else { return .run(exchange) }
        if takesNotes { notes.append(.restored(profile, before: state.claims, after: state.claims.merging(claims))) }
        state.claims.merge(claims)
        state.signedOn = true
        leave(step)
        return nil
    }

    /// Whether somebody had to choose among the exchanges of `step`. Without a selection before it there are several
    /// only by inheritance, and the first is the nearest one's.
    private func isSelected(_ step: OrchestrationStep) -> Bool {
        guard step.exchanges.count > 1, let frame = state.frames.last, let steps = steps(of: frame) else {
            return false
        }
        return steps.prefix(frame.index).contains { !$0.selections.isEmpty }
    }

    private mutating func select(_ step: OrchestrationStep) -> Action? {
        let selection = selection(of: step)
        if let hinted = selection.providers.first(where: { hasHintedDomain($0.profile) }) {
            if takesNotes { notes.append(.chose(hinted.id, by: .domainHint)) }
            choose(hinted.id)
            return nil
        }
        if signOn(selection, at: step) { return nil }
        switch (selection.providers.count, selection.form) {
        case (0, nil): return .fail(.noSuitableProvider)
        case (1, nil) where !step.showsSingleProvider:
            if takesNotes { notes.append(.chose(selection.providers[0].id, by: .onlyOne)) }
            choose(selection.providers[0].id)
            return nil
        default: return .select(selection)
        }
    }

    /// Skips the selection where the session says who the person chose before.
    private mutating func signOn(_ selection: Selection, at step: OrchestrationStep) -> Bool {
        // A provider first: a session of the form alone must not hide that the person came from outside.
        for exchange in selection.providers {
            guard let profile = policy.technicalProfiles[exchange.profile],
                participation(of: profile) != nil
            else { continue }
            if takesNotes { notes.append(.chose(exchange.id, by: .session)) }
            choose(exchange.id)
            return true
        }
        guard let form = selection.form, let profile = policy.technicalProfiles[form.profile],
            case .restore(let claims)? = participation(of: profile)
        else { return false }
        if takesNotes { notes.append(.restored(profile, before: state.claims, after: state.claims.merging(claims))) }
        state.claims.merge(claims)
        state.signedOn = true
        leave(step)
        return true
    }

    /// What the session says of the profile. It says nothing in the journey of somebody else: a second factor that one
    /// person proved must not count for another.
    private func participation(of profile: TechnicalProfile) -> SSOSession.Participation? {
        if let person, let claimed = state.claims["objectId"]?.text, claimed.lowercased() != person.lowercased() {
            return nil
        }
        return session.participation(of: profile, in: policy)
    }

    private mutating func invoke(_ step: OrchestrationStep) -> Action? {
        guard let name = step.subJourney, let subJourney = policy.subJourneys[name] else {
            return .fail(.noJourney(step.subJourney ?? ""))
        }
        // Policies may nest and repeat them, with a page in between or without; none does so for ever.
        guard state.invocations < Journey.maximumInvocations, state.frames.count < Journey.maximumDepth else {
            return .fail(.endlessSubJourneys(name))
        }
        state.invocations += 1
        state.chosen = nil
        // A transfer never comes back, so nothing remains of the way here.
        if subJourney.kind == .transfer { state.frames = [] }
        state.frames.append(JourneyState.Frame(subJourney: name))
        return nil
    }

    /// Gives out what was noted since the last time.
    package mutating func takeNotes() -> [JourneyNote] {
        defer { notes = [] }
        return notes
    }

    private mutating func choose(_ exchange: Name) {
        moveOn()
        state.chosen = exchange
    }

    private mutating func leave(_ step: OrchestrationStep) {
        // A choice is for the step after the selection and for no later one.
        state.chosen = nil
        moveOn()
    }

    private mutating func moveOn() {
        guard !state.frames.isEmpty else { return }
        state.frames[state.frames.count - 1].index += 1
    }
}

extension Journey {
    /// The choices of a selection step.
    package func selection(of step: OrchestrationStep) -> Selection {
        var providers: [OrchestrationStep.Exchange] = []
        var form: OrchestrationStep.Exchange?
        for entry in step.selections {
            switch entry {
            case .target(let id):
                if let exchange = laterExchange(id), isEnabled(exchange.profile) { providers.append(exchange) }
            case .validation(let id):
                if let exchange = step.exchanges.first(where: { $0.id == id }), isEnabled(exchange.profile) {
                    form = exchange
                }
            }
        }
        return Selection(
            isCombined: step.kind == .combinedSignInAndSignUp, contentDefinition: step.contentDefinition,
            providers: providers, form: form)
    }

    /// The exchange that a selection of the current step leads to: in the next step, or else in a later one, or where
    /// the caller of this sub journey goes on.
    package func laterExchange(_ id: Name) -> OrchestrationStep.Exchange? {
        for frame in state.frames.reversed() {
            let later = (steps(of: frame) ?? []).dropFirst(frame.index + 1)
            if let found = later.lazy.flatMap(\.exchanges).first(where: { $0.id == id }) { return found }
        }
        return nil
    }

    /// What the sign-up link leads to: the exchange of that id, or else the one that the next step has for who has not
    /// signed in, whatever it is called.
    package func signUp(_ target: Name) -> OrchestrationStep.Exchange? {
        if let named = laterExchange(target) { return named }
        guard let frame = state.frames.last, let steps = steps(of: frame), steps.indices.contains(frame.index + 1)
        else {
            return nil
        }
        let next = steps[frame.index + 1]
        guard next.kind == .claimsExchange, next.exchanges.count == 1, let only = next.exchanges.first,
            !steps[frame.index].selections.contains(.target(only.id)),
            next.preconditions.contains(where: { $0.executeActionsIf && $0.test == .claimsExist(["objectId"]) })
        else { return nil }
        return only
    }

    private func steps(of frame: JourneyState.Frame) -> [OrchestrationStep]? {
        guard let name = frame.subJourney else { return policy.userJourneys[state.journey]?.steps }
        return policy.subJourneys[name]?.steps
    }

    private var missingJourney: JourneyFailure { .noJourney(state.frames.last?.subJourney ?? state.journey) }

    private var defaultIssuer: Name? { policy.userJourneys[state.journey]?.defaultIssuer }

    private func isEnabled(_ name: Name) -> Bool {
        // A profile that is not there is reported when it is to run, not hidden.
        policy.technicalProfiles[name]?.isEnabled(with: state.claims) ?? true
    }

    /// `domain_hint` names a domain of the profile or of the claims provider it stands under (§5.4).
    private func hasHintedDomain(_ name: Name) -> Bool {
        guard let hint = domainHint?.lowercased(), !hint.isEmpty else { return false }
        let provider = policy.claimsProviders.first { $0.technicalProfiles.contains(name) }
        let domains = (policy.technicalProfiles[name]?.domains ?? []) + (provider?.domains ?? [])
        return domains.contains { $0.lowercased() == hint }
    }
}

extension TechnicalProfile {
    /// `EnabledForUserJourneys` (§5.8), with the claims as they are.
    package func isEnabled(with claims: Claims) -> Bool {
        let claim = metadata["ClaimTypeOnWhichToEnable"].flatMap { claims[Name($0)] }
        let item = metadata["ClaimValueOnWhichToEnable"] ?? ""
        let holdsItem = if case .stringCollection(let items)? = claim { items.contains(item) } else { false }
        return switch enabledForUserJourneys {
        case .always: true
        case .never: false
        case .onClaimsExistence: claim != nil
        case .onItemExistence: holdsItem
        case .onItemAbsence: !holdsItem
        }
    }
}
