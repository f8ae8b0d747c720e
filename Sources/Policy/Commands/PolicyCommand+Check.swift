import Base

extension PolicyCommand {
    func check(_ arguments: PolicyArguments) throws(UsageError) -> Output {
        let path = arguments.subject(0) ?? "."
        guard arguments.has("--fix") || !arguments.has("--dry-run") else {
            throw UsageError("--dry-run goes with --fix")
        }
        let loaded = load(path, arguments)
        guard arguments.has("--fix") else { return report(loaded, arguments) }
        let repaired = PolicyRepairs.make(loaded) { load($0, of: path, arguments) }
        if arguments.has("--dry-run") {
            let text = repaired.changes.map { UnifiedDiff.write($0.name, $0.before, $0.after) }.joined()
            return Output(text: text, errors: repaired.summary + "\n", status: repaired.rest.hasErrors ? 1 : 0)
        }
        for change in repaired.changes where !files.write(change.name, change.after) {
            return Output(errors: "cardea: cannot write \(change.name)\n", status: 2)
        }
        let rest = Loaded(set: loaded.set, diagnostics: repaired.rest, files: repaired.files)
        var output = report(rest, arguments)
        if !arguments.has("--json") { output.text = repaired.text + repaired.summary + "\n" + output.text }
        return output
    }

    private func report(_ loaded: Loaded, _ arguments: PolicyArguments) -> Output {
        let status: Int32 = loaded.diagnostics.hasErrors ? 1 : 0
        guard arguments.has("--json") else {
            let text = DiagnosticText.write(loaded.diagnostics.sorted, hints: arguments.has("--hints"))
            return Output(text: text, status: status)
        }
        let editors = PolicyRepairs.editors(loaded.files)
        let items = loaded.diagnostics.sorted.map { diagnostic -> JSON in
            var object = diagnostic.members
            object["fix"] = diagnostic.repair.flatMap { $0.json(editors) }
            return .object(object)
        }
        return Output(text: (["diagnostics": .array(items)] as JSON).text + "\n", status: status)
    }

    /// The folder at `path` again, with `changed` in the place of its files of the same name.
    private func load(_ changed: [PolicySet.File], of path: String, _ arguments: PolicyArguments) -> Loaded {
        let readFolder = files.readFolder
        let names = Dictionary(changed.map { ($0.name, $0) }) { first, _ in first }
        var with = files
        with.readFolder = { folder in
            readFolder(folder).map {
                PolicyFolder(
                    policies: $0.policies.map { names[$0.name] ?? $0 }, settings: $0.settings,
                    unreadable: $0.unreadable)
            }
        }
        let readFile = files.readFile
        with.readFile = { path in readFile(path).map { names[$0.name] ?? $0 } }
        return PolicyCommand(files: with).load(path, arguments)
    }
}

/// What an author reads: a line for the fault, a line for the way out.
package enum DiagnosticText {
    package static func write(_ diagnostics: [Diagnostic], hints: Bool = false) -> String {
        let lines = diagnostics.filter { hints || $0.severity != .hint }.map {
            "\($0.location): \($0.severity.rawValue) \($0.code.rawValue) \($0.message)\n  \($0.remedy)\n"
        }
        return lines.joined() + summary(diagnostics, hints: hints) + "\n"
    }

    private static func summary(_ diagnostics: [Diagnostic], hints: Bool) -> String {
        func number(_ severity: Diagnostic.Severity) -> Int { diagnostics.count { $0.severity == severity } }
        let (errors, warnings, tips) = (number(.error), number(.warning), number(.hint))
        let told =
            tips > 0 ? "\(count(tips, "hint"))\(hints ? "" : " (--hints shows \(tips == 1 ? "it" : "them"))")" : ""
        guard errors + warnings > 0 else { return told.isEmpty ? "No problems found." : "No problems found; \(told)." }
        return ([count(errors, "error"), count(warnings, "warning"), told].filter { !$0.isEmpty }).joined(
            separator: ", ")
            + "."
    }

    static func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
}
