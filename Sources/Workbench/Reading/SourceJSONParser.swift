import Base

/// Reads the JSON of files that people write: comments (`//`, `/* */`) and a comma after the last item are fine.
/// Bounded in size and depth; no name comes twice.
struct SourceJSONParser {
    static let maximumBytes = 4 << 20
    private static let maximumDepth = 64

    private let file: String
    private let bytes: Bytes
    private var position = 0
    private var line = 1
    private var lineStart = 0

    static func parse(_ bytes: Bytes, file: String) throws(SourceProblem) -> SourceJSON {
        let start = SourcePlace(file: file, line: 1, column: 1)
        guard bytes.count <= maximumBytes else { throw SourceProblem(start, "the file is larger than 4 MB") }
        var parser = SourceJSONParser(file: file, bytes: bytes)
        return try parser.document()
    }

    private init(file: String, bytes: Bytes) {
        self.file = file
        // A byte order mark is no part of the text.
        self.bytes = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Bytes(bytes.dropFirst(3)) : bytes
    }

    private mutating func document() throws(SourceProblem) -> SourceJSON {
        let value = try value(depth: 0)
        try skipBlanks()
        guard position == bytes.count else { throw failure("there is text after the end of the value") }
        return value
    }

    private mutating func value(depth: Int) throws(SourceProblem) -> SourceJSON {
        try skipBlanks()
        guard depth < SourceJSONParser.maximumDepth else { throw failure("nested too deeply") }
        let place = place
        switch peek {
        case UInt8(ascii: "{"): return SourceJSON(value: .object(try object(depth)), place: place)
        case UInt8(ascii: "["): return SourceJSON(value: .array(try array(depth)), place: place)
        case UInt8(ascii: "\""): return SourceJSON(value: .string(try string()), place: place)
        case nil: throw failure("the file ends where a value is expected")
        case .some: return SourceJSON(value: try word(), place: place)
        }
    }

    private mutating func object(_ depth: Int) throws(SourceProblem) -> [SourceJSON.Member] {
        position += 1
        var members: [SourceJSON.Member] = []
        var names: Set<String> = []
        while true {
            try skipBlanks()
            if take("}") { return members }
            let place = place
            guard peek == UInt8(ascii: "\"") else { throw failure("expected a name in quotes, or \"}\"") }
            let name = try string()
            guard names.insert(name).inserted else { throw SourceProblem(place, "\"\(name)\" comes twice") }
            try skipBlanks()
            guard take(":") else { throw failure("expected \":\" after \"\(name)\"") }
            members.append(.init(name: name, place: place, value: try value(depth: depth + 1)))
            try skipBlanks()
            if take(",") { continue }
            guard peek == UInt8(ascii: "}") else { throw failure("expected \",\" or \"}\"") }
        }
    }

    private mutating func array(_ depth: Int) throws(SourceProblem) -> [SourceJSON] {
        position += 1
        var items: [SourceJSON] = []
        while true {
            try skipBlanks()
            if take("]") { return items }
            items.append(try value(depth: depth + 1))
            try skipBlanks()
            if take(",") { continue }
            guard peek == UInt8(ascii: "]") else { throw failure("expected \",\" or \"]\"") }
        }
    }

    /// Numbers and literals, and the texts of strings, are read by the strict parser.
    private mutating func word() throws(SourceProblem) -> SourceJSON.Value {
        let place = place
        let start = position
        while let byte = peek, !" \t\r\n,:]}/".utf8.contains(byte) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        switch try? JSON(parsing: text) {
        case .null?: return .null
        case .bool(let value)?: return .bool(value)
        case .integer(let value)?: return .number(.integer(value))
        case .number(let value)?: return .number(.number(value))
        case .string?, .array?, .object?, nil:
            throw SourceProblem(place, "\"\(text.prefix(40))\" is no value; texts stand in quotes")
        }
    }

    private mutating func string() throws(SourceProblem) -> String {
        let place = place
        let start = position
        position += 1
        while let byte = peek, byte != UInt8(ascii: "\""), byte != 0x0a {
            position += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        guard peek == UInt8(ascii: "\"") else { throw SourceProblem(place, "a text without its closing quote") }
        position += 1
        do {
            return try JSON(parsing: Bytes(bytes[start..<position])).string ?? ""
        } catch {
            throw SourceProblem(place, error.reason)
        }
    }

    private mutating func skipBlanks() throws(SourceProblem) {
        while let byte = peek {
            switch byte {
            case 0x0a:
                position += 1
                line += 1
                lineStart = position
            case 0x20, 0x09, 0x0d: position += 1
            case UInt8(ascii: "/"): try skipComment()
            default: return
            }
        }
    }

    private mutating func skipComment() throws(SourceProblem) {
        let start = place
        switch position + 1 < bytes.count ? bytes[position + 1] : 0 {
        case UInt8(ascii: "/"): while let byte = peek, byte != 0x0a { position += 1 }
        case UInt8(ascii: "*"):
            position += 2
            while position + 1 < bytes.count {
                if bytes[position] == UInt8(ascii: "*"), bytes[position + 1] == UInt8(ascii: "/") {
                    position += 2
                    return
                }
                if bytes[position] == 0x0a {
                    line += 1
                    lineStart = position + 1
                }
                position += 1
            }
            throw SourceProblem(start, "a comment without end")
        default: throw failure("\"/\" begins no value")
        }
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private var place: SourcePlace { SourcePlace(file: file, line: line, column: position - lineStart + 1) }
    private func failure(_ message: String) -> SourceProblem { SourceProblem(place, message) }
}

extension SourceJSON {
    package init(parsing bytes: Bytes, file: String) throws(SourceProblem) {
        self = try SourceJSONParser.parse(bytes, file: file)
    }
}
