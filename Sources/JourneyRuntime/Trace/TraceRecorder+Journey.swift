import Base
import Journey
import Pages
import Policy
import Trace

extension TraceRecorder {
    /// Writes down what the journey has decided since the last time.
    func take(_ notes: [JourneyNote], of journey: Name) {
        for note in notes { take(note, journey) }
    }

    private func take(_ note: JourneyNote, _ journey: Name) {
        switch note {
        case .entered(let step, let subJourney, let claims):
            let reasons = step.preconditions.map { words($0, claims, skips: false) }
            enter(
                .init(
                    .init(step, of: journey, in: subJourney), reason: TraceWords.list(reasons),
                    preconditions: step.preconditions.map { recorded($0, claims) }))
        case .skipped(let step, let subJourney, let precondition, let claims):
            leave()
            let place = TraceEvent.Place(step, of: journey, in: subJourney)
            self.note(skipped(.step(place), precondition, claims), outcome: .skipped)
        case .disabled(let profile, _):
            self.note(
                .skipped(.init(.profile(profile.text), reason: "EnabledForUserJourneys does not hold")),
                outcome: .skipped)
            leave(.skipped)
        case .chose(let exchange, let reason): self.note(.choice(.init(exchange.text, by: reason.recorded)))
        case .restored(let profile, let before, let after):
            let provider = profile.sessionManagement?.text ?? "its session profile"
            self.note(
                .session(
                    .init(
                        .restored, profile: profile.id.text, detail: "\(provider) has kept its claims; it need not run")
                ))
            leave(changes: changes(from: before, to: after))
        }
    }

    func skipped(
        _ what: TraceEvent.Skipped.What, _ precondition: Precondition, _ claims: Claims
    ) -> TraceEvent {
        .skipped(
            .init(what, reason: words(precondition, claims, skips: true), precondition: recorded(precondition, claims)))
    }

    private func recorded(_ precondition: Precondition, _ claims: Claims) -> TraceEvent.Precondition {
        switch precondition.test {
        case .claimsExist(let names):
            .init(
                type: "ClaimsExist", claims: names.map { claim($0, claims[$0]) }, literal: nil,
                executeActionsIf: precondition.executeActionsIf, location: "\(precondition.location)")
        case .claimEquals(let name, let literal):
            .init(
                type: "ClaimEquals", claims: [claim(name, claims[name])], literal: value(name, .string(literal)),
                executeActionsIf: precondition.executeActionsIf, location: "\(precondition.location)")
        }
    }

    /// Why it skips, or does not: what is true now, not what the policy says.
    private func words(_ precondition: Precondition, _ claims: Claims, skips: Bool) -> String {
        switch precondition.test {
        case .claimsExist(let names):
            let missing = names.filter { !claims.contains($0) }
            if missing.isEmpty { return TraceWords.list(names.map(\.text)) + (names.count == 1 ? " exists" : " exist") }
            return TraceWords.list(missing.map(\.text)) + (missing.count == 1 ? " does not exist" : " do not exist")
        case .claimEquals(let name, let literal):
            // Without a value there is nothing to compare, and it never skips.
            guard claims[name] != nil else { return "\(name) does not exist" }
            let wanted = value(name, .string(literal)).text
            let verb = precondition.executeActionsIf == skips ? "equals" : "does not equal"
            return "\(name) \(verb) “\(wanted)”"
        }
    }
}

extension JourneyNote.Reason {
    fileprivate var recorded: TraceEvent.Choice.Reason {
        switch self {
        case .domainHint: .domainHint
        case .session: .session
        case .onlyOne: .onlyOne
        }
    }
}

extension TraceEvent.Place {
    init(_ step: OrchestrationStep, of journey: Name, in subJourney: Name?) {
        self.init(
            journey: journey.text, subJourney: subJourney?.text, order: step.order, type: step.kind.rawValue,
            location: "\(step.location)")
    }
}

extension TraceEvent.Profile {
    init(_ profile: TechnicalProfile, role: Role) {
        self.init(
            id: profile.id.text, role: role, type: profile.handler ?? profile.protocolName?.rawValue ?? "None",
            location: "\(profile.location)")
    }
}

extension TraceEvent.Failure {
    init(_ error: JourneyError, _ recorder: TraceRecorder) {
        self.init(code: error.code, text: recorder.text(error.text), detail: recorder.text(error.detail))
    }

    init(_ message: UserMessage, _ recorder: TraceRecorder) {
        // As it is read where the policy says nothing else; by its id the policy can.
        let text = Texts(language: "en", resources: [], metadata: []).text(message)
        let id = message.text == nil ? "message \(message.id)" : nil
        let detail = [message.detail, id].compactMap(\.self).joined(separator: "; ")
        self.init(code: message.code, text: recorder.text(text), detail: recorder.text(detail))
    }
}
