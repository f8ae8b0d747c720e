import Testing
import Workbench

/// Published policies, run page by page (docs/coverage.md). One file of tests by itself:
/// `cardea policy test Tests/CorpusTests/Journeys/samples/NAME.journey.json`.
@Suite(.enabled(if: Corpus.isPresent))
struct CorpusJourneyTests {
    @Test(arguments: CorpusJourneys.files)
    func `the journeys of a published policy hold`(file: String) async throws {
        let outcome = try #require(try await CorpusJourneys.outcome()[file])
        if let problem = outcome.problem { Issue.record("\(problem)") }
        for result in outcome.results where result.failure != nil { Issue.record("\(TestReport.failure(result))") }
        #expect(outcome.problem != nil || !outcome.results.isEmpty)
    }
}
