import Base
import Policy
import TestSupport
import Testing

/// How long the published policies take; what is wrong with them is `Tests/CorpusTests`' affair.
struct CorpusTests {
    @Test func `the largest pack is loaded in time`() {
        guard let corpus = Corpus() else { return }
        let files = corpus.files("starterpack/SocialAndLocalAccountsWithMfa")

        let times = (0..<20).map { _ in processorTime { _ = PolicySet.load(files: files) } }.sorted()

        print("SocialAndLocalAccountsWithMfa: read, resolved and checked in \(times[10]) (median of 20)")
        #expect(times[0] < .seconds(2))
    }
}
