/// Which facts somebody will look at: the store is asked for those alone.
package struct FactNames: Sendable {
    /// Nil: all of them.
    private let names: Set<String>?

    package static let all = FactNames(names: nil)

    private init(names: Set<String>?) { self.names = names }

    /// Those of an action's rules.
    init(of configuration: ActionConfiguration) {
        names = configuration.rules.reduce(into: Set<String>?([])) { found, rule in
            guard rule.isActive, found != nil else { return }
            guard let more = rule.condition.lookups else { return found = nil }
            found?.formUnion(more)
        }
    }

    /// Whether a fact, by its whole name, is among them: itself, what it is part of, or a part of it.
    func have(_ fact: String) -> Bool {
        guard let names else { return true }
        return names.contains { name in
            name.isEmpty || name == fact || fact.hasPrefix("\(name).") || name.hasPrefix("\(fact).")
        }
    }

    func have(anyOf facts: String...) -> Bool { facts.contains(where: have) }
}
