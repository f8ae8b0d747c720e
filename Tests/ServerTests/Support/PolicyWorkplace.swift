import Base
import Glibc
import Policy
import Testing

@testable import Server

/// A folder of policies that a test may change, on disk for as long as the test runs.
final class PolicyWorkplace {
    let path: String

    init() throws {
        var template = Array("/tmp/cardea-policies-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Files.Failure("/tmp") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// A copy of a starter pack.
    convenience init(pack: String) throws {
        try self.init()
        let folder = "\(StarterPack.root)/\(pack)"
        for name in try Files.names(in: folder) { try Files.write(Files.read("\(folder)/\(name)"), to: file(name)) }
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func text(_ name: String) throws -> String { String(decoding: try Files.read(file(name)), as: UTF8.self) }

    /// Writes over the file, as most editors do.
    func save(_ name: String, _ text: String) throws {
        let descriptor = open(file(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Files.Failure(file(name)) }
        defer { close(descriptor) }
        let bytes = Bytes(utf8: text)
        guard write(descriptor, bytes, bytes.count) == bytes.count else { throw Files.Failure(file(name)) }
    }

    deinit {
        for folder in ["\(path)/stubs", path] {
            for name in (try? Files.names(in: folder)) ?? [] { unlink("\(folder)/\(name)") }
            rmdir(folder)
        }
    }
}
