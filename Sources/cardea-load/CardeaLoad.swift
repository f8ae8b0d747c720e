import Glibc
import Server

/// `cardea-load`: starts a server of its own, drives it, and prints what an operation costs beside the bars of
/// design §7.
@main
struct CardeaLoad {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        // Not on the main actor: everything that the command starts would be held there with it.
        Task.detached { exit(await run(arguments)) }
        while true { pause() }
    }

    private static func run(_ arguments: [String]) async -> Int32 {
        do {
            switch arguments.first {
            // The two servers that the tool starts of itself.
            case UnhashedServer.command?: return try await UnhashedServer.run(arguments.dropFirst())
            case EventStreamServer.command?: return try EventStreamServer.run(arguments.dropFirst())
            case "--help"?, "-h"?: print(LoadOptions.usage)
            default: try await LoadRun(LoadOptions(arguments)).run()
            }
            return 0
        } catch {
            Terminal.error("cardea-load: \(error)")
            return 1
        }
    }
}

/// Why a run ends early. For whoever started it.
struct LoadError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
