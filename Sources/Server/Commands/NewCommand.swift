import Base
import Glibc
import Workbench

/// `cardea new`: lays out the starter pack in an empty folder.
package struct NewCommand: Sendable {
    private let options: NewOptions

    package init(_ options: NewOptions) { self.options = options }

    /// Answers the exit status.
    package func run() -> Int32 {
        do {
            let pack = PolicyPack(tenant: options.tenant, withExamples: options.withExamples)
            try requireEmpty()
            for file in pack.files { try write(file) }
            print(told(pack), terminator: "")
            return 0
        } catch {
            Terminal.error("cardea new: \(error)")
            return 1
        }
    }

    /// A new repository's hidden files are no content.
    private func requireEmpty() throws {
        guard Files.exists(options.folder) else { return try Files.makeFolders(options.folder) }
        guard Files.isFolder(options.folder) else { throw UsageError("\(options.folder) is not a folder") }
        guard try Files.names(in: options.folder).isEmpty else {
            throw UsageError("\(options.folder) is not empty; name a folder that is, or a new one")
        }
    }

    private func write(_ file: PolicyPack.File) throws {
        let path = "\(prefix)\(file.path)"
        try Files.makeFolders(
            path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/"))
        try Files.write(Bytes(utf8: file.text), to: path, mode: 0o644)
    }

    private var prefix: String { options.folder.hasSuffix("/") ? options.folder : options.folder + "/" }

    private func told(_ pack: PolicyPack) -> String {
        let folder = options.folder == "." ? "" : " \(options.folder)"
        let policies = pack.files.count { $0.path.hasSuffix(".xml") }
        return """
            cardea: wrote \(policies) policies of \(options.tenant.text) and their tests to \(options.folder)

            Next:
              cardea policy check\(folder.isEmpty ? " ." : folder)   everything that is wrong with them
              cardea policy test\(folder)    their journey tests
              cardea dev\(folder)            serves them on http://localhost:8080, and again whenever you save one

            """
    }
}
