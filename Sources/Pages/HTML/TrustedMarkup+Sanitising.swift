import Base

extension TrustedMarkup {
    /// The safe part of markup that holds others' text: elements and attributes of a list, addresses that a page may
    /// point to, and every element closed. All else becomes text or is dropped with what is in it.
    package init(sanitising source: String) {
        var sanitiser = Sanitiser(bytes: Bytes(utf8: String(source.prefix(64 << 10))))
        self.init(sanitised: sanitiser.run())
    }

    /// A value between the quotes of an attribute.
    static func attributeValue(_ value: String) -> TrustedMarkup {
        TrustedMarkup(sanitised: Bytes(utf8: value.escaped))
    }
}

private struct Sanitiser {
    let bytes: Bytes
    private var output = Bytes()
    private var open: [String] = []

    private static let allowed: Set<String> = [
        "a", "abbr", "b", "blockquote", "br", "code", "dd", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6",
        "hr", "i", "img", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "small", "span", "strong", "sub", "sup",
        "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
    ]
    private static let void: Set<String> = ["br", "hr", "img"]
    /// Dropped with their content, which is not text for people.
    private static let dropped: Set<String> = [
        "script", "style", "iframe", "object", "title", "textarea", "noembed", "noframes", "xmp",
    ]
    private static let attributes: Set<String> = [
        "alt", "class", "colspan", "dir", "height", "lang", "rowspan", "style", "title", "width",
    ]

    init(bytes: Bytes) { self.bytes = bytes }

    mutating func run() -> Bytes {
        var skipping: String?
        for token in MarkupReader(bytes) {
            switch token {
            case .end(let name, _) where name == skipping: skipping = nil
            case _ where skipping != nil: break
            case .text(let range): write(text: range)
            case .comment: break
            case .start(let tag) where Sanitiser.dropped.contains(tag.name): skipping = tag.name
            case .start(let tag): start(tag)
            case .end(let name, _): end(name)
            }
        }
        for name in open.reversed() { output.append(contentsOf: "</\(name)>".utf8) }
        return output
    }

    /// References stay as written; a bare `<` is one that starts no tag.
    private mutating func write(text range: Range<Int>) {
        for byte in bytes[range] {
            switch byte {
            case UInt8(ascii: "<"): output.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): output.append(contentsOf: "&gt;".utf8)
            default: output.append(byte)
            }
        }
    }

    private mutating func start(_ tag: MarkupReader.Tag) {
        guard Sanitiser.allowed.contains(tag.name), open.count < 64 else { return }
        output.append(contentsOf: "<\(tag.name)".utf8)
        for attribute in tag.attributes where isAllowed(attribute, on: tag.name) {
            output.append(contentsOf: " \(attribute.name)=\"\(attribute.value.escaped)\"".utf8)
        }
        if tag.name == "a" { output.append(contentsOf: " rel=\"noopener noreferrer\" target=\"_blank\"".utf8) }
        output.append(UInt8(ascii: ">"))
        if !Sanitiser.void.contains(tag.name) { open.append(tag.name) }
    }

    private mutating func end(_ name: String) {
        guard let index = open.lastIndex(of: name) else { return }
        for name in open[index...].reversed() { output.append(contentsOf: "</\(name)>".utf8) }
        open.removeSubrange(index...)
    }

    private func isAllowed(_ attribute: (name: String, value: String), on tag: String) -> Bool {
        switch (tag, attribute.name) {
        case ("a", "href"): SafeAddress.isSafe(attribute.value)
        case (_, "style"): SafeStyle.accepts(attribute.value)
        case ("img", "src"): SafeAddress.isSafe(attribute.value) || attribute.value.hasPrefix("data:image/")
        default: Sanitiser.attributes.contains(attribute.name)
        }
    }
}

extension String {
    /// As it stands between the double quotes of an attribute, or as text.
    var escaped: String {
        var output = Bytes()
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "&"): output.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "\""): output.append(contentsOf: "&quot;".utf8)
            case UInt8(ascii: "<"): output.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): output.append(contentsOf: "&gt;".utf8)
            default: output.append(byte)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
