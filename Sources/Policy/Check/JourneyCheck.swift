extension PolicyCheck {
    mutating func journeys() {
        for (id, journey) in index.journeys {
            let steps = JourneySteps(journey)
            order(steps, of: "user journey \"\(id)\"")
            sending(steps, journey, id)
            for position in steps.all.indices { step(steps, position, isSub: false) }
        }
        for (id, journey) in index.subJourneys {
            let steps = JourneySteps(journey)
            order(steps, of: "sub journey \"\(id)\"")
            for position in steps.all.indices { step(steps, position, isSub: true) }
        }
        for (_, profile) in index.profiles { preconditions(in: profile, "SkipThisValidationTechnicalProfile") }
        for (_, control) in index.displayControls { preconditions(in: control, "SkipThisValidationTechnicalProfile") }
    }

    private mutating func order(_ steps: JourneySteps, of journey: String) {
        for (position, step) in steps.all.enumerated() {
            guard let order = step.int("Order"), order != position + 1 else { continue }
            let message = "\(journey) has a step \(order) where step \(position + 1) is expected"
            // Steps of several files came together by inheritance: whose number is wrong is for people to say.
            let isOneFile = Set(steps.all.map(\.location.file)).count == 1
            diagnostics.add(
                .stepOrder, at: step.location, message,
                repair: isOneFile
                    ? Repair(step.location, .attribute("Order", from: "\(order)", to: "\(position + 1)")) : nil)
            return
        }
    }

    private mutating func sending(_ steps: JourneySteps, _ journey: XMLElement, _ id: Name) {
        let sends =
            steps.all.contains { $0["Type"] == "SendClaims" }
            || !index.sendingSubJourneys.isDisjoint(with: steps.subJourneys)
        if !sends {
            diagnostics.add(.noSendClaims, at: journey.location, "user journey \"\(id)\" has no step that sends claims")
        }
    }

    private mutating func step(_ steps: JourneySteps, _ position: Int, isSub: Bool) {
        let step = steps.all[position]
        preconditions(in: step, "SkipThisOrchestrationStep")
        selections(steps, position)
        let exchanges = step.items("ClaimsExchanges", "ClaimsExchange")
        switch step.attribute("Type", as: OrchestrationStep.Kind.self) {
        case .claimsExchange?:
            if exchanges.isEmpty { incomplete(step, "a <ClaimsExchange>") }
            if exchanges.count > 1, !steps.isSelected(position) { unselected(exchanges, step) }
        case .sendClaims?: sender(step, isSub: isSub)
        case .getClaims?:
            if step.identifier("CpimIssuerTechnicalProfileReferenceId") == nil {
                incomplete(step, "CpimIssuerTechnicalProfileReferenceId")
            }
        case .combinedSignInAndSignUp?, .claimsProviderSelection?:
            if step.identifier("ContentDefinitionReferenceId") == nil {
                incomplete(step, "ContentDefinitionReferenceId")
            }
            if step.items("ClaimsProviderSelections", "ClaimsProviderSelection").isEmpty {
                incomplete(step, "a <ClaimsProviderSelection>")
            }
        case .invokeSubJourney?:
            if step.items("JourneyList", "Candidate").isEmpty { incomplete(step, "a <Candidate>") }
            if isSub {
                let message = "step \(step["Order"] ?? "") of a sub journey invokes a sub journey"
                diagnostics.add(.nestedSubJourney, at: step.location, message)
            }
        case .consentScreen?, .reviewScreen?, .userDialog?, .noop?, nil: break
        }
    }

    /// Exchanges of several files came together by inheritance; those of one file are the author's mistake.
    private mutating func unselected(_ exchanges: [XMLElement], _ step: XMLElement) {
        let order = step["Order"] ?? ""
        let files = Set(exchanges.map(\.location.file))
        let message = "step \(order) has \(exchanges.count) exchanges, and the step before it selects none"
        diagnostics.add(files.count > 1 ? .mergedExchanges : .exchangesWithoutSelection, at: step.location, message)
    }

    private mutating func sender(_ step: XMLElement, isSub: Bool) {
        guard let issuer = step.identifier("CpimIssuerTechnicalProfileReferenceId") else {
            return incomplete(step, "CpimIssuerTechnicalProfileReferenceId")
        }
        guard let profile = index.profiles[issuer], profile.child("OutputTokenFormat") == nil else { return }
        let message = "technical profile \"\(issuer)\" has no OutputTokenFormat"
        diagnostics.add(.notAnIssuer, at: step.location, message)
    }

    private mutating func incomplete(_ step: XMLElement, _ what: String) {
        let message = "step \(step["Order"] ?? "") of type \(step["Type"] ?? "") needs \(what)"
        diagnostics.add(.incompleteStep, at: step.location, message)
    }

    private mutating func selections(_ steps: JourneySteps, _ position: Int) {
        let (here, next) = (steps.exchanges(position), steps.exchanges(position + 1))
        for selection in steps.all[position].items("ClaimsProviderSelections", "ClaimsProviderSelection") {
            let target = selection.identifier("TargetClaimsExchangeId")
            let validation = selection.identifier("ValidationClaimsExchangeId")
            switch (target, validation) {
            case (let id?, nil): exchange(id, in: next, "next", selection)
            case (nil, let id?): exchange(id, in: here, "same", selection)
            case (nil, nil):
                diagnostics.add(.selectionTarget, at: selection.location, "the selection names no exchange")
            case (_?, _?):
                diagnostics.add(.selectionTarget, at: selection.location, "the selection names two exchanges")
            }
        }
    }

    private mutating func exchange(_ id: Name, in known: Set<Name>, _ step: String, _ selection: XMLElement) {
        guard !known.contains(id) else { return }
        diagnostics.add(.unknownExchange, at: selection.location, "there is no exchange \"\(id)\" in the \(step) step")
    }

    // MARK: Preconditions

    private mutating func preconditions(in element: XMLElement, _ action: String) {
        for child in element.children {
            if child.name == "Precondition" { precondition(child, action) } else { preconditions(in: child, action) }
        }
    }

    private mutating func precondition(_ element: XMLElement, _ action: String) {
        if let child = element.child("Action"), case let found = child.text.trimmingBlanks(), found != action {
            diagnostics.add(
                .preconditionAction, at: element.location, "the action is \(found), expected is \(action)",
                repair: Repair(child.location, .text(from: found, to: action)))
        }
        let values = element.children("Value").map { $0.text.trimmingBlanks() }
        let isEqual = element["Type"] == "ClaimEquals"
        if isEqual ? values.count != 2 : values.contains("") || values.isEmpty {
            let message = "\(element["Type"] ?? "the precondition") has \(values.count) values"
            diagnostics.add(.incompletePrecondition, at: element.location, message)
        }
        guard isEqual, values.count == 2, ["true", "false"].contains(values[1]) else { return }
        guard index.claimTypes[Name(values[0])]?.value("DataType") == "boolean" else { return }
        let message = "\"\(values[0])\" is compared with \"\(values[1])\": Booleans are written True and False"
        let place = Array(element.children("Value"))[1].location
        let written = values[1] == "true" ? "True" : "False"
        diagnostics.add(
            .booleanCase, at: element.location, message,
            repair: Repair(place, .text(from: values[1], to: written)))
    }
}

/// The steps of a journey by their order.
struct JourneySteps {
    let all: [XMLElement]

    init(_ journey: XMLElement) {
        all = journey.items("OrchestrationSteps", "OrchestrationStep")
            .sorted { ($0.int("Order") ?? .max) < ($1.int("Order") ?? .max) }
    }

    var subJourneys: [Name] { all.flatMap { $0.references("JourneyList", "Candidate", "SubJourneyReferenceId") } }

    /// The exchanges of the step at `position`; none beyond the end.
    func exchanges(_ position: Int) -> Set<Name> {
        guard all.indices.contains(position) else { return [] }
        return Set(all[position].references("ClaimsExchanges", "ClaimsExchange", "Id"))
    }

    /// Whether the step before the one at `position` selects an exchange.
    func isSelected(_ position: Int) -> Bool {
        position > 0 && !all[position - 1].items("ClaimsProviderSelections", "ClaimsProviderSelection").isEmpty
    }
}
