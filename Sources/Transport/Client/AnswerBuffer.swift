import Base
import HTTP

/// Collects an answer within its bounds.
struct AnswerBuffer: Sendable {
    private(set) var headers = Headers()
    private(set) var body = Bytes()
    private(set) var isTooLarge = false
    private let maximumSize: Int
    private var headerSize = 0

    /// All header blocks together, those of `1xx` answers included.
    private static let maximumHeaderSize = 64 << 10
    private static let maximumHeaderCount = 200

    init(maximumSize: Int) { self.maximumSize = maximumSize }

    /// False ends the transfer.
    mutating func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= maximumSize else {
            isTooLarge = true
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    /// Takes a line of the header block with its end. False ends the transfer.
    mutating func appendHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        headerSize += line.count
        guard headerSize <= AnswerBuffer.maximumHeaderSize, headers.fields.count < AnswerBuffer.maximumHeaderCount
        else {
            isTooLarge = true
            return false
        }
        // Another header block begins: what came was a `1xx`.
        if line.starts(with: "HTTP/".utf8) {
            headers = Headers()
            return true
        }
        return add(line)
    }

    private mutating func add(_ line: UnsafeRawBufferPointer) -> Bool {
        let text = trimmed(line[...])
        if text.isEmpty { return true }
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let name = text[..<colon]
        guard !name.isEmpty, name.allSatisfy(isTokenCharacter) else { return false }
        let value = trimmed(text[(colon + 1)...])
        guard value.allSatisfy({ $0 >= 0x20 || $0 == 0x09 }) else { return false }
        headers.add(String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self))
        return true
    }

    private func trimmed(_ text: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        var text = text.drop { $0 == 0x20 || $0 == 0x09 }
        while let last = text.last, last == 0x20 || last == 0x09 || last == 0x0d || last == 0x0a { text.removeLast() }
        return text
    }
}
