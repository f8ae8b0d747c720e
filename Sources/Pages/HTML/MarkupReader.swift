import Base

/// Cuts markup that others wrote into tokens, in one pass and without ever failing: what is not a tag is text, as in
/// a browser (WHATWG HTML §13.2.5, without the states that only matter for rendering).
struct MarkupReader: Sequence, IteratorProtocol {
    enum Token {
        case text(Range<Int>)
        case comment(Range<Int>)
        case start(Tag)
        case end(name: String, range: Range<Int>)
    }

    struct Tag {
        /// Lower case.
        let name: String
        var attributes: [(name: String, value: String)]
        let range: Range<Int>
        let isSelfClosing: Bool

        subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }
    }

    /// Further ones are dropped: names are compared with each other, and no tag of a person has as many.
    private static let maximumAttributes = 64

    let bytes: Bytes
    private var position = 0
    /// The element whose content is raw text up to its end tag: `script`, `style`, `textarea`, `title`.
    private var rawText: String?

    init(_ bytes: Bytes) { self.bytes = bytes }

    mutating func next() -> Token? {
        guard position < bytes.count else { return nil }
        if let name = rawText {
            rawText = nil
            let end = endOfRawText(name)
            if end > position { return .text(take(to: end)) }
        }
        guard peek(0) == UInt8(ascii: "<") else { return text() }
        if starts("<!--") { return .comment(take(to: find("-->", from: position + 4) ?? bytes.count)) }
        if peek(1) == UInt8(ascii: "!") || peek(1) == UInt8(ascii: "?") {
            return .comment(take(to: find(">", from: position + 2) ?? bytes.count))
        }
        if peek(1) == UInt8(ascii: "/"), isLetter(peek(2)) { return endTag() }
        if isLetter(peek(1)) { return startTag() }
        return text()
    }

    private mutating func text() -> Token {
        var end = position + 1
        while end < bytes.count, bytes[end] != UInt8(ascii: "<") { end += 1 }
        return .text(take(to: end))
    }

    private mutating func endTag() -> Token {
        let start = position
        position += 2
        let name = tagName()
        position = find(">", from: position) ?? bytes.count
        return .end(name: name, range: start..<position)
    }

    private mutating func startTag() -> Token {
        let start = position
        position += 1
        let name = tagName()
        var attributes: [(name: String, value: String)] = []
        var isSelfClosing = false
        while true {
            skipBlanks()
            guard let byte = peek(0) else { break }
            if byte == UInt8(ascii: ">") {
                position += 1
                break
            }
            if byte == UInt8(ascii: "/") {
                position += 1
                isSelfClosing = peek(0) == UInt8(ascii: ">")
                continue
            }
            let attribute = attribute()
            guard attributes.count < MarkupReader.maximumAttributes else { continue }
            if !attributes.contains(where: { $0.name == attribute.name }) { attributes.append(attribute) }
        }
        if ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"].contains(name) {
            rawText = name
        }
        return .start(Tag(name: name, attributes: attributes, range: start..<position, isSelfClosing: isSelfClosing))
    }

    private mutating func attribute() -> (name: String, value: String) {
        let nameStart = position
        position += 1
        while let byte = peek(0), !isBlank(byte), !"=>/".utf8.contains(byte) { position += 1 }
        let name = string(nameStart..<position).lowercased()
        skipBlanks()
        guard peek(0) == UInt8(ascii: "=") else { return (name, "") }
        position += 1
        skipBlanks()
        return (name, CharacterReferences.decode(attributeValue()))
    }

    private mutating func attributeValue() -> String {
        guard let quote = peek(0) else { return "" }
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            let start = position + 1
            var end = start
            while end < bytes.count, bytes[end] != quote { end += 1 }
            position = Swift.min(end + 1, bytes.count)
            return string(start..<end)
        }
        let start = position
        while let byte = peek(0), !isBlank(byte), byte != UInt8(ascii: ">") { position += 1 }
        return string(start..<position)
    }

    private mutating func tagName() -> String {
        let start = position
        while let byte = peek(0), !isBlank(byte), byte != UInt8(ascii: ">"), byte != UInt8(ascii: "/") { position += 1 }
        return string(start..<position).lowercased()
    }

    private func endOfRawText(_ name: String) -> Int {
        let closing = Bytes(utf8: "</\(name)")
        var index = position
        while index + closing.count <= bytes.count {
            let candidate = bytes[index..<index + closing.count]
            if candidate.elementsEqual(closing, by: { $0 | ($0.isUpperCaseLetter ? 0x20 : 0) == $1 }) { return index }
            index += 1
        }
        return bytes.count
    }

    private mutating func skipBlanks() { while let byte = peek(0), isBlank(byte) { position += 1 } }

    private mutating func take(to end: Int) -> Range<Int> {
        defer { position = end }
        return position..<end
    }

    private func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    private func peek(_ distance: Int) -> UInt8? {
        position + distance < bytes.count ? bytes[position + distance] : nil
    }

    private func starts(_ text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

    /// The place after `text`.
    private func find(_ text: String, from start: Int) -> Int? {
        let wanted = Bytes(utf8: text)
        var index = start
        while index + wanted.count <= bytes.count {
            if bytes[index..<index + wanted.count].elementsEqual(wanted) { return index + wanted.count }
            index += 1
        }
        return nil
    }

    private func isLetter(_ byte: UInt8?) -> Bool { byte.map { (97...122).contains($0 | 0x20) } ?? false }
    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (9...13).contains(byte) && byte != 11 }
}

extension UInt8 {
    fileprivate var isUpperCaseLetter: Bool { (65...90).contains(self) }
}

/// The references that matter in addresses: the five of XML, and numbers.
enum CharacterReferences {
    static func decode(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        var output = ""
        var rest = text[...]
        while let ampersand = rest.firstIndex(of: "&") {
            output += rest[..<ampersand]
            rest = rest[rest.index(after: ampersand)...]
            if let (character, length) = reference(rest) {
                output.append(character)
                rest = rest.dropFirst(length)
            } else {
                output.append("&")
            }
        }
        return output + rest
    }

    private static let named: [(String, Character)] = [
        ("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'"), ("nbsp", "\u{a0}"), ("colon", ":"),
        ("Tab", "\t"), ("NewLine", "\n"),
    ]

    /// Browsers read a number without its semicolon too, so we must, or we would judge another address than they.
    private static func reference(_ text: Substring) -> (Character, Int)? {
        guard text.first == "#" else {
            for (name, character) in named where text.hasPrefix(name) {
                let hasEnd = text.dropFirst(name.count).first == ";"
                return (character, name.count + (hasEnd ? 1 : 0))
            }
            return nil
        }
        let isHex = text.dropFirst().first.map { $0 == "x" || $0 == "X" } ?? false
        let digits = text.dropFirst(isHex ? 2 : 1).prefix(8).prefix {
            isHex ? $0.isHexDigit : $0.isNumber && $0.isASCII
        }
        guard let number = UInt32(digits, radix: isHex ? 16 : 10), let scalar = Unicode.Scalar(number) else {
            return nil
        }
        let length = 1 + (isHex ? 1 : 0) + digits.count
        return (Character(scalar), length + (text.dropFirst(length).first == ";" ? 1 : 0))
    }
}
