import Base

/// A start or end tag of a page, as a browser reads it.
struct Tag: Sendable {
    let name: String
    let isEnd: Bool
    let attributes: [String: String]

    subscript(attribute: String) -> String? { attributes[attribute] }
}

/// Reads our own pages: every tag, in order. What stands in scripts is left out.
enum Markup {
    static func tags(_ text: String) -> [Tag] {
        var tags: [Tag] = []
        var rest = Array(text.utf8)[...]
        while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
            rest = rest[(start + 1)...]
            guard let tag = tag(&rest) else { continue }
            tags.append(tag)
            if tag.name == "script", !tag.isEnd { skipScript(&rest) }
        }
        return tags
    }

    private static func skipScript(_ rest: inout ArraySlice<UInt8>) {
        let end = Array("</script".utf8)
        while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
            if rest[start...].starts(with: end) {
                rest = rest[start...]
                return
            }
            rest = rest[(start + 1)...]
        }
    }

    private static func tag(_ rest: inout ArraySlice<UInt8>) -> Tag? {
        let isEnd = rest.first == UInt8(ascii: "/")
        if isEnd { rest = rest.dropFirst() }
        let name = take(&rest) { isNameByte($0) }
        guard !name.isEmpty else { return nil }
        var attributes: [String: String] = [:]
        while let byte = rest.first, byte != UInt8(ascii: ">") {
            let attribute = take(&rest) { isNameByte($0) }
            guard !attribute.isEmpty else {
                rest = rest.dropFirst()
                continue
            }
            attributes[attribute] = value(&rest)
        }
        rest = rest.dropFirst()
        return Tag(name: name.lowercased(), isEnd: isEnd, attributes: attributes)
    }

    private static func value(_ rest: inout ArraySlice<UInt8>) -> String {
        guard rest.first == UInt8(ascii: "=") else { return "" }
        rest = rest.dropFirst()
        guard rest.first == UInt8(ascii: "\"") else { return take(&rest) { $0 != 0x20 && $0 != UInt8(ascii: ">") } }
        rest = rest.dropFirst()
        let value = take(&rest) { $0 != UInt8(ascii: "\"") }
        rest = rest.dropFirst()
        return unescaped(value)
    }

    private static func take(_ rest: inout ArraySlice<UInt8>, while holds: (UInt8) -> Bool) -> String {
        let taken = rest.prefix(while: holds)
        rest = rest.dropFirst(taken.count)
        return String(decoding: taken, as: UTF8.self)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (97...122).contains(byte | 0x20) || (48...57).contains(byte) || byte == 0x2d || byte == 0x5f
    }

    static func unescaped(_ text: String) -> String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#34;", "\""), ("&amp;", "&")]
            .reduce(text) { $0.replacing($1.0, with: $1.1) }
    }
}
