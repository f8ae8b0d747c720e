import Base
import Policy
import Testing

struct CorpusReport {
    @Test func `report`() throws {
        guard let corpus = Corpus() else { return }
        let base = corpus.files("starterpack/SocialAndLocalAccountsWithMfa")
        for folder in corpus.folders {
            let (_, diagnostics) = PolicySet.load(files: corpus.files(folder), base: base)
            for d in diagnostics.sorted {
                print(
                    "REPORT|\(folder)|\(d.severity)|\(d.code.rawValue)|\(d.location.file.split(separator: "/").last!):\(d.location.line)|\(d.message)"
                )
            }
        }
    }
}
