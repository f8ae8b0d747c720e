import Base
import Glibc
import Policy
import Server

@main
struct Cardea {
    static let usage = """
        Usage: cardea COMMAND

          new [DIR]           write a small pack of policies to start from
          dev [DIR]           serve a folder of policies, with everything that they need
          policy check DIR    report everything that is wrong with the policies of a folder
          policy check DIR --fix   repair what has one obvious repair
          policy show ID      print a policy with all that it inherits
          policy diff A B     say what changed between two folders of policies, as they run
          policy graph ID     draw the journey of a policy
          policy explain CODE say what a diagnostic means
          policy test DIR     run the journey tests of a folder
          realm …             make and configure realms in a data folder
          app secret          make a secret for an application, and its hash for applications.json
          version             print the version

        cardea COMMAND --help tells more.

        """

    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == "new" { new(Array(arguments.dropFirst())) }
        if arguments.first == "dev" { dev(Array(arguments.dropFirst())) }
        if arguments.first == "realm" { realm(Array(arguments.dropFirst())) }
        if arguments.prefix(2) == ["policy", "test"] { test(Array(arguments.dropFirst(2))) }
        finish(run(arguments))
    }

    private static func run(_ arguments: [String]) -> PolicyCommand.Output {
        switch arguments.first {
        case "policy"?:
            PolicyCommand(
                files: .init(
                    readFolder: { PolicyFolder.read($0) }, readFile: { PolicyFolder.file($0) },
                    write: { PolicyFolder.write($0, $1) })
            ).run(Array(arguments.dropFirst()))
        case "app"?: AppCommand.system.run(Array(arguments.dropFirst()))
        case "version"?, "--version"?: .init(text: "cardea \(Version.text)\n")
        case "help"?, "--help"?, "-h"?: .init(text: usage)
        case nil: .init(errors: usage, status: 2)
        case let word?: .init(errors: "cardea: there is no command \"\(word)\"\n\n\(usage)", status: 2)
        }
    }

    private static func dev(_ arguments: [String]) -> Never {
        if arguments.contains("--help") || arguments.contains("-h") { finish(.init(text: DevOptions.usage + "\n")) }
        do {
            let command = DevCommand(try DevOptions(arguments))
            // Not on the main actor: everything that the command starts would be held there with it.
            Task.detached { exit(await command.run()) }
        } catch {
            finish(.init(errors: "cardea dev: \(error)\n\n\(DevOptions.usage)\n", status: 2))
        }
        while true { pause() }
    }

    private static func realm(_ arguments: [String]) -> Never {
        Task.detached { finish(await RealmCommand.system.run(arguments)) }
        while true { pause() }
    }

    private static func new(_ arguments: [String]) -> Never {
        if arguments.contains("--help") || arguments.contains("-h") { finish(.init(text: NewOptions.usage + "\n")) }
        do {
            exit(NewCommand(try NewOptions(arguments)).run())
        } catch {
            finish(.init(errors: "cardea new: \(error)\n\n\(NewOptions.usage)\n", status: 2))
        }
    }

    private static func test(_ arguments: [String]) -> Never {
        if arguments.contains("--help") || arguments.contains("-h") { finish(.init(text: TestOptions.usage + "\n")) }
        do {
            let command = TestCommand(try TestOptions(arguments))
            Task.detached { exit(await command.run()) }
        } catch {
            finish(.init(errors: "cardea policy test: \(error)\n\n\(TestOptions.usage)\n", status: 2))
        }
        while true { pause() }
    }

    private static func finish(_ output: PolicyCommand.Output) -> Never {
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
}
