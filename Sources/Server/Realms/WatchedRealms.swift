import Base
import Passwordless
import Synchronization

/// The realms of `realms/*.json` beside the policies: read at the start, and again when a file is saved. A file that
/// cannot be read changes nothing.
final class WatchedRealms: Sendable {
    private let folder: String
    private let keeper: RealmKeeper
    private let stamps: Mutex<[String: String]>

    /// Throws for a file that is there and cannot be read.
    init(folder: String, keeper: RealmKeeper) async throws {
        self.folder = "\(folder)/realms"
        self.keeper = keeper
        stamps = Mutex([:])
        _ = try await reload()
    }

    /// Takes over what was saved since; answers the names of those files.
    func reload() async throws -> [String] {
        var taken: [String] = []
        for name in names where isNew(name) {
            let path = "\(folder)/\(name)"
            do {
                let file = try RealmFile(try JSON(parsing: try Files.read(path)))
                try await keeper.apply(file, keepsKeys: true)
                for warning in file.settings.theme.warnings { Terminal.error("cardea: realms/\(name): \(warning)") }
            } catch {
                throw UsageError("realms/\(name): \(error)")
            }
            taken.append(name)
        }
        return taken
    }

    /// Tells the operator what realms name and the machine does not have.
    func sayWhatIsMissing() async throws {
        for lack in try await keeper.lacks() { Terminal.error("cardea dev: \(lack)") }
    }

    /// Whether realms stand beside the policies of a folder, or in their place.
    static func hasFiles(_ folder: String) -> Bool { !names(in: "\(folder)/realms").isEmpty }

    private var names: [String] { WatchedRealms.names(in: folder) }

    private static func names(in folder: String) -> [String] {
        guard Files.isFolder(folder), let names = try? Files.names(in: folder) else { return [] }
        return names.filter { $0.hasSuffix(".json") }.sorted()
    }

    private func isNew(_ name: String) -> Bool {
        let stamp = Files.stamp("\(folder)/\(name)") ?? ""
        return stamps.withLock { stamps in
            defer { stamps[name] = stamp }
            return stamps[name] != stamp
        }
    }
}
