import Base

/// The tags of an XML text by their bytes. The text was parsed before, so it is well-formed.
struct SourceTags {
    struct Attribute {
        let name: String
        let key: Range<Int>
        /// Between the quotes.
        let value: Range<Int>
    }

    struct Tag {
        let name: Range<Int>
        let attributes: [Attribute]
        /// From `<` to behind `>`.
        let range: Range<Int>
        /// `<x/>`.
        let isEmpty: Bool
        let isEnd: Bool
    }

    private let bytes: Bytes

    init(_ bytes: Bytes) { self.bytes = bytes }

    /// The start tag whose `<` stands at `offset`.
    func start(at offset: Int) -> Tag? { tag(at: offset).flatMap { $0.isEnd ? nil : $0 } }

    /// The end tag that belongs to `tag`; the tag itself when it is empty.
    func end(of tag: Tag) -> Tag? {
        guard !tag.isEmpty else { return tag }
        var depth = 1
        var offset = tag.range.upperBound
        while let next = bytes[offset...].firstIndex(of: UInt8(ascii: "<")) {
            if let skipped = skip(next) {
                offset = skipped
                continue
            }
            guard let found = self.tag(at: next) else { return nil }
            if found.isEnd { depth -= 1 } else if !found.isEmpty { depth += 1 }
            if depth == 0 { return found }
            offset = found.range.upperBound
        }
        return nil
    }

    /// Behind the comment, CDATA section or instruction that begins at `offset`.
    private func skip(_ offset: Int) -> Int? {
        let kinds: [(String, String)] = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")]
        for (open, close) in kinds where bytes[offset...].starts(with: open.utf8) {
            let end = Bytes(close.utf8)
            var place = offset + open.utf8.count
            while place + end.count <= bytes.count {
                if bytes[place] == end[0], bytes[place..<place + end.count].elementsEqual(end) {
                    return place + end.count
                }
                place += 1
            }
            return bytes.count
        }
        return nil
    }

    private func tag(at offset: Int) -> Tag? {
        guard offset >= 0, offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "<") else { return nil }
        let isEnd = bytes[offset + 1] == UInt8(ascii: "/")
        var place = offset + (isEnd ? 2 : 1)
        let name = word(from: &place)
        guard !name.isEmpty else { return nil }
        var attributes: [Attribute] = []
        while place < bytes.count {
            blanks(&place)
            guard place < bytes.count else { return nil }
            if bytes[place] == UInt8(ascii: ">") {
                return Tag(
                    name: name, attributes: attributes, range: offset..<place + 1,
                    isEmpty: bytes[place - 1] == UInt8(ascii: "/"), isEnd: isEnd)
            }
            if bytes[place] == UInt8(ascii: "/") {
                place += 1
                continue
            }
            guard let attribute = attribute(from: &place) else { return nil }
            attributes.append(attribute)
        }
        return nil
    }

    private func attribute(from place: inout Int) -> Attribute? {
        let key = word(from: &place)
        blanks(&place)
        guard !key.isEmpty, place < bytes.count, bytes[place] == UInt8(ascii: "=") else { return nil }
        place += 1
        blanks(&place)
        guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") || bytes[place] == UInt8(ascii: "'"),
            let end = bytes[(place + 1)...].firstIndex(of: bytes[place])
        else { return nil }
        let value = place + 1..<end
        place = end + 1
        return Attribute(name: String(decoding: bytes[key], as: UTF8.self), key: key, value: value)
    }

    private func word(from place: inout Int) -> Range<Int> {
        let start = place
        while place < bytes.count, bytes[place] > 0x20, !"=/>".utf8.contains(bytes[place]) { place += 1 }
        return start..<place
    }

    private func blanks(_ place: inout Int) {
        while place < bytes.count, bytes[place] <= 0x20 { place += 1 }
    }
}
