import Base
import Glibc
import Policy
import Testing
import Workbench

@testable import Server

/// docs/coverage.md says what is so.
@Suite(.enabled(if: Corpus.isPresent))
struct CoverageTests {
    private static let page =
        "/\(#filePath.split(separator: "/").dropLast(3).joined(separator: "/"))/docs/coverage.md"

    private func coverage() async throws -> (areas: [Coverage], tests: Int) {
        let journeys = try await CorpusJourneys.outcome()
        let areas = try Corpus.areas.map { area in
            try Coverage(area, journeys.filter { $0.key.hasPrefix("\(area)/") })
        }
        return (areas, journeys.values.reduce(0) { $0 + $1.results.count { $0.failure == nil } })
    }

    @Test func `every published policy runs to a token, or it is said why not`() async throws {
        let (areas, tests) = try await coverage()
        let known = try KnownErrors()

        for problem in areas.flatMap(\.problems) { Issue.record("\(problem)") }
        #expect(areas.flatMap(\.rows).count > 150)
        let text = CoveragePage(areas: areas, known: known, testCount: tests).text
        if getenv("CARDEA_WRITE_DOCS") != nil {
            try Files.write(Bytes(utf8: text), to: Self.page, mode: 0o644)
        } else {
            let written = try String(decoding: Files.read(Self.page), as: UTF8.self)
            #expect(written == text, "CARDEA_WRITE_DOCS=1 writes it anew")
        }
    }

    @Test func `no published policy has an error but its own`() throws {
        let known = try KnownErrors()
        var found: Set<String> = []

        for folder in Corpus.folders {
            for error in folder.errors {
                found.insert("\(folder.path) \(error.code.rawValue)")
                let reason = known.reason(folder.path, error.code)
                #expect(reason != nil, "\(error.location): \(error.code.rawValue) \(error.message)")
            }
        }
        for (folder, code) in known.all {
            #expect(found.contains("\(folder) \(code)"), "known-errors.json: \(folder) has no \(code)")
        }
    }
}
