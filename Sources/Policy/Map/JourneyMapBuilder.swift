/// Reads a policy's journeys into nodes.
struct JourneyMapBuilder {
    let policy: ResolvedPolicy
    /// How many steps of sub journeys are still drawn: a journey may call a long one again and again.
    private var room = 2000

    init(policy: ResolvedPolicy) { self.policy = policy }

    /// A sub journey inside a sub journey is an error, and a circle of them must not hang us.
    private static let maximumDepth = 3

    mutating func nodes(_ steps: [OrchestrationStep], prefix: String, path: [Name]) -> [JourneyMap.Node] {
        var nodes: [JourneyMap.Node] = []
        for (index, step) in steps.enumerated() {
            let id = "\(prefix)\(step.order)"
            nodes.append(
                JourneyMap.Node(
                    id: id, order: step.order, kind: step.kind, conditions: step.preconditions.map(condition),
                    cards: cards(step, id, steps, index, prefix), inner: inner(step, path)))
        }
        return nodes
    }

    private mutating func inner(_ step: OrchestrationStep, _ path: [Name]) -> JourneyMap.Inner? {
        guard let name = step.subJourney, let journey = policy.subJourneys[name] else { return nil }
        guard !path.contains(name), path.count < JourneyMapBuilder.maximumDepth, room >= journey.steps.count else {
            return nil
        }
        room -= journey.steps.count
        return JourneyMap.Inner(
            name: journey.id.text, isTransfer: journey.kind == .transfer,
            nodes: nodes(journey.steps, prefix: "sub:\(journey.id)/", path: path + [name]))
    }

    private func cards(
        _ step: OrchestrationStep, _ id: String, _ steps: [OrchestrationStep], _ index: Int, _ prefix: String
    ) -> [JourneyMap.Card] {
        var cards = step.exchanges.map { exchange in
            card("\(id):\(exchange.id)", exchange.profile, isForm(exchange, step) ? .form : .profile)
        }
        for case .target(let exchange) in step.selections {
            cards.append(choice(exchange, nil, id, index, steps, prefix))
        }
        for (exchange, words) in links(step) where !cards.contains(where: { $0.id == "\(id)→\(exchange)" }) {
            cards.append(choice(exchange, words, id, index, steps, prefix))
        }
        if let issuer = step.issuer {
            cards.append(card("\(id):\(issuer)", issuer, step.kind == .sendClaims ? .issuer : .profile))
        }
        return cards
    }

    private func isForm(_ exchange: OrchestrationStep.Exchange, _ step: OrchestrationStep) -> Bool {
        step.selections.contains(.validation(exchange.id))
    }

    /// Links of a sign-in form that lead to an exchange of the next step.
    private func links(_ step: OrchestrationStep) -> [(Name, String)] {
        step.exchanges.filter { isForm($0, step) }.flatMap { exchange -> [(Name, String)] in
            guard let metadata = policy.technicalProfiles[exchange.profile]?.metadata else { return [] }
            let targets = [
                (metadata["SignUpTarget"], "Sign up"),
                (metadata["setting.forgotPasswordLinkOverride"], "Forgot the password"),
            ]
            return targets.compactMap { target, words in target.map { (Name($0.trimmingBlanks()), words) } }
        }
    }

    /// A button or link with `words`, or else with the name of the profile that it leads to.
    private func choice(
        _ exchange: Name, _ words: String?, _ id: String, _ index: Int, _ steps: [OrchestrationStep], _ prefix: String
    ) -> JourneyMap.Card {
        let step = steps.dropFirst(index + 1).first { $0.exchanges.contains { $0.id == exchange } }
        let profile = step?.exchanges.first { $0.id == exchange }.flatMap { policy.technicalProfiles[$0.profile] }
        let target = step.map { "\(prefix)\($0.order):\(exchange)" }
        let isFar = step.map { $0.order != steps[index + 1].order } ?? false
        return JourneyMap.Card(
            id: "\(id)→\(exchange)", role: .choice(target: target),
            title: words ?? profile?.displayName ?? exchange.text,
            kind: profile.map(MapKind.init) ?? .other, details: isFar ? ["in step \(step?.order ?? 0)"] : [], lines: [])
    }

    private func card(_ id: String, _ name: Name, _ role: JourneyMap.Card.Role) -> JourneyMap.Card {
        guard let profile = policy.technicalProfiles[name] else {
            return JourneyMap.Card(
                id: id, role: role, title: name.text, kind: .other, details: ["is not defined"], lines: [])
        }
        return JourneyMap.Card(
            id: id, role: role, title: profile.id.text, kind: MapKind(profile), details: details(profile),
            lines: lines(profile))
    }

