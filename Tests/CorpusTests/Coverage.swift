import Base
import Policy
import Workbench

@testable import Server

/// Which published policies run, and why the others do not.
struct Coverage {
    /// A policy with a relying party.
    struct Row {
        /// Under the corpus: `samples/invite/policy/SignInOnly.xml`.
        let path: String
        let id: String
        /// Codes of errors; none: it is resolved.
        let errors: [DiagnosticCode]
        /// Files of journey tests that ask it for something, with the number of tests that hold.
        let tests: [(file: String, count: Int)]
        let isReached: Bool
        /// Why no journey test runs it to a token.
        let reason: String?

        var folder: String { path.split(separator: "/").dropLast().joined(separator: "/") }
        /// A sample is all that stands under its name.
        var topic: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? path }
    }

    let area: String
    private(set) var rows: [Row] = []
    /// What is wrong with the data files, for whoever changed a journey.
    private(set) var problems: [String] = []

    init(_ area: String, _ journeys: [String: CorpusJourneys.File]) throws {
        self.area = area
        let reasons = try Coverage.reasons(area)
        let tests = journeys.sorted { $0.key < $1.key }.flatMap { file, outcome in
            outcome.results.filter { $0.failure == nil }.map { (file, $0) }
        }
        for folder in Corpus.folders where folder.area == area {
            let errors = Dictionary(grouping: folder.errors) { $0.location.file }
            let own = tests.filter { Coverage.standard($0.1.folder) == "\(Corpus.root)/\(folder.path)" }
            for file in folder.files where file.isRelyingParty {
                let path = "\(folder.path)/\(file.name)"
                let codes = Set(folder.chain(file).flatMap { errors[$0.file.name] ?? [] }.map(\.code))
                let asked = own.filter { Coverage.holds($0.1.policies, file.id) }
                let counts = Dictionary(grouping: asked) { $0.0 }.map { (file: $0.key, count: $0.value.count) }
                rows.append(
                    Row(
                        path: path, id: file.id, errors: codes.sorted { $0.rawValue < $1.rawValue },
                        tests: counts.sorted { $0.file < $1.file },
                        isReached: own.contains { Coverage.holds($0.1.issuers, file.id) }, reason: reasons[path]))
            }
        }
        problems = faults(reasons)
    }

    private static func holds(_ ids: Set<String>, _ id: String) -> Bool {
        ids.contains { $0.lowercased() == id.lowercased() }
    }

    /// `unreached.json` beside the journeys: a policy's path, and why no journey runs it to a token.
    private static func reasons(_ area: String) throws -> [String: String] {
        let path = "\(CorpusJourneys.folder)/\(area)/unreached.json"
        guard Files.exists(path) else { return [:] }
        let members = try JSON(parsing: try Files.read(path)).object?.members ?? []
        return members.reduce(into: [:]) { $0[$1.name] = $1.value.string }
    }

    private func faults(_ reasons: [String: String]) -> [String] {
        let file = "Tests/CorpusTests/Journeys/\(area)/unreached.json"
        let known = Set(rows.map(\.path))
        let neither = rows.filter { !$0.isReached && $0.reason == nil }.map {
            "\($0.path): no journey test runs \($0.id) to a token; write one, or say in \(file) why there is none"
        }
        let stale = rows.filter { $0.isReached && $0.reason != nil }.map {
            "\($0.path): a journey test runs \($0.id) to a token; take its line out of \(file)"
        }
        let unknown = reasons.keys.sorted().filter { !known.contains($0) }.map {
            "\(file): there is no policy \($0)"
        }
        return neither + stale + unknown
    }
}

extension Coverage {
    /// A path without `.` and `..`.
    private static func standard(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", !parts.isEmpty { parts.removeLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}
