import Base
import Glibc
import Policy

@main
struct Cardea {
    static let version = "0.1.0"

    static let usage = """
        Usage: cardea COMMAND

          policy check DIR    report everything that is wrong with the policies of a folder
          policy show ID      print a policy with all that it inherits
          version             print the version

        cardea policy --help tells more.

        """

    static func main() {
        let output = run(Array(CommandLine.arguments.dropFirst()))
        write(output.text, to: STDOUT_FILENO)
        write(output.errors, to: STDERR_FILENO)
        exit(output.status)
    }

    /// All of `text`; a reader that went away is its own affair.
    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Bytes(utf8: text)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    private static func run(_ arguments: [String]) -> PolicyCommand.Output {
        switch arguments.first {
        case "policy"?: PolicyCommand { PolicyFolder.read($0) }.run(Array(arguments.dropFirst()))
        case "version"?, "--version"?: .init(text: "cardea \(version)\n")
        case "help"?, "--help"?, "-h"?: .init(text: usage)
        case nil: .init(errors: usage, status: 2)
        case let word?: .init(errors: "cardea: there is no command \"\(word)\"\n\n\(usage)", status: 2)
        }
    }
}
