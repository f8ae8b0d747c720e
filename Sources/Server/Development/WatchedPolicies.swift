import Base
import Directory
import Glibc
import JourneyRuntime
import Policy
import Synchronization

/// A folder of policies, served as it is now. A saved file is read again at once; one that cannot be read keeps the
/// last good policies running.
final class WatchedPolicies: Policies {
    /// What is served, and what is on disk.
    struct Standing: Sendable {
        fileprivate(set) var set: PolicySet
        /// Of what is on disk now.
        fileprivate(set) var diagnostics: Diagnostics
        /// When what is served was read.
        fileprivate(set) var servedSince: Timestamp
        /// Whether what is on disk was not taken, because of its errors.
        fileprivate(set) var isHeldBack: Bool
        fileprivate var generation: Int
    }

    /// After every reading of the folder.
    let changes = Broadcast<Void>()
    private let folder: String
    private let base: String?
    private let tenant: Tenant.ID
    private let mayBeEmpty: Bool
    private let now: Now
    private let state: Mutex<Standing>

    /// A folder that begins without a policy, since it is one of realms, is not wrong when it goes on so.
    init(
        _ folder: String, base: String?, tenant: Tenant.ID, first: (set: PolicySet, diagnostics: Diagnostics),
        now: @escaping Now
    ) {
        self.folder = folder
        self.base = base
        self.tenant = tenant
        mayBeEmpty = first.set.policies.isEmpty
        self.now = now
        state = Mutex(
            Standing(
                set: first.set, diagnostics: first.diagnostics, servedSince: now(), isHeldBack: false, generation: 1))
    }

    func policy(_ id: Name, of tenant: Tenant.ID) -> ResolvedPolicy? {
        guard tenant == self.tenant else { return nil }
        return state.withLock { $0.set.policy(id) }
    }

    var standing: Standing { state.withLock { $0 } }
    var generation: Int { state.withLock { $0.generation } }
    var set: PolicySet { state.withLock { $0.set } }
    var diagnostics: Diagnostics { state.withLock { $0.diagnostics } }

    /// Reads the folder again. With errors in it, the last good policies go on being served.
    func reload() throws -> Diagnostics {
        let loaded = try WatchedPolicies.load(folder, base: base, mayBeEmpty: mayBeEmpty)
        state.withLock { state in
            state.diagnostics = loaded.diagnostics
            state.isHeldBack = loaded.diagnostics.hasErrors
            guard !state.isHeldBack else { return }
            state.set = loaded.set
            state.servedSince = now()
            state.generation += 1
        }
        changes.send()
        return loaded.diagnostics
    }

    static func load(
        _ folder: String, base: String?, mayBeEmpty: Bool = false
    ) throws -> (set: PolicySet, diagnostics: Diagnostics) {
        let own = try read(folder)
        var (set, diagnostics) = PolicySet.load(
            files: own.policies, base: try base.map { try read($0).policies } ?? [], settings: own.settings,
            realms: own.realms)
        for name in own.unreadable {
            diagnostics.add(
                .unreadableFile, at: SourceLocation(file: name, line: 1, column: 1), "the file \(name) cannot be read")
        }
        if set.policies.isEmpty, !mayBeEmpty, !diagnostics.hasErrors {
            diagnostics.add(
                .noPolicies, at: SourceLocation(file: folder, line: 1, column: 1),
                "no *.xml file of the folder \(folder) is a policy")
        }
        return (set, diagnostics)
    }

    private static func read(_ path: String) throws -> PolicyFolder {
        guard let folder = PolicyFolder.read(path) else { throw Files.Failure(path) }
        return folder
    }

    /// What the folder looks like: changes with every save.
    var stamp: [String] { WatchedPolicies.stamp(folder, base: base) }

    static func stamp(_ folder: String, base: String?) -> [String] {
        let folders = [folder, base].compactMap(\.self)
        return folders.flatMap { folder in
            ((try? Files.names(in: folder)) ?? []).filter { $0.lowercased().hasSuffix(".xml") || isSettings($0) }
                .map { "\($0) \(Files.stamp("\(folder)/\($0)") ?? "")" }
        }
    }

    private static func isSettings(_ name: String) -> Bool { name.lowercased() == "appsettings.json" }
}
