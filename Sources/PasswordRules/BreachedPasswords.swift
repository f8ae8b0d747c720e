import Base
import Cryptography
import Glibc

/// Passwords that others have lost: a file of lines `SHA-1:count`, sorted by the hash, as Have I Been Pwned offers it
/// (https://haveibeenpwned.com/Passwords). It may have a thousand million lines, so it is searched where it is.
package struct BreachedPasswords: Sendable {
    package let path: String

    package init(path: String) { self.path = path }

    /// The file is not there, or is not of this form.
    package struct Trouble: Error, Sendable, Equatable, CustomStringConvertible {
        package let description: String
    }

    private static let hashSize = 40
    /// A hash, a colon, a count and the end of a line; two of them are read at once, so that a whole one is among them.
    private static let maximumLine = 72

    /// Throws `Trouble`.
    package func contains(_ password: Secret<String>) throws -> Bool {
        let wanted = Bytes(utf8: Hex.encode(Hash.sha1(password.exposed.utf8)).uppercased())
        return try read { file in
            // The line that begins at or after `low` is not behind the wanted one's place; the one at `high` is.
            var (low, high) = (Int64(0), file.size)
            while low < high {
                let middle = low + (high - low) / 2
                guard let line = try file.line(from: middle) else {
                    high = middle
                    continue
                }
                if line.hash == wanted { return true }
                if line.hash.lexicographicallyPrecedes(wanted) { low = line.end } else { high = middle }
            }
            return false
        }
    }

    /// Throws `Trouble` where the file cannot serve: at the start, so that nobody learns it from a person's password.
    package func check() throws {
        try read { file in
            guard let first = try file.line(from: 0) else { throw Trouble(description: "\(path) is empty") }
            guard let last = try file.line(from: max(0, file.size - Int64(2 * Self.maximumLine))) else { return }
            guard !last.hash.lexicographicallyPrecedes(first.hash) else {
                throw Trouble(description: "\(path) is not sorted by hash")
            }
        }
    }

    private func read<Answer>(_ body: (File) throws -> Answer) throws -> Answer {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Trouble(description: "\(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            throw Trouble(description: "\(path) is no file")
        }
        return try body(File(descriptor: descriptor, size: Int64(facts.st_size), path: path))
    }

    private struct File {
        let descriptor: CInt
        let size: Int64
        let path: String

        /// The first line that begins at or after `offset`; nil at the end.
        func line(from offset: Int64) throws -> (hash: Bytes, end: Int64)? {
            // The byte before tells whether a line begins here.
            let start = max(0, offset - 1)
            let bytes = try read(at: start, count: 2 * BreachedPasswords.maximumLine)
            var first = bytes.startIndex
            if offset > 0 {
                guard let end = bytes.firstIndex(of: 0x0a) else { return try nothing(more: start, bytes) }
                first = end + 1
            }
            guard first < bytes.endIndex else { return nil }
            let last = bytes[first...].firstIndex(of: 0x0a) ?? bytes.endIndex
            let line = bytes[first..<last]
            let hash = Bytes(line.prefix(BreachedPasswords.hashSize))
            let rest = line.dropFirst(BreachedPasswords.hashSize).filter { $0 != 0x0d }
            guard hash.count == BreachedPasswords.hashSize, hash.allSatisfy(Self.isDigit),
                rest.isEmpty || rest.first == 0x3a, last - first <= BreachedPasswords.maximumLine
            else { throw Trouble(description: "\(path) has no line SHA-1:count, in capitals, at byte \(start)") }
            return (hash, start + Int64(last) + 1)
        }

        /// No line ends there: right at the end of the file, and wrong before it.
        private func nothing(more start: Int64, _ bytes: Bytes) throws -> (hash: Bytes, end: Int64)? {
            guard start + Int64(bytes.count) >= size else {
                throw Trouble(description: "\(path) has a line that is too long at byte \(start)")
            }
            return nil
        }

        private func read(at offset: Int64, count: Int) throws -> Bytes {
            let bytes = Bytes(unsafeUninitializedCapacity: count) { buffer, done in
                done = max(0, pread(descriptor, buffer.baseAddress, count, off_t(offset)))
            }
            guard !bytes.isEmpty || offset >= size else { throw Trouble(description: "\(path) cannot be read") }
            return bytes
        }

        private static func isDigit(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte)
        }
    }
}
