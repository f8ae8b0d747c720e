import Base

/// `cardea policy …` as a function: arguments in, text and exit status out. Folders come through `readFolder`.
package struct PolicyCommand: Sendable {
    package struct Output: Sendable, Equatable {
        package var text = ""
        package var errors = ""
        /// 0: fine, 1: the policies have errors, 2: the command was not understood.
        package var status: Int32 = 0

        package init(text: String = "", errors: String = "", status: Int32 = 0) {
            self.text = text
            self.errors = errors
            self.status = status
        }
    }

    package static let usage = """
        Usage:
          cardea policy check DIR [--base DIR] [--environment NAME] [--json]
              Reports everything that is wrong with the policies of a folder.
          cardea policy test [DIR] [--tests DIR] [--filter TEXT] [--junit FILE]
              Runs the journey tests of a folder (cardea policy test --help).
          cardea policy show ID [--dir DIR] [--base DIR] [--environment NAME] [--origins]
              Prints a policy with all that it inherits, as XML.

          DIR            the folder whose own *.xml files are the policies; an appsettings.json in it
                         gives {Settings:…} their values (--dir: the current folder when left out)
          --base DIR     a folder to find further base policies in
          --environment  the environment of appsettings.json to take; the first when left out
          --json         {"diagnostics":[{"severity","code","file","line","column","message","remedy"}]}
          --origins      a comment before each part that comes from another file than what surrounds it

        Exit status: 0 fine, 1 the policies have errors, 2 the command was not understood.

        """

    private let readFolder: @Sendable (String) -> PolicyFolder?

    package init(readFolder: @escaping @Sendable (String) -> PolicyFolder?) { self.readFolder = readFolder }

    /// Runs `arguments`, which follow `cardea policy`.
    package func run(_ arguments: [String]) -> Output {
        do throws(UsageError) {
            switch arguments.first {
            case "check"?: return check(try PolicyArguments(arguments.dropFirst(), flags: ["--json"], hasDir: false))
            case "show"?: return show(try PolicyArguments(arguments.dropFirst(), flags: ["--origins"], hasDir: true))
            case "help"?, "--help"?, "-h"?: return Output(text: PolicyCommand.usage)
            case nil: throw UsageError("say what to do: check or show")
            case let word?: throw UsageError("there is no command \"policy \(word)\"")
            }
        } catch {
            return Output(errors: "cardea: \(error.reason)\n\n\(PolicyCommand.usage)", status: 2)
        }
    }

    private func check(_ arguments: PolicyArguments) -> Output {
        let diagnostics = load(arguments.subject, arguments).diagnostics
        let status: Int32 = diagnostics.hasErrors ? 1 : 0
        if arguments.has("--json") { return Output(text: diagnostics.json.text + "\n", status: status) }
        return Output(text: DiagnosticText.write(diagnostics.sorted), status: status)
    }

    private func show(_ arguments: PolicyArguments) -> Output {
        let (set, diagnostics) = load(arguments["--dir"] ?? ".", arguments)
        let id = Name(arguments.subject)
        if let policy = set.element(id) {
            return Output(text: XMLWriter.write(policy, origins: arguments.has("--origins")))
        }
        let faults = diagnostics.sorted.filter { $0.severity == .error }
        guard faults.isEmpty else { return Output(errors: DiagnosticText.write(faults), status: 1) }
        let known = set.policies.map { "  \($0)\n" }.joined()
        return Output(errors: "cardea: there is no policy \"\(id)\"; there are:\n\(known)", status: 1)
    }

    private func load(_ path: String, _ arguments: PolicyArguments) -> (set: PolicySet, diagnostics: Diagnostics) {
        var faults = Diagnostics()
        let folder = read(path, &faults)
        let base = arguments["--base"].flatMap { read($0, &faults) }
        var (set, diagnostics) = PolicySet.load(
            files: folder?.policies ?? [], base: base?.policies ?? [], settings: folder?.settings,
            environment: arguments["--environment"])
        diagnostics.add(faults)
        if set.policies.isEmpty, !diagnostics.hasErrors {
            let start = SourceLocation(file: path, line: 1, column: 1)
            diagnostics.add(.noPolicies, at: start, "no *.xml file of the folder \(path) is a policy")
        }
        return (set, diagnostics)
    }

    private func read(_ path: String, _ faults: inout Diagnostics) -> PolicyFolder? {
        let start = SourceLocation(file: path, line: 1, column: 1)
        guard let folder = readFolder(path) else {
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

/// What an author reads: a line for the fault, a line for the way out.
package enum DiagnosticText {
    package static func write(_ diagnostics: [Diagnostic]) -> String {
        let lines = diagnostics.map {
            "\($0.location): \($0.severity.rawValue) \($0.code.rawValue) \($0.message)\n  \($0.remedy)\n"
        }
        let errors = diagnostics.count { $0.severity == .error }
        return lines.joined() + summary(errors: errors, warnings: diagnostics.count - errors) + "\n"
    }

    private static func summary(errors: Int, warnings: Int) -> String {
        guard errors + warnings > 0 else { return "No problems found." }
        return "\(count(errors, "error")), \(count(warnings, "warning"))."
    }

    private static func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
}
