import Base
import Policy

/// The published policies beside the repository; absent in a bare clone.
struct Corpus {
    let root: String

    init?() {
        let path = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined() + "/shared/corpus"
        guard PolicyFolder.exists(path) else {
            print("SKIPPED: \(path) is not there")
            return nil
        }
        root = path
    }

    func files(_ folder: String) -> [PolicySet.File] { PolicyFolder.read(root + "/" + folder)?.policies ?? [] }
}
