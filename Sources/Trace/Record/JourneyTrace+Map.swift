import Policy

extension JourneyTrace {
    /// The way that was taken on a map of the journey.
    package struct Way: Sendable {
        /// By the ids of nodes and cards.
        package fileprivate(set) var marks: [String: JourneyMap.Mark] = [:]
        /// The number of the entry that tells of it.
        package fileprivate(set) var entries: [String: Int] = [:]

        fileprivate mutating func mark(_ id: String, _ mark: JourneyMap.Mark, _ entry: TraceEntry) {
            marks[id] = mark
            entries[id] = entry.number
        }
    }

    /// A step that the map does not know (the policy has changed since) is left out.
    package func way(on map: JourneyMap) -> Way {
        var reader = WayReader(trace: self)
        reader.note(map.nodes)
        return reader.read()
    }
}

/// Follows a record along the nodes of a map.
private struct WayReader {
    let trace: JourneyTrace
    private var nodes: [String: JourneyMap.Node] = [:]
    private var way = JourneyTrace.Way()

    init(trace: JourneyTrace) { self.trace = trace }

    mutating func note(_ nodes: [JourneyMap.Node]) {
        for node in nodes {
            self.nodes[node.id.lowercased()] = node
            if let inner = node.inner { note(inner.nodes) }
        }
    }

    mutating func read() -> JourneyTrace.Way {
        for entry in trace.entries {
            switch entry.event {
            case .step(let step): mark(step.place, mark(of: entry), entry)
            case .skipped(let skipped):
                guard case .step(let place) = skipped.what else { continue }
                mark(place, .skipped, entry)
            case .choice, .profile, .transformation, .call, .page, .submission, .message, .session, .redirect, .sent,
                .failure, .note:
                if let node = node(around: entry) { markCard(of: node, entry) }
            }
        }
        return way
    }

    private func mark(of entry: TraceEntry) -> JourneyMap.Mark {
        switch entry.outcome {
        case .running: trace.state == .running ? .current : .failed
        case .done: .ran
        case .skipped: .skipped
        case .failed: .failed
        }
    }

    private func node(_ place: TraceEvent.Place) -> JourneyMap.Node? {
        nodes[(place.subJourney.map { "sub:\($0)/\(place.order)" } ?? "\(place.order)").lowercased()]
    }

    private mutating func mark(_ place: TraceEvent.Place, _ mark: JourneyMap.Mark, _ entry: TraceEntry) {
        if let node = node(place) { way.mark(node.id, mark, entry) }
    }

    /// The node of the step that the entry is a part of.
    private func node(around entry: TraceEntry) -> JourneyMap.Node? {
        var current = entry
        while let parent = current.parent.flatMap({ trace.entry($0) }) { current = parent }
        guard case .step(let step) = current.event else { return nil }
        return node(step.place)
    }

    private mutating func markCard(of node: JourneyMap.Node, _ entry: TraceEntry) {
        switch entry.event {
        case .choice(let choice):
            let id = "\(node.id)→\(choice.exchange)"
            for card in node.cards where Name(card.id) == Name(id) { way.mark(card.id, .ran, entry) }
        case .profile(let profile) where profile.role == .exchange: markCards(of: node, profile.id, entry)
        case .page(let page): markCards(of: node, page.profile, entry)
        case .redirect(let redirect): markCards(of: node, redirect.profile, entry)
        case .session(let session) where session.decision == .restored: markCards(of: node, session.profile, entry)
        case .sent:
            for card in node.cards where card.role == .issuer { way.mark(card.id, .ran, entry) }
        case .step, .skipped, .profile, .transformation, .call, .submission, .message, .session, .failure, .note: break
        }
    }

    private mutating func markCards(of node: JourneyMap.Node, _ profile: String?, _ entry: TraceEntry) {
        guard let profile else { return }
        for card in node.cards where Name(card.title) == Name(profile) {
            if case .choice = card.role { continue }
            // A page has been shown as soon as it is written down; how it went, its step says.
            let around = way.marks[node.id]
            way.mark(card.id, around == .failed || around == .current ? around ?? .ran : mark(of: entry), entry)
        }
    }
}
