import Base

/// Reads pages as browsers do, as far as journeys need it: elements, attributes, text. What is not closed ends with
/// what it stands in.
struct MarkupParser {
    private let bytes: Bytes
    private var position = 0
    private let root = MarkupNode(tag: "#document")
    private var open: [MarkupNode]

    private static let void: Set<String> = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    ]
    private static let raw: Set<String> = ["script", "style", "textarea", "title"]
    private static let maximumDepth = 200

    static func parse(_ text: String) -> MarkupNode {
        var parser = MarkupParser(text)
        parser.read()
        return parser.root
    }

    private init(_ text: String) {
        bytes = Bytes(text.utf8)
        open = [root]
    }

    private var current: MarkupNode { open[open.count - 1] }

    private mutating func read() {
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "<"), startsTag else {
                readText()
                continue
            }
            if bytes[position...].starts(with: "<!--".utf8) {
                position = find("-->", from: position).map { $0 + 3 } ?? bytes.count
            } else if bytes[position + 1] == UInt8(ascii: "!") || bytes[position + 1] == UInt8(ascii: "?") {
                position = find(">", from: position).map { $0 + 1 } ?? bytes.count
            } else {
                readTag()
            }
        }
    }

    private var startsTag: Bool {
        guard position + 1 < bytes.count else { return false }
        let next = bytes[position + 1]
        return next == UInt8(ascii: "/") || next == UInt8(ascii: "!") || next == UInt8(ascii: "?")
            || (97...122).contains(next | 0x20)
    }

    private mutating func readText() {
        let start = position
        position += 1
        while position < bytes.count, !(bytes[position] == UInt8(ascii: "<") && startsTag) { position += 1 }
        current.add(MarkupNode(tag: "", text: MarkupParser.unescaped(string(start..<position))))
    }

    private mutating func readTag() {
        position += 1
        let isEnd = bytes[position] == UInt8(ascii: "/")
        if isEnd { position += 1 }
        let name = take(while: MarkupParser.isName).lowercased()
        var attributes: [String: String] = [:]
        while position < bytes.count, bytes[position] != UInt8(ascii: ">") {
            let attribute = take(while: MarkupParser.isName)
            if attribute.isEmpty {
                position += 1
            } else if attributes[attribute.lowercased()] == nil {
                attributes[attribute.lowercased()] = value()
            }
        }
        position += 1
        if isEnd { close(name) } else { start(name, attributes) }
    }

    private mutating func start(_ name: String, _ attributes: [String: String]) {
        let node = MarkupNode(tag: name, attributes: attributes)
        current.add(node)
        if MarkupParser.raw.contains(name) {
            let end = find("</\(name)", from: position) ?? bytes.count
            let text = string(position..<end)
            let isText = name == "textarea" || name == "title"
            node.add(MarkupNode(tag: "", text: isText ? MarkupParser.unescaped(text) : text))
            position = find(">", from: end).map { $0 + 1 } ?? bytes.count
        } else if !MarkupParser.void.contains(name), open.count < MarkupParser.maximumDepth {
            open.append(node)
        }
    }

    private mutating func close(_ name: String) {
        guard let index = open.lastIndex(where: { $0.tag == name }), index > 0 else { return }
        open.removeSubrange(index...)
    }

    private mutating func value() -> String {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "=") else { return "" }
        position += 1
        guard position < bytes.count else { return "" }
        let quote = bytes[position]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            return MarkupParser.unescaped(take { $0 > 0x20 && $0 != UInt8(ascii: ">") })
        }
        position += 1
        let text = take { $0 != quote }
        position += 1
        return MarkupParser.unescaped(text)
    }

    private mutating func take(while holds: (UInt8) -> Bool) -> String {
        let start = position
        while position < bytes.count, holds(bytes[position]) { position += 1 }
        return string(start..<position)
    }

    private static func isName(_ byte: UInt8) -> Bool {
        (97...122).contains(byte | 0x20) || (48...58).contains(byte) || byte == 0x2d || byte == 0x5f
    }

    private func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    private func find(_ text: String, from start: Int) -> Int? {
        let wanted = Array(text.utf8)
        guard start <= bytes.count, bytes.count - start >= wanted.count else { return nil }
        return (start...(bytes.count - wanted.count)).first { index in
            bytes[index] == wanted[0] && bytes[index...].starts(with: wanted)
        }
    }

    static func unescaped(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        let names = ["lt": "<", "gt": ">", "quot": "\"", "apos": "'", "amp": "&", "nbsp": "\u{a0}"]
        var output = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "&") {
            output += rest[..<start]
            rest = rest[rest.index(after: start)...]
            guard let end = rest.prefix(10).firstIndex(of: ";") else {
                output += "&"
                continue
            }
            let name = rest[..<end]
            let number = name.hasPrefix("#x") ? UInt32(name.dropFirst(2), radix: 16) : UInt32(name.dropFirst())
            let scalar = name.hasPrefix("#") ? number.flatMap { Unicode.Scalar($0) }.map { String(Character($0)) } : nil
            if let text = scalar ?? names[String(name)] {
                output += text
                rest = rest[rest.index(after: end)...]
            } else {
                output += "&"
            }
        }
        return output + rest
    }
}
