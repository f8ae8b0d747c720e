import Policy
import TestSupport
import Testing

/// The published samples and unit tests beside this repository, over a starter pack and unchanged.
enum Sample {
    static func load(
        _ folder: String, only names: Set<String>? = nil, base: String, extra: [PolicySet.File] = []
    ) throws -> PolicySet {
        let own = try #require(PolicyFolder.read("\(StarterPack.root)/../\(folder)"))
        let borrowed = try #require(PolicyFolder.read("\(StarterPack.root)/\(base)"))
        let files = own.policies.filter { file in names.map { $0.contains(file.name.lastPart) } ?? true }
        let (set, diagnostics) = PolicySet.load(files: files + extra, base: borrowed.policies)
        try #require(!diagnostics.hasErrors, "\(diagnostics.sorted)")
        return set
    }
}

extension String {
    fileprivate var lastPart: String { split(separator: "/").last.map(String.init) ?? self }
}
