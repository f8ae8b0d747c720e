import Foundation
import PackagePlugin

/// Compiles the files of a target's `Assets` folder into it.
@main
struct AssetPlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) async throws -> [Command] {
        let folder = target.directoryURL.appending(path: "Assets")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { ["css", "js", "svg"].contains($0.pathExtension) }
            .sorted { $0.path() < $1.path() }
        let output = context.pluginWorkDirectoryURL.appending(path: "CompiledAssets.swift")
        return [
            .buildCommand(
                displayName: "Compile assets of \(target.name)",
                executable: try context.tool(named: "AssetGenerator").url,
                arguments: [output.path()] + files.map { $0.path() },
                inputFiles: files, outputFiles: [output])
        ]
    }
}
