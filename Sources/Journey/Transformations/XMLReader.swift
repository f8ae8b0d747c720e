import Base

/// Reads the XML of a claim into JSON (`XmlStringToJsonString`). Elements, attributes, text, CDATA and the five
/// entities of XML and no more: a document type is refused, so nothing can be declared, and nothing outside is read.
///
/// As .NET's usual converter does it: attributes are members with an `@`, text beside other content is `#text`,
/// elements of one name are an array, an empty element is null.
struct XMLReader {
    struct Failure: Error {
        let reason: String
    }

    private static let deepest = 32
    private static let longest = 262_144

    private let bytes: Bytes
    private var position = 0

    static func json(_ text: String) throws(Failure) -> JSON {
        guard text.utf8.count <= longest else { throw Failure(reason: "it is longer than \(longest) bytes") }
        var reader = XMLReader(bytes: Bytes(utf8: text))
        try reader.skipProlog()
        let root = try reader.element(depth: 0)
        try reader.skipProlog()
        guard reader.position == reader.bytes.count else { throw Failure(reason: "there is text after the element") }
        return .object(JSON.Object([root]))
    }

    private init(bytes: Bytes) { self.bytes = bytes }

    // MARK: Elements

    private mutating func element(depth: Int) throws(Failure) -> (String, JSON) {
        guard depth < XMLReader.deepest else { throw Failure(reason: "elements are nested too deep") }
        guard take("<") else { throw Failure(reason: "an element was expected at byte \(position)") }
        let name = try name()
        var members: [(String, JSON)] = []
        while true {
            let hadBlank = skipBlanks()
            if take("/>") { return (name, XMLReader.json(members, text: "")) }
            if take(">") { break }
            guard hadBlank else { throw Failure(reason: "an attribute was expected at byte \(position)") }
            members.append(try attribute())
        }
        let text = try content(&members, depth: depth)
        let end = try self.name()
        skipBlanks()
        guard end == name, take(">") else { throw Failure(reason: "<\(name)> is not closed") }
        return (name, XMLReader.json(members, text: text))
    }

    private mutating func attribute() throws(Failure) -> (String, JSON) {
        let name = try name()
        skipBlanks()
        guard take("=") else { throw Failure(reason: "the attribute \(name) has no value") }
        skipBlanks()
        guard let quote = bytes[position...].first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            throw Failure(reason: "the attribute \(name) has no quotes")
        }
        position += 1
        let value = try decoded(until: quote)
        position += 1
        return ("@\(name)", .string(value))
    }

    /// Children and text, up to and with the `</` of the end tag.
    private mutating func content(_ members: inout [(String, JSON)], depth: Int) throws(Failure) -> String {
        var text = ""
        while position < bytes.count {
            if take("</") { return text }
            if take("<!--") {
                _ = try raw(until: "-->")
            } else if take("<![CDATA[") {
                text += try raw(until: "]]>")
            } else if take("<?") {
                _ = try raw(until: "?>")
            } else if bytes[position] == UInt8(ascii: "<") {
                members.append(try element(depth: depth + 1))
            } else {
                text += try decoded(until: UInt8(ascii: "<"))
            }
        }
        throw Failure(reason: "it ends inside an element")
    }

    private static func json(_ members: [(String, JSON)], text: String) -> JSON {
        let isBlank = text.utf8.allSatisfy { $0 <= 0x20 }
        guard !members.isEmpty else { return text.isEmpty ? .null : .string(text) }
        var order: [String] = []
        var values: [String: [JSON]] = [:]
        for (name, value) in members {
            if values[name] == nil { order.append(name) }
            values[name, default: []].append(value)
        }
        var pairs = order.map { name in
            let all = values[name] ?? []
            return (name, all.count == 1 ? all[0] : JSON.array(all))
        }
        if !isBlank { pairs.append(("#text", .string(text))) }
        return .object(JSON.Object(pairs))
    }

    // MARK: Bytes

    private mutating func skipProlog() throws(Failure) {
        while true {
            skipBlanks()
            if take("<?") {
                _ = try raw(until: "?>")
            } else if take("<!--") {
                _ = try raw(until: "-->")
            } else {
                return
            }
        }
    }

    private mutating func name() throws(Failure) -> String {
        let run = bytes[position...].prefix { byte in
            byte >= 0x80 || "-._:".utf8.contains(byte) || (48...57).contains(byte) || (65...90).contains(byte & 0xdf)
        }
        guard let first = run.first, first >= 0x80 || first == 95 || first == 58 || (65...90).contains(first & 0xdf)
        else { throw Failure(reason: "a name was expected at byte \(position)") }
        position += run.count
        return String(decoding: run, as: UTF8.self)
    }

    @discardableResult
    private mutating func skipBlanks() -> Bool {
        let run = bytes[position...].prefix { $0 == 0x20 || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }
        position += run.count
        return !run.isEmpty
    }

    private mutating func take(_ text: StaticString) -> Bool {
        guard text.withUTF8Buffer({ bytes[position...].starts(with: $0) }) else { return false }
        position += text.utf8CodeUnitCount
        return true
    }

    private mutating func raw(until end: String) throws(Failure) -> String {
        guard let found = bytes[position...].firstRange(of: Bytes(utf8: end)) else {
            throw Failure(reason: "\(end) is missing")
        }
        defer { position = found.upperBound }
        return String(decoding: bytes[position..<found.lowerBound], as: UTF8.self)
    }

    /// Text with its entities replaced, up to `end`, which must come.
    private mutating func decoded(until end: UInt8) throws(Failure) -> String {
        guard let stop = bytes[position...].firstIndex(of: end) else { throw Failure(reason: "it ends too early") }
        var rest = bytes[position..<stop]
        position = stop
        var output = Bytes()
        while let ampersand = rest.firstIndex(of: UInt8(ascii: "&")) {
            output += rest[..<ampersand]
            guard let semicolon = rest[ampersand...].prefix(12).firstIndex(of: UInt8(ascii: ";")),
                let scalar = XMLReader.entity(String(decoding: rest[(ampersand + 1)..<semicolon], as: UTF8.self))
            else { throw Failure(reason: "it has an entity that is not XML's own") }
            output += String(scalar).utf8
            rest = rest[(semicolon + 1)...]
        }
        return String(decoding: output + rest, as: UTF8.self)
    }

    private static func entity(_ name: String) -> Unicode.Scalar? {
        switch name {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        default: break
        }
        guard name.hasPrefix("#") else { return nil }
        let digits = name.dropFirst()
        let number = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return number.flatMap { $0 == 0 ? nil : Unicode.Scalar($0) }
    }
}
