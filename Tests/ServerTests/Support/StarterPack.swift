import Base
import Policy
import Synchronization
import Testing

/// The published starter packs beside this repository, unchanged.
enum StarterPack {
    private static let loaded = Mutex<[String: PolicySet]>([:])

    private static let root: String = {
        let here = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        return "/\(here)/../shared/corpus/starterpack"
    }()

    /// Whether they are there; says so loudly where not.
    static let isPresent: Bool = {
        let isThere = PolicyFolder.exists("\(root)/LocalAccounts/TrustFrameworkBase.xml")
        if !isThere { print("SKIPPED: no starter packs at \(root)") }
        return isThere
    }()

    static func load(_ folder: String, base: String? = nil) throws -> PolicySet {
        let key = "\(folder) \(base ?? "")"
        if let known = loaded.withLock({ $0[key] }) { return known }
        let own = try #require(PolicyFolder.read("\(root)/\(folder)"))
        let borrowed = base.flatMap { PolicyFolder.read("\(root)/\($0)") }
        let (set, diagnostics) = PolicySet.load(files: own.policies, base: borrowed?.policies ?? [])
        try #require(!diagnostics.hasErrors, "\(diagnostics.sorted)")
        loaded.withLock { $0[key] = set }
        return set
    }
}
