/// Makes resolved trees: inheritance down the chain, then inclusion. A base is merged once for all above it.
struct PolicyResolver {
    private let chains: PolicyChains
    private var inherited: [Name: XMLElement] = [:]

    init(_ chains: PolicyChains) { self.chains = chains }

    /// The policy `id` with everything laid into it; nil when its chain is broken.
    mutating func resolve(_ id: Name, _ diagnostics: inout Diagnostics) -> XMLElement? {
        guard let chain = chains.chain(id), let tree = inherit(chain[...]) else { return nil }
        return Inclusion.resolve(tree, &diagnostics)
    }

    private mutating func inherit(_ chain: ArraySlice<PolicyDocument>) -> XMLElement? {
        guard let own = chain.first else { return nil }
        if let known = inherited[own.id] { return known }
        var tree = own.root
        tree.children.removeAll { $0.name == "BasePolicy" }
        if let base = inherit(chain.dropFirst()) { tree = Inheritance.merge(policy: tree, onto: base) }
        inherited[own.id] = tree
        return tree
    }
}
