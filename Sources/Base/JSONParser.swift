/// Why a text is not the JSON that we accept.
package struct JSONError: Error, Equatable, CustomStringConvertible {
    /// Zero-based offset in bytes of the place where reading stopped.
    package let offset: Int
    package let reason: String

    package var description: String { "\(reason) at byte \(offset)" }
}

extension JSON {
    /// Reads one JSON text (RFC 8259) strictly: UTF-8 only, no name twice in an object, nothing after the value,
    /// at most `maximumDepth` levels. Size is the caller's to bound, since it knows where the bytes come from.
    ///
    /// One parser for everything that is signed, stored or received: two parsers that disagree about a duplicate
    /// name are a way round a signature.
    package init(parsing bytes: Bytes, maximumDepth: Int = 64) throws(JSONError) {
        var parser = JSONParser(bytes: bytes, maximumDepth: maximumDepth)
        self = try parser.document()
    }

    package init(parsing text: String, maximumDepth: Int = 64) throws(JSONError) {
        try self.init(parsing: Bytes(utf8: text), maximumDepth: maximumDepth)
    }
}

/// The names of an object so far. Most objects are small, where comparing is cheaper than hashing.
private struct MemberNames {
    private var hashed: Set<String>?

    /// False where `name` is that of one of `members`, all of which were inserted before.
    mutating func insert(_ name: String, after members: [JSON.Object.Member]) -> Bool {
        if members.count < 8 { return !members.contains { $0.name == name } }
        if hashed == nil { hashed = Set(members.lazy.map(\.name)) }
        return hashed?.insert(name).inserted ?? true
    }
}

private struct JSONParser {
    let bytes: Bytes
    let maximumDepth: Int
    private var position = 0

    init(bytes: Bytes, maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    mutating func document() throws(JSONError) -> JSON {
        let value = try value(depth: 0)
        skipBlanks()
        guard position == bytes.count else { throw failure("text after the value") }
        return value
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSON {
        guard depth < maximumDepth else { throw failure("nested deeper than \(maximumDepth) levels") }
        skipBlanks()
        switch peek {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSON.Object {
        position += 1
        var members: [JSON.Object.Member] = []
        var names = MemberNames()
        skipBlanks()
        if take("}") { return JSON.Object() }
        while true {
            skipBlanks()
            guard peek == UInt8(ascii: "\"") else { throw failure("expected a member name") }
            let name = try string()
            guard names.insert(name, after: members) else { throw failure("a member name comes twice") }
            skipBlanks()
            guard take(":") else { throw failure("expected ':'") }
            members.append(JSON.Object.Member(name: name, value: try value(depth: depth + 1)))
            skipBlanks()
            if take("}") { return JSON.Object(unique: members) }
            guard take(",") else { throw failure("expected ',' or '}'") }
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSON] {
        position += 1
        var items: [JSON] = []
        skipBlanks()
        if take("]") { return items }
        while true {
            items.append(try value(depth: depth + 1))
            skipBlanks()
            if take("]") { return items }
            guard take(",") else { throw failure("expected ',' or ']'") }
        }
    }

    private mutating func string() throws(JSONError) -> String {
        position += 1
        if let text = try plainString() { return text }
        var output = Bytes()
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: output) else { throw failure("a string is not UTF-8") }
                return text
            case UInt8(ascii: "\\"): try escape(into: &output)
            case 0..<0x20: throw failure("a control character in a string")
            default: output.append(byte)
            }
        }
        throw failure("a string without end")
    }

    /// A string without escapes, read at once; nil, with nothing taken, where it is another.
    private mutating func plainString() throws(JSONError) -> String? {
        let start = position
        let (end, isASCII, isPlain) = bytes.withUnsafeBufferPointer { bytes in
            var (end, all) = (start, UInt8(0))
            while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
                guard bytes[end] >= 0x20, bytes[end] != UInt8(ascii: "\\") else { return (end, false, false) }
                all |= bytes[end]
                end += 1
            }
            return (end, all < 0x80, end < bytes.count)
        }
        guard isPlain else { return nil }
        let text = bytes.withUnsafeBufferPointer { bytes in
            // Decoding changes nothing in ASCII, and is several times as fast as to validate.
            isASCII
                ? String(decoding: bytes[start..<end], as: UTF8.self)
                : String(validating: bytes[start..<end], as: UTF8.self)
        }
        position = end + 1
        guard let text else { throw failure("a string is not UTF-8") }
        return text
    }

    private mutating func escape(into output: inout Bytes) throws(JSONError) {
        guard let byte = peek else { throw failure("a string without end") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): output.append(byte)
        case UInt8(ascii: "b"): output.append(8)
        case UInt8(ascii: "f"): output.append(12)
        case UInt8(ascii: "n"): output.append(10)
        case UInt8(ascii: "r"): output.append(13)
        case UInt8(ascii: "t"): output.append(9)
        case UInt8(ascii: "u"): output.append(contentsOf: String(try scalar()).utf8)
        default: throw failure("an unknown escape")
        }
    }

    /// A `\u` escape, or the two of a surrogate pair.
    private mutating func scalar() throws(JSONError) -> Character {
        let first = try hexQuad()
        if let scalar = Unicode.Scalar(first) { return Character(scalar) }
        guard (0xd800..<0xdc00).contains(first), take("\\"), take("u") else { throw failure("half a surrogate pair") }
        let second = try hexQuad()
        guard (0xdc00..<0xe000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
        else { throw failure("half a surrogate pair") }
        return Character(scalar)
    }

    private mutating func hexQuad() throws(JSONError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw failure("a string without end") }
        var value: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw failure("a bad \\u escape") }
            value = value << 4 | UInt32(digit)
        }
        position += 4
        return value
    }

    private mutating func number() throws(JSONError) -> JSON {
        let start = position
        _ = take("-")
        guard let first = peek, isDigit(first) else { throw failure("expected a value") }
        if first == UInt8(ascii: "0") { position += 1 } else { skipDigits() }
        var isWhole = true
        if take(".") {
            isWhole = false
            guard skipDigits() else { throw failure("a number without digits after the point") }
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            isWhole = false
            position += 1
            if !take("+") { _ = take("-") }
            guard skipDigits() else { throw failure("a number without an exponent") }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let value = Int64(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else { throw failure("a number out of range") }
        return .number(value)
    }

    private mutating func literal(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        let end = position + word.utf8CodeUnitCount
        let matches =
            end <= bytes.count
            && word.withUTF8Buffer { expected in bytes[position..<end].elementsEqual(expected) }
        guard matches else { throw failure("expected a value") }
        position = end
        return value
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    @discardableResult
    private mutating func skipDigits() -> Bool {
        let start = position
        while let byte = peek, isDigit(byte) { position += 1 }
        return position > start
    }

    private mutating func skipBlanks() {
        while let byte = peek, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { position += 1 }
    }

    private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    private func failure(_ reason: String) -> JSONError { JSONError(offset: position, reason: reason) }
}
