import Base
import Synchronization
import Workbench

/// The stub files that tests name, each read once.
final class StubShelf: Sendable {
    private let folders = Mutex<[String: [StubFile]]>([:])

    /// The test's own first, then those of `stubs/` beside the policies.
    func files(for test: JourneyTest) throws -> [StubFile] {
        var files: [StubFile] = []
        for source in test.stubs {
            switch source {
            case .inline(let file): files.append(file)
            case .path(let path, let place):
                guard Files.exists(path) else { throw SourceProblem(place, "there are no stubs at \(path)") }
                files += try read(path)
            }
        }
        let beside = "\(test.folder)/stubs"
        return files + (Files.exists(beside) ? try read(beside) : [])
    }

    private func read(_ path: String) throws -> [StubFile] {
        if let known = folders.withLock({ $0[path] }) { return known }
        let files = try StubFolder.read(path)
        folders.withLock { $0[path] = files }
        return files
    }
}

/// Stub files of a folder, or one of them.
enum StubFolder {
    static func read(_ path: String) throws -> [StubFile] {
        guard !path.lowercased().hasSuffix(".json") else { return [try file(path)] }
        let names = try Files.names(in: path).filter { $0.lowercased().hasSuffix(".json") }
        return try names.map { try file("\(path)/\($0)") }
    }

    /// A file's bodies stand beside it.
    private static func file(_ path: String) throws -> StubFile {
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return try StubFile(try Files.read(path), name: path) { name in
            try? Files.read(folder.isEmpty ? name : "\(folder)/\(name)")
        }
    }
}
