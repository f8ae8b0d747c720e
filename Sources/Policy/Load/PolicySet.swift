import Base

/// The policies of a folder, resolved: a value that a server holds, and replaces when a file changes.
package struct PolicySet: Sendable {
    /// A file as it was read: the name is what diagnostics print.
    package struct File: Sendable {
        package let name: String
        package let bytes: Bytes

        package init(name: String, bytes: Bytes) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// The ids of all policies of the folder, in file order.
    package let policies: [Name]
    /// The ids of those that can be invoked, in file order.
    package let relyingParties: [Name]
    /// The tenant that the policies name: `contoso.onmicrosoft.com`.
    package let tenant: Name?
    private let trees: [Name: XMLElement]
    private let resolved: [Name: ResolvedPolicy]
    private let chains: PolicyChains

    /// Reads, inherits, includes and checks.
    ///
    /// - Parameters:
    ///   - files: the policy files of a folder.
    ///   - base: further files; their policies serve as base policies where the folder refers to them.
    ///   - settings: `appsettings.json`, where the folder has one.
    ///   - environment: the environment's name; nil takes the first.
    ///   - realms: the realms that policies may name; nil: nobody knows here.
    /// - Returns: what could be resolved, and everything that is wrong. A policy with errors may be missing in the set.
    package static func load(
        files: [File], base: [File] = [], settings: File? = nil, environment: String? = nil,
        realms: Set<Name>? = nil
    ) -> (set: PolicySet, diagnostics: Diagnostics) {
        var diagnostics = Diagnostics()
        let values = settings.map { Settings.read($0, environment: environment, &diagnostics) } ?? .none
        var documents: [PolicyDocument] = []
        var unreadable: Set<Name> = []
        for file in files {
            let document = PolicyDocument(file, settings: values, isBorrowed: false, &diagnostics)
            document.map { documents.append($0) }
            if document == nil, let id = PolicyDocument.guessID(file) { unreadable.insert(id) }
        }
        let (borrowed, faults) = borrow(base, values)
        let chains = PolicyChains(documents + borrowed, unreadable: unreadable, &diagnostics)
        diagnostics.add(faults(chains))
        let set = PolicySet(chains, realms, &diagnostics)
        return (set, diagnostics)
    }

    /// Base policies of another folder, and a function that tells what is wrong with those that are used: their
    /// warnings are for whoever keeps that folder.
    private static func borrow(
        _ files: [File], _ settings: Settings
    ) -> ([PolicyDocument], (PolicyChains) -> Diagnostics) {
        var documents: [PolicyDocument] = []
        var faults: [Name: Diagnostics] = [:]
        for file in files {
            var found = Diagnostics()
            guard let document = PolicyDocument(file, settings: settings, isBorrowed: true, &found) else { continue }
            documents.append(document)
            faults[document.id] = found.errors
        }
        return (
            documents, { [faults] chains in chains.used.reduce(into: Diagnostics()) { $0.add(faults[$1] ?? .init()) } }
        )
    }

    private init(_ chains: PolicyChains, _ realms: Set<Name>?, _ diagnostics: inout Diagnostics) {
        let own = chains.documents.filter { !$0.isBorrowed }
        var resolver = PolicyResolver(chains)
        var trees: [Name: XMLElement] = [:]
        for document in own { trees[document.id] = resolver.resolve(document.id, &diagnostics) }
        self.chains = chains
        self.trees = trees
        policies = own.map(\.id)
        relyingParties = own.filter { $0.isRelyingParty && trees[$0.id] != nil }.map(\.id)
        tenant = own.lazy.compactMap(\.tenant).first.map { Name($0) }
        resolved = relyingParties.reduce(into: [:]) { result, id in
            result[id] = trees[id].flatMap { PolicySet.decode($0, id, chains) }
        }
        let files = Set(own.map(\.root.location.file))
        let tops = own.filter { chains.isLeaf($0.id) || $0.isRelyingParty }
        for document in tops {
            guard let tree = trees[document.id] else { continue }
            let found = PolicyCheck.check(
                tree, chains.chain(document.id) ?? [], ownFiles: files, realms: realms)
            // What is to be tidied in a borrowed file is for whoever keeps it.
            diagnostics.add(found.filtered { $0.severity == .error || files.contains($0.location.file) })
        }
        diagnostics.add(UnusedCheck.check(tops.compactMap { trees[$0.id] }, own: own))
    }

    /// The policy `id` with all that it inherits. A policy that no relying party stands for is decoded on demand.
    package func policy(_ id: Name) -> ResolvedPolicy? {
        guard let id = chains.document(id)?.id else { return nil }
        return resolved[id] ?? trees[id].flatMap { PolicySet.decode($0, id, chains) }
    }

    /// The policy `id` with all that it inherits, as XML.
    package func element(_ id: Name) -> XMLElement? { chains.document(id).flatMap { trees[$0.id] } }

    /// The policy `id` and those that it inherits from, to the root, each with its file.
    package func chain(_ id: Name) -> [(policy: Name, file: String)] {
        (chains.chain(id) ?? []).map { ($0.id, $0.root.location.file) }
    }

    private static func decode(_ tree: XMLElement, _ id: Name, _ chains: PolicyChains) -> ResolvedPolicy? {
        guard let chain = chains.chain(id) else { return nil }
        return ResolvedPolicy(tree, chain: chain.map(\.id), isRelyingParty: chain[0].isRelyingParty)
    }
}