    // MARK: Words

    private func details(_ profile: TechnicalProfile) -> [String] {
        let metadata = profile.metadata
        var details: [String] = []
        switch MapKind(profile) {
        case .page: details += [metadata["ContentDefinitionReferenceId"]].compactMap { $0?.trimmingBlanks() }
        case .directory: details += [metadata["Operation"]].compactMap { $0?.trimmingBlanks() }
        case .service: details += [metadata["ServiceUrl"].map(host)].compactMap { $0 }
        case .federation: details += federation(profile)
        case .factor: details += [metadata["Operation"] ?? metadata["ContentDefinitionReferenceId"]].compactMap { $0 }
        case .issuer: details += [profile.outputTokenFormat].compactMap { $0 }
        case .transformation:
            details += (profile.inputClaimsTransformations + profile.outputClaimsTransformations).prefix(4).map(\.text)
        case .session, .telemetry, .other: break
        }
        if profile.enabledForUserJourneys == .never { details.append("switched off") }
        return details.filter { !$0.isEmpty }
    }

    private func federation(_ profile: TechnicalProfile) -> [String] {
        let metadata = profile.metadata
        let name = profile.protocolName?.rawValue ?? ""
        guard metadata["grant_type"] != "password" else { return ["\(name): password check"] }
        let address = metadata["METADATA"] ?? metadata["authorization_endpoint"] ?? metadata["PartnerEntity"]
        let provider = policy.claimsProviders.first { $0.technicalProfiles.contains(profile.id) }?.displayName
        return [provider, "\(name)\(address.map { " · \(host($0))" } ?? "")"].compactMap { $0 }.filter { !$0.isEmpty }
    }

    private func host(_ address: String) -> String {
        let text = address.trimmingBlanks()
        guard let start = text.firstRange(of: "://") else { return text }
        return String(text[start.upperBound...].prefix { $0 != "/" && $0 != "?" })
    }

    private func lines(_ profile: TechnicalProfile) -> [JourneyMap.Line] {
        let controls = profile.displayClaims.flatMap { claim -> [JourneyMap.Line] in
            guard case .displayControl(let name) = claim.reference, let control = policy.displayControls[name] else {
                return []
            }
            return control.actions.sorted { $0.key < $1.key }.flatMap { action, profiles in
                profiles.map { line($0, "\(action): ") }
            }
        }
        return controls + profile.validationTechnicalProfiles.map { line($0, "") }
    }

    private func line(_ validation: ValidationTechnicalProfile, _ prefix: String) -> JourneyMap.Line {
        let profile = policy.technicalProfiles[validation.profile]
        return JourneyMap.Line(
            title: prefix + (profile?.id.text ?? validation.profile.text), kind: profile.map(MapKind.init) ?? .other,
            conditions: validation.preconditions.map(condition))
    }

    private func condition(_ precondition: Precondition) -> String {
        let isHolding = precondition.executeActionsIf
        switch precondition.test {
        case .claimsExist(let names):
            let list = names.map(\.text).joined(separator: " and ")
            return "skip if \(list) \(isHolding ? "has a value" : "has no value")"
        case .claimEquals(let name, let literal):
            return "skip if \(name) \(isHolding ? "=" : "≠") \(literal)"
        }
    }

    // MARK: Edges

    static func edges(_ nodes: [JourneyMap.Node]) -> [JourneyMap.Edge] {
        var edges: [JourneyMap.Edge] = []
        for (index, node) in nodes.enumerated() {
            let before = index == 0 ? nil : nodes[index - 1]
            let after = nodes.indices.contains(index + 1) ? nodes[index + 1] : nil
            if let after, !(node.inner?.isTransfer ?? false), node.kind != .sendClaims {
                edges.append(.init(from: node.id, to: after.id, kind: .next, label: nil))
            }
            if let before, let after, !node.conditions.isEmpty {
                let label = node.conditions.joined(separator: ", or ")
                edges.append(.init(from: before.id, to: after.id, kind: .skip, label: label))
            }
            for card in node.cards {
                guard case .choice(let target?) = card.role else { continue }
                edges.append(.init(from: card.id, to: target, kind: .choice, label: card.title))
            }
            if let inner = node.inner, let first = inner.nodes.first {
                edges.append(.init(from: node.id, to: first.id, kind: .next, label: inner.name))
                edges += JourneyMapBuilder.edges(inner.nodes)
            }
        }
        return edges
    }
}
