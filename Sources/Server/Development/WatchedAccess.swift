import Base
import Directory
import JourneyRuntime
import Synchronization

/// `conditional-access.json` beside the policies, as it is now. One that cannot be read keeps the last good rules.
final class WatchedAccess: ConditionalAccess {
    private struct Loaded {
        var rules: ConditionalAccessRules
        var stamp: String?
    }

    let countries: any CountryLookup = NoCountries()
    private let path: String
    private let state: Mutex<Loaded>

    /// Throws for a file that is there and cannot be read: a server must not start without the rules that it was given.
    init(folder: String) throws {
        let path = "\(folder)/conditional-access.json"
        self.path = path
        state = Mutex(Loaded(rules: try WatchedAccess.read(path), stamp: Files.stamp(path)))
    }

    func rules(of tenant: Tenant.ID) -> ConditionalAccessRules { state.withLock { $0.rules } }

    /// Reads the file again if it was saved since; whether it was. Throws once for one that cannot be read.
    func reload() throws -> Bool {
        let stamp = Files.stamp(path)
        let isNew = state.withLock { state in
            defer { state.stamp = stamp }
            return state.stamp != stamp
        }
        guard isNew else { return false }
        let rules = try WatchedAccess.read(path)
        state.withLock { $0.rules = rules }
        return true
    }

    private static func read(_ path: String) throws -> ConditionalAccessRules {
        guard Files.stamp(path) != nil else { return ConditionalAccessRules() }
        do {
            return try ConditionalAccessRules(parsing: Files.read(path))
        } catch let fault as ConditionalAccessRules.Fault {
            throw UsageError("\(path): \(fault)")
        }
    }
}
