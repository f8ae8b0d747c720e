import Base

/// `cardea policy …` as a function: arguments in, text and exit status out. Files come and go through `files`.
package struct PolicyCommand: Sendable {
    package struct Output: Sendable, Equatable {
        package var text = ""
        package var errors = ""
        /// 0: fine, 1: the policies have errors or differ, 2: the command was not understood.
        package var status: Int32 = 0

        package init(text: String = "", errors: String = "", status: Int32 = 0) {
            self.text = text
            self.errors = errors
            self.status = status
        }
    }

    /// The file system, as far as the commands need it.
    package struct Files: Sendable {
        /// The folder at a path; nil when it cannot be read.
        package var readFolder: @Sendable (String) -> PolicyFolder?
        /// The single file at a path; nil when it is none or cannot be read.
        package var readFile: @Sendable (String) -> PolicySet.File?
        /// Puts bytes in a file's place, whole or not at all; false when that fails.
        package var write: @Sendable (String, Bytes) -> Bool

        package init(
            readFolder: @escaping @Sendable (String) -> PolicyFolder?,
            readFile: @escaping @Sendable (String) -> PolicySet.File? = { _ in nil },
            write: @escaping @Sendable (String, Bytes) -> Bool = { _, _ in false }
        ) {
            self.readFolder = readFolder
            self.readFile = readFile
            self.write = write
        }
    }

    package static let usage = """
        Usage:
          cardea policy check [DIR] [--base DIR] [--environment NAME] [--hints] [--json] [--fix [--dry-run]]
              Reports everything that is wrong with the policies of a folder.
          cardea policy test [DIR] [--tests DIR] [--filter TEXT] [--junit FILE]
              Runs the journey tests of a folder (cardea policy test --help).
          cardea policy show ID [--dir DIR] [--base DIR] [--environment NAME] [--origins]
              Prints a policy with all that it inherits, as XML.
          cardea policy diff A B [--base DIR] [--environment NAME] [--json]
              Says what changed between two folders, or two files, in the policies as they run.
          cardea policy graph ID [DIR] [--base DIR] [--environment NAME] [--journey ID] [--svg | --dot] [-o FILE]
              Draws a policy's journey: steps, branches, technical profiles.
          cardea policy explain CODE
              Says what a diagnostic means and what to do about it.

          DIR            the folder whose own *.xml files are the policies; the current one when left out. An
                         appsettings.json in it gives {Settings:…} their values
          --base DIR     a folder to find further base policies in
          --environment  the environment of appsettings.json to take; the first when left out
          --hints        prints hints too, which may be tidied and need not be
          --json         check: {"diagnostics":[{"severity","code","file","line","column","message","remedy","fix"?}]}
                         diff: {"changes":[{"policies","kind","path","from"?,"to"?}]}
          --fix          repairs what has one obvious repair, in place, and leaves every other byte as it is
          --dry-run      with --fix: prints what would change as a unified diff, and changes nothing
          --origins      a comment before each part that comes from another file than what surrounds it
          --journey ID   another journey of the policy than the one that it begins with
          --svg, --dot   how to draw: a picture (as usual), or the language of Graphviz
          -o FILE        where to write; the terminal when left out

        Exit status: 0 fine (diff: no difference), 1 the policies have errors (diff: they differ), 2 the command was
        not understood, or a file cannot be read or written.

        """

    let files: Files

    package init(files: Files) { self.files = files }

    package init(readFolder: @escaping @Sendable (String) -> PolicyFolder?) {
        self.init(files: Files(readFolder: readFolder))
    }

    private static let common: Set<String> = ["--base", "--environment"]

    /// Runs `arguments`, which follow `cardea policy`.
    package func run(_ arguments: [String]) -> Output {
        let words = arguments.dropFirst()
        if words.contains("--help") || words.contains("-h") { return Output(text: PolicyCommand.usage) }
        let common = PolicyCommand.common
        do throws(UsageError) {
            switch arguments.first {
            case "check"?:
                let flags: Set<String> = ["--json", "--hints", "--fix", "--dry-run"]
                return try check(
                    PolicyArguments(words, .init(subjects: [], optional: ["folder"], options: common, flags: flags)))
            case "show"?:
                return show(
                    try PolicyArguments(
                        words, .init(subjects: ["policy"], options: common.union(["--dir"]), flags: ["--origins"])))
            case "diff"?:
                return diff(
                    try PolicyArguments(
                        words, .init(subjects: ["folders or files", "second one"], options: common, flags: ["--json"])))
            case "graph"?:
                return try graph(
                    PolicyArguments(
                        words,
                        .init(
                            subjects: ["policy"], optional: ["folder"], options: common.union(["-o", "--journey"]),
                            flags: ["--svg", "--dot"])))
            case "explain"?: return explain(try PolicyArguments(words, .init(subjects: ["code"])))
            case "help"?, "--help"?, "-h"?: return Output(text: PolicyCommand.usage)
            case nil: throw UsageError("say what to do: check, show, diff, graph or explain")
            case let word?: throw UsageError("there is no command \"policy \(word)\"")
            }
        } catch {
            return Output(errors: "cardea: \(error.reason)\n\n\(PolicyCommand.usage)", status: 2)
        }
    }

    private func show(_ arguments: PolicyArguments) -> Output {
        let loaded = load(arguments["--dir"] ?? ".", arguments)
        let id = Name(arguments.subjects[0])
        if let policy = loaded.set.element(id) {
            return Output(text: XMLWriter.write(policy, origins: arguments.has("--origins")))
        }
        return missing(id, loaded)
    }

    private func explain(_ arguments: PolicyArguments) -> Output {
        let word = arguments.subjects[0]
        guard let code = DiagnosticCode.named(word) else {
            return Output(errors: "cardea: there is no diagnostic \"\(word)\"\n", status: 2)
        }
        return Output(text: "\(code.rawValue) (\(code.severity.rawValue))\n  \(code.meaning)\n  \(code.remedy)\n")
    }

    /// Why there is no policy `id`: it has errors, or another name.
    func missing(_ id: Name, _ loaded: Loaded) -> Output {
        let faults = loaded.diagnostics.errors.sorted
        guard faults.isEmpty else { return Output(errors: DiagnosticText.write(faults), status: 1) }
        let known = loaded.set.policies.map { "  \($0)\n" }.joined()
        return Output(errors: "cardea: there is no policy \"\(id)\"; there are:\n\(known)", status: 1)
    }
}
