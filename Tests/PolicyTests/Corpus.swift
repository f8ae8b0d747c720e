import Base
import Glibc
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

    /// Every folder that holds policies, by its path under the corpus.
    var folders: [String] { walk("").sorted() }

    private func walk(_ folder: String) -> [String] {
        let path = root + "/" + folder
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var result: [String] = files(folder).isEmpty ? [] : [folder]
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !name.hasPrefix("."), entry.pointee.d_type == UInt8(DT_DIR) else { continue }
            result += walk(folder.isEmpty ? name : folder + "/" + name)
        }
        return result
    }

    func files(_ folder: String) -> [PolicySet.File] { PolicyFolder.read(root + "/" + folder)?.policies ?? [] }
}
