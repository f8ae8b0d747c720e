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
        print(output.text, terminator: "")
        fputs(output.errors, stderr)
        exit(output.status)
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
