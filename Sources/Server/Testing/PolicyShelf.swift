import Base
import Policy
import Synchronization
import Workbench

/// Folders of policies, each read once for all tests of it.
final class PolicyShelf: Sendable {
    struct Loaded: Sendable {
        let set: PolicySet
        let diagnostics: Diagnostics
    }

    private struct Key: Hashable {
        let folder: String
        let bases: [String]
        let environment: String?
        let settings: String?
    }

    private let loaded = Mutex<[Key: Loaded]>([:])

    func load(for test: JourneyTest) throws -> Loaded {
        let key = Key(
            folder: test.folder, bases: test.bases, environment: test.environment,
            settings: test.settings.map { JSON.object($0).text })
        if let known = loaded.withLock({ $0[key] }) { return known }
        let fresh = try PolicyShelf.read(test)
        loaded.withLock { $0[key] = fresh }
        return fresh
    }

    private static func read(_ test: JourneyTest) throws -> Loaded {
        guard let folder = PolicyFolder.read(test.folder), !folder.policies.isEmpty else {
            throw TestOrderError("the folder \(test.folder) holds no policies")
        }
        let bases = try test.bases.map { path in
            guard let base = PolicyFolder.read(path) else {
                throw TestOrderError("the folder \(path) of base policies cannot be read")
            }
            return base.policies
        }
        let base = BorrowedBases(bases).serving(folder.policies)
        let settings = test.settings.map { values in
            let environment: JSON = ["Name": "Test", "PolicySettings": .object(values)]
            var all = environment.object ?? [:]
            all["Tenant"] = values["Tenant"]
            return PolicySet.File(
                name: "\(test.place.file): settings", bytes: JSON.object(["Environments": [.object(all)]]).bytes)
        }
        let (set, diagnostics) = PolicySet.load(
            files: folder.policies, base: base, settings: settings ?? folder.settings,
            environment: settings == nil ? test.environment : nil, realms: folder.realms)
        return Loaded(set: set, diagnostics: diagnostics)
    }
}

/// What a test wants cannot be had. For its author.
struct TestOrderError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
