import Base
import Glibc

/// A folder that is gone, with the files in it, with its last reference.
package final class TemporaryDirectory: Sendable {
    package let path: String

    package init() {
        var template = Array("/tmp/cardea-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { preconditionFailure("/tmp can be written") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Writes a file in it, and answers its path.
    package func write(_ text: String, to name: String) throws -> String {
        let path = "\(path)/\(name)"
        guard let file = fopen(path, "w") else { throw Failure() }
        defer { fclose(file) }
        let bytes = Bytes(utf8: text)
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Failure() }
        return path
    }

    package struct Failure: Error {}

    deinit { TemporaryDirectory.remove(path) }

    private static func remove(_ path: String) {
        if let folder = opendir(path) {
            while let entry = readdir(folder) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name != ".", name != ".." { remove("\(path)/\(name)") }
            }
            closedir(folder)
        }
        Glibc.remove(path)
    }
}
