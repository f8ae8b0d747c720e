/// What `cardea policy test` was asked for.
package struct TestOptions: Sendable, Equatable {
    package var folder = "."
    package var base: String?
    package var environment: String?
    /// Where the tests are; nil: in the folder.
    package var tests: String?
    /// Only tests whose name or file contains this.
    package var filter: String?
    package var junit: String?
    package var printsJSON = false
    package var isVerbose = false

    package static let usage = """
        usage: cardea policy test [DIR] [--tests DIR] [--base DIR] [--environment NAME] [--filter TEXT]
                                  [--junit FILE] [--json] [--verbose]

          DIR                 folder of policies (default: this one); a test may name another
          --tests DIR         where the *.journey.json files are, also in folders inside; or one such file
                              (default: DIR)
          --base DIR          where base policies are that DIR does not have
          --environment NAME  the environment of appsettings.json to take
          --filter TEXT       only tests whose name or file has this in it
          --junit FILE        write the results as JUnit XML too
          --json              print the results as JSON
          --verbose           print the tests that hold too

        Exit status: 0 all hold, 1 some do not, 2 the command was not understood.
        """

    package init() {}

    /// Reads the words after `policy test`.
    package init(_ arguments: some Sequence<String>) throws(UsageError) {
        var words = Array(arguments)[...]
        var folder: String?
        while let word = words.popFirst() {
            switch word {
            case "--base": base = try TestOptions.value(of: word, &words)
            case "--environment": environment = try TestOptions.value(of: word, &words)
            case "--tests": tests = try TestOptions.value(of: word, &words)
            case "--filter": filter = try TestOptions.value(of: word, &words)
            case "--junit": junit = try TestOptions.value(of: word, &words)
            case "--json": printsJSON = true
            case "--verbose", "-v": isVerbose = true
            case let word where word.hasPrefix("-"): throw UsageError("\(word) is not an option of cardea policy test")
            default:
                guard folder == nil else { throw UsageError("cardea policy test takes one folder, not two: \(word)") }
                folder = word
            }
        }
        self.folder = folder ?? "."
    }

    private static func value(of option: String, _ words: inout ArraySlice<String>) throws(UsageError) -> String {
        guard let text = words.popFirst(), !text.hasPrefix("--") else { throw UsageError("\(option) needs a value") }
        return text
    }
}
