extension PolicyCommand {
    struct Loaded {
        let set: PolicySet
        let diagnostics: Diagnostics
        /// The folder's own policy files.
        let files: [PolicySet.File]
    }

    /// The policies of the folder at `path`, or of the single file there with its folder as base.
    func load(_ path: String, _ arguments: PolicyArguments) -> Loaded {
        var faults = Diagnostics()
        var own: PolicyFolder?
        var borrowed: [PolicySet.File] = []
        if path.lowercased().hasSuffix(".xml"), let file = files.readFile(path) {
            let beside = files.readFolder(PolicyCommand.folder(of: path))
            own = PolicyFolder(policies: [file], settings: beside?.settings)
            borrowed = (beside?.policies ?? []).filter { $0.bytes != file.bytes }
        } else {
            own = read(path, &faults)
        }
        borrowed += arguments["--base"].flatMap { read($0, &faults) }?.policies ?? []
        var (set, diagnostics) = PolicySet.load(
            files: own?.policies ?? [], base: borrowed, settings: own?.settings,
            environment: arguments["--environment"], realms: own?.realms)
        diagnostics.add(faults)
        if set.policies.isEmpty, !diagnostics.hasErrors {
            let start = SourceLocation(file: path, line: 1, column: 1)
            diagnostics.add(.noPolicies, at: start, "no *.xml file of the folder \(path) is a policy")
        }
        return Loaded(set: set, diagnostics: diagnostics, files: own?.policies ?? [])
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private func read(_ path: String, _ faults: inout Diagnostics) -> PolicyFolder? {
        let start = SourceLocation(file: path, line: 1, column: 1)
        guard let folder = files.readFolder(path) else {
            faults.add(.unreadableFile, at: start, "the folder \(path) cannot be read")
            return nil
        }
        for name in folder.unreadable {
            let place = SourceLocation(file: name, line: 1, column: 1)
            faults.add(.unreadableFile, at: place, "the file \(name) cannot be read")
        }
        if folder.policies.isEmpty { faults.add(.noPolicies, at: start, "the folder \(path) holds no *.xml file") }
        return folder
    }
}
