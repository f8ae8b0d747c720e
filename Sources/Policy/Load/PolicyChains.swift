/// Who inherits from whom: the policies of a folder, and those that it borrows.
struct PolicyChains: Sendable {
    static let maximumLength = 10

    /// In file order, each id once, the folder's own first.
    private(set) var documents: [PolicyDocument] = []
    private var byID: [Name: PolicyDocument] = [:]
    private var chains: [Name: [PolicyDocument]] = [:]
    private let unreadable: Set<Name>

    init(_ documents: [PolicyDocument], unreadable: Set<Name>, _ diagnostics: inout Diagnostics) {
        self.unreadable = unreadable
        for document in documents { add(document, &diagnostics) }
        for document in self.documents { chains[document.id] = chain(of: document, &diagnostics) }
    }

    /// The policy with the id `id`. The service adds the prefix on upload where an author left it out.
    func document(_ id: Name) -> PolicyDocument? { byID[id] ?? byID[Name("B2C_1A_" + id.text)] }

    /// From the policy `id` to its root; nil when one of them is missing or they go in a circle.
    func chain(_ id: Name) -> [PolicyDocument]? { document(id).flatMap { chains[$0.id] } }

    private mutating func add(_ document: PolicyDocument, _ diagnostics: inout Diagnostics) {
        guard let first = byID[document.id] else {
            byID[document.id] = document
            documents.append(document)
            return
        }
        guard first.isBorrowed == document.isBorrowed else { return }
        let message = "policy \"\(document.id)\" is also in \(first.root.location.file)"
        diagnostics.add(.duplicatePolicy, at: document.root.location, message)
    }

    private func chain(of start: PolicyDocument, _ diagnostics: inout Diagnostics) -> [PolicyDocument]? {
        let place = start.baseElement?.location ?? start.root.location
        var chain = [start]
        // Beyond this nobody counts: thousands of small files could each begin a long way.
        while chain.count <= 10 * PolicyChains.maximumLength, let id = chain[chain.count - 1].base {
            guard let base = document(id) else {
                if chain.count == 1, !unreadable.contains(id) {
                    let message = "base policy \"\(id)\" of \"\(start.id)\" is not found"
                    diagnostics.add(.missingBase, at: place, message)
                }
                return nil
            }
            guard !chain.contains(where: { $0.id == base.id }) else {
                let circle = (chain.map(\.id.text) + [base.id.text]).joined(separator: " → ")
                if base.id == start.id {
                    diagnostics.add(.baseCycle, at: place, "policies inherit in a circle: \(circle)")
                }
                return nil
            }
            if chain.count == 1 { checkTenant(start, base, &diagnostics) }
            chain.append(base)
        }
        guard chain.count <= PolicyChains.maximumLength else {
            let message = "policy \"\(start.id)\" has \(chain.count) levels; 10 are allowed"
            diagnostics.add(.chainTooLong, at: place, message)
            return nil
        }
        return chain
    }

    private func checkTenant(_ policy: PolicyDocument, _ base: PolicyDocument, _ diagnostics: inout Diagnostics) {
        guard policy.isBorrowed == base.isBorrowed, let tenant = policy.tenant, let other = base.tenant else { return }
        if Name(tenant) != Name(other) {
            let message = "TenantId is \(tenant), that of the base policy \(other)"
            diagnostics.add(.tenantMismatch, at: policy.root.location, message)
        } else if let element = policy.baseElement?.child("TenantId"),
            Name(element.text.trimmingBlanks()) != Name(other)
        {
            let message =
                "<BasePolicy> names the tenant \(element.text.trimmingBlanks()), the base policy is of \(other)"
            diagnostics.add(.tenantMismatch, at: element.location, message)
        }
    }
}

extension PolicyChains {
    /// Whether no policy of the folder inherits from `id`.
    func isLeaf(_ id: Name) -> Bool {
        !documents.contains { $0.base.flatMap { document($0)?.id } == id && $0.id != id }
    }

    /// The borrowed policies that the folder's own inherit from.
    var used: Set<Name> {
        let own = documents.filter { !$0.isBorrowed }
        return Set(own.flatMap { chain($0.id) ?? [] }.filter(\.isBorrowed).map(\.id))
    }
}
