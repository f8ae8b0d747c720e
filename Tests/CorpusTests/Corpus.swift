import Base
import Policy

@testable import Server

/// The published policies beside the repository, unchanged.
enum Corpus {
    static let root: String = {
        let repository = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        // The parent by its name: a journey test says `../shared` and reaches the same.
        let parent = repository.split(separator: "/").dropLast().joined(separator: "/")
        return "/\(parent)/shared/corpus"
    }()

    /// Whether they are there; says so loudly where not.
    static let isPresent: Bool = {
        let isThere = PolicyFolder.exists("\(root)/starterpack/LocalAccounts/TrustFrameworkBase.xml")
        if !isThere { print("SKIPPED: no published policies at \(root), so no journey of them is run") }
        return isThere
    }()

    /// The parts of the corpus, in the order in which docs/coverage.md has them.
    static let areas = ["unit-tests", "samples", "starterpack", "partners"]

    /// Every folder that holds policies, by its path. Read and checked once.
    static let folders: [CorpusFolder] = areas.flatMap { (try? folders(of: $0)) ?? [] }

    private static func folders(of area: String) throws -> [CorpusFolder] {
        var found: [CorpusFolder] = []
        var rest = [area]
        while let path = rest.popLast() {
            let names = try Files.names(in: "\(root)/\(path)")
            rest += names.map { "\(path)/\($0)" }.filter { Files.isFolder("\(root)/\($0)") }
            let folder = CorpusFolder(path)
            if !folder.files.isEmpty { found.append(folder) }
        }
        return found.sorted { $0.path < $1.path }
    }

    /// Policies whose base a folder does not bring get this one, as their authors say.
    static let base = PolicyFolder.read("\(root)/starterpack/SocialAndLocalAccountsWithMfa")?.policies ?? []
}

/// A folder of published policies.
struct CorpusFolder {
    /// Under the corpus: `samples/invite/policy`.
    let path: String
    let files: [CorpusFile]
    let errors: [Diagnostic]

    var area: String { String(path.prefix { $0 != "/" }) }

    init(_ path: String) {
        self.path = path
        let files = PolicyFolder.read("\(Corpus.root)/\(path)")?.policies ?? []
        let diagnostics = files.isEmpty ? [] : PolicySet.load(files: files, base: Corpus.base).diagnostics.sorted
        self.files = files.compactMap(CorpusFile.init)
        errors = diagnostics.filter { $0.severity == .error }
    }

    /// A policy's file and those that it builds on.
    func chain(_ file: CorpusFile) -> [CorpusFile] {
        var chain = [file]
        while let base = chain.last?.base, let next = files.first(where: { $0.id == base }), chain.count < 10 {
            chain.append(next)
        }
        return chain
    }
}

/// A published policy, of which only what is needed to tell it from others is read.
struct CorpusFile {
    let file: PolicySet.File
    let id: String
    let base: String?
    let isRelyingParty: Bool

    var name: String { String(file.name.split(separator: "/").last ?? "") }

    init?(_ file: PolicySet.File) {
        let text = CorpusFile.withoutComments(String(decoding: file.bytes, as: UTF8.self))
        guard let id = CorpusFile.value(in: text, after: "PolicyId=\"", until: "\"") else { return nil }
        self.file = file
        self.id = id
        base = text.firstRange(of: "<BasePolicy>").flatMap {
            CorpusFile.value(in: text[$0.upperBound...], after: "<PolicyId>", until: "<")
        }
        isRelyingParty = text.contains("<RelyingParty>")
    }

    private static func value(in text: some StringProtocol, after: String, until end: Character) -> String? {
        let text = String(text)
        return text.firstRange(of: after).map { String(text[$0.upperBound...].prefix { $0 != end }) }
    }

    private static func withoutComments(_ text: String) -> String {
        var output = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "<!--") {
            output += rest[..<start.lowerBound]
            let end = rest[start.upperBound...].firstRange(of: "-->")?.upperBound ?? rest.endIndex
            rest = rest[end...]
        }
        return output + rest
    }
}
