import Base
import Directory
import Glibc
import JourneyRuntime
import Policy
import Synchronization

/// A folder of policies, served as it is now. A saved file is read again at once; one that cannot be read keeps the
/// last good policies running.
final class WatchedPolicies: Policies {
    private struct Loaded {
        var set: PolicySet
        var diagnostics: Diagnostics
        var generation: Int
    }

    private let folder: String
    private let base: String?
    private let tenant: Tenant.ID
    private let state: Mutex<Loaded>

    init(_ folder: String, base: String?, tenant: Tenant.ID, first: (set: PolicySet, diagnostics: Diagnostics)) {
        self.folder = folder
        self.base = base
        self.tenant = tenant
        state = Mutex(Loaded(set: first.set, diagnostics: first.diagnostics, generation: 1))
    }

    func policy(_ id: Name, of tenant: Tenant.ID) -> ResolvedPolicy? {
        guard tenant == self.tenant else { return nil }
        return state.withLock { $0.set.policy(id) }
    }

    var generation: Int { state.withLock { $0.generation } }
    var set: PolicySet { state.withLock { $0.set } }
    var diagnostics: Diagnostics { state.withLock { $0.diagnostics } }

    /// Reads the folder again. With errors in it, the last good policies go on being served.
    func reload() throws -> Diagnostics {
        let loaded = try WatchedPolicies.load(folder, base: base)
        return state.withLock { state in
            state.diagnostics = loaded.diagnostics
            if !loaded.diagnostics.hasErrors {
                state.set = loaded.set
                state.generation += 1
            }
            return loaded.diagnostics
        }
    }

    static func load(_ folder: String, base: String?) throws -> (set: PolicySet, diagnostics: Diagnostics) {
        let own = try read(folder)
        return PolicySet.load(
            files: own.policies, base: try base.map { try read($0).policies } ?? [], settings: own.settings)
    }

    private static func read(_ path: String) throws -> PolicyFolder {
        guard let folder = PolicyFolder.read(path) else { throw Files.Failure(path) }
        return folder
    }

    /// What the folder looks like: changes with every save.
    var stamp: [String] {
        let folders = [folder, base].compactMap(\.self)
        return folders.flatMap { folder in
            ((try? Files.names(in: folder)) ?? []).filter { $0.hasSuffix(".xml") || $0 == "appsettings.json" }
                .map { "\($0) \(Files.stamp("\(folder)/\($0)") ?? "")" }
        }
    }
}
