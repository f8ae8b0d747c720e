import Foundation
import PackagePlugin

/// Compiles the starter pack, `Policies/` with its examples, into a target: who has only the program has the pack too.
@main
struct PackPlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) async throws -> [Command] {
        let folder = context.package.directoryURL.appending(path: "Policies")
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path())
            .filter { $0.hasSuffix(".xml") || $0.hasSuffix(".json") }
            .sorted()
        let files = names.map { folder.appending(path: $0) }
        let output = context.pluginWorkDirectoryURL.appending(path: "CompiledPack.swift")
        return [
            .buildCommand(
                displayName: "Compile the starter pack",
                executable: try context.tool(named: "AssetGenerator").url,
                arguments: ["--folder", folder.path(), "--type", "CompiledPack", output.path()]
                    + files.map { $0.path() },
                inputFiles: files, outputFiles: [output])
        ]
    }
}
