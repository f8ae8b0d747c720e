import Base

/// Carries out repairs in the bytes of one file and touches no other byte: what an author wrote stays as it was.
struct SourceEditor {
    /// A replacement of bytes, with the place as editors count.
    struct Edit: Sendable, Hashable {
        let range: Range<Int>
        let text: Bytes
        /// Where the bytes begin and end.
        let start: SourceLocation
        let end: SourceLocation
    }

    private let bytes: Bytes
    private let file: String
    private let tags: SourceTags
    /// Where each line begins: thousands of repairs look theirs up.
    private let lines: [Int]

    init(_ file: PolicySet.File) {
        bytes = file.bytes
        self.file = file.name
        tags = SourceTags(file.bytes)
        // A byte order mark is no character of the text.
        let mark = file.bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        lines = [mark] + file.bytes.indices.filter { file.bytes[$0] == 0x0a }.map { $0 + 1 }
    }

    /// What `repair` changes; nil when the file does not hold what it expects.
    func edits(of repair: Repair) -> [Edit]? {
        guard repair.element.file == file, let tag = tag(at: repair.element) else { return nil }
        switch repair.change {
        case .attribute(let name, let old, let new):
            guard let attribute = tag.attributes.first(where: { $0.name == name }),
                XMLText.decoded(bytes[attribute.value]).trimmingBlanks() == old.trimmingBlanks()
            else { return nil }
            return [edit(attribute.value, XMLText.attribute(new))]
        case .addAttribute(let name, let value):
            guard !tag.attributes.contains(where: { $0.name == name }) else { return nil }
            let place = tag.attributes.last.map { $0.value.upperBound + 1 } ?? tag.name.upperBound
            return [edit(place..<place, " \(name)=\"\(XMLText.attribute(value))\"")]
        case .renameAttribute(let name, let new):
            guard let attribute = tag.attributes.first(where: { $0.name == name }) else { return nil }
            return [edit(attribute.key, new)]
        case .text(let old, let new): return text(of: tag, old, new)
        case .renameElement(let old, let new):
            guard String(decoding: bytes[tag.name], as: UTF8.self) == old, let end = tags.end(of: tag) else {
                return nil
            }
            return [edit(tag.name, new)] + (tag.isEmpty ? [] : [edit(end.name, new)])
        case .move(let sibling): return move(tag, sibling)
        }
    }

    /// The file with `edits` made; they must not overlap.
    func applying(_ edits: [Edit]) -> Bytes {
        var result = Bytes()
        var place = 0
        for edit in edits.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            result += bytes[place..<edit.range.lowerBound]
            result += edit.text
            place = edit.range.upperBound
        }
        return result + bytes[place...]
    }

    private func text(of tag: SourceTags.Tag, _ old: String, _ new: String) -> [Edit]? {
        guard !tag.isEmpty, let end = tags.end(of: tag) else { return nil }
        var range = tag.range.upperBound..<end.range.lowerBound
        trim(&range)
        let (open, close) = (Bytes("<![CDATA[".utf8), Bytes("]]>".utf8))
        let isData = bytes[range].starts(with: open) && bytes[range].suffix(3).elementsEqual(close)
        if isData {
            range = range.lowerBound + open.count..<range.upperBound - close.count
            trim(&range)
        }
        // A comment or an element inside is more than the one text that was meant.
        guard !bytes[range].contains(UInt8(ascii: "<")) else { return nil }
        let found = isData ? String(decoding: bytes[range], as: UTF8.self) : XMLText.decoded(bytes[range])
        guard found.trimmingBlanks() == old.trimmingBlanks() else { return nil }
        return [edit(range, isData ? new : XMLText.text(new))]
    }

    /// Takes the element with the blanks before it, so that it keeps a line of its own.
    private func move(_ tag: SourceTags.Tag, _ sibling: SourceLocation) -> [Edit]? {
        guard sibling.file == file, let target = self.tag(at: sibling), let end = tags.end(of: tag) else { return nil }
        guard target.range.lowerBound < tag.range.lowerBound else { return nil }
        let blanks = bytes[..<tag.range.lowerBound].reversed().prefix { $0 <= 0x20 }.count
        let whole = tag.range.lowerBound - blanks..<(tag.isEmpty ? tag.range.upperBound : end.range.upperBound)
        // The blanks before the sibling are those of its line: the element takes them, and leaves its own to it.
        let moved =
            Bytes(bytes[tag.range.lowerBound..<whole.upperBound]) + bytes[whole.lowerBound..<tag.range.lowerBound]
        let place = target.range.lowerBound
        return [edit(place..<place, moved), edit(whole, Bytes())]
    }

    private func trim(_ range: inout Range<Int>) {
        while let first = range.first, bytes[first] <= 0x20 { range = first + 1..<range.upperBound }
        while let last = range.last, bytes[last] <= 0x20 { range = range.lowerBound..<last }
    }

    private func edit(_ range: Range<Int>, _ text: String) -> Edit { edit(range, Bytes(utf8: text)) }

    private func edit(_ range: Range<Int>, _ text: Bytes) -> Edit {
        Edit(range: range, text: text, start: location(range.lowerBound), end: location(range.upperBound))
    }

    // MARK: Places

    private func location(_ offset: Int) -> SourceLocation {
        var (low, high) = (0, lines.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if lines[middle] <= offset { low = middle } else { high = middle }
        }
        let column = bytes[lines[low]..<max(offset, lines[low])].count { $0 & 0xc0 != 0x80 } + 1
        return SourceLocation(file: file, line: low + 1, column: column)
    }

    private func tag(at place: SourceLocation) -> SourceTags.Tag? {
        guard lines.indices.contains(place.line - 1) else { return nil }
        var offset = lines[place.line - 1]
        var column = 1
        while column < place.column, offset < bytes.count {
            offset += 1
            while offset < bytes.count, bytes[offset] & 0xc0 == 0x80 { offset += 1 }
            column += 1
        }
        return tags.start(at: offset)
    }
}
