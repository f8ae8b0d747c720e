import Base

/// A document or a piece of one, written from front to back into one buffer.
///
/// There is no way to put text into it that is not escaped: names of elements and attributes are literals of our own
/// source, text and attribute values are escaped, and finished markup enters only as `TrustedMarkup`.
package struct HTML: Sendable {
    package private(set) var bytes = Bytes()

    package init() {}

    package init(_ write: (inout HTML) -> Void) {
        bytes.reserveCapacity(16 << 10)
        write(&self)
    }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// An element with what `content` writes inside.
    package mutating func element(_ name: StaticString, _ attributes: Attribute?..., content: (inout HTML) -> Void) {
        open(name, attributes)
        content(&self)
        close(name)
    }

    /// An element with text inside.
    package mutating func element(_ name: StaticString, _ attributes: Attribute?..., text: String) {
        open(name, attributes)
        self.text(text)
        close(name)
    }

    /// An element that has no end tag: `input`, `meta`, `link`, `img`.
    package mutating func void(_ name: StaticString, _ attributes: Attribute?...) { open(name, attributes) }

    package mutating func text(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): write("&amp;")
            case UInt8(ascii: "<"): write("&lt;")
            case UInt8(ascii: ">"): write("&gt;")
            default: bytes.append(byte)
            }
        }
    }

    package mutating func markup(_ markup: TrustedMarkup) { bytes.append(contentsOf: markup.bytes) }

    /// A `script` element that declares each variable as JSON. JSON's writer escapes `<`, so nothing in it can end the
    /// element.
    package mutating func variables(_ variables: [(name: StaticString, value: JSON)], nonce: String) {
        open("script", [.nonce(nonce)])
        for variable in variables {
            write("var ")
            write(variable.name)
            write("=")
            bytes.append(contentsOf: variable.value.bytes)
            write(";")
        }
        close("script")
    }

    private mutating func open(_ name: StaticString, _ attributes: [Attribute?]) {
        write("<")
        write(name)
        for case let attribute? in attributes { write(attribute) }
        write(">")
    }

    private mutating func close(_ name: StaticString) {
        write("</")
        write(name)
        write(">")
    }

    private mutating func write(_ attribute: Attribute) {
        write(" ")
        write(attribute.name)
        guard let value = attribute.value else { return }
        write("=\"")
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "&"): write("&amp;")
            case UInt8(ascii: "\""): write("&quot;")
            case UInt8(ascii: "<"): write("&lt;")
            case UInt8(ascii: ">"): write("&gt;")
            default: bytes.append(byte)
            }
        }
        write("\"")
    }

    private mutating func write(_ literal: StaticString) {
        literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }
}

/// Markup that is known to be safe where it stands: a literal of our own, or what a sanitiser let through. Every use
/// of this name is a place to look at in a review.
package struct TrustedMarkup: Sendable, ExpressibleByStringLiteral {
    let bytes: Bytes

    package init(stringLiteral value: StaticString) { bytes = value.withUTF8Buffer { Bytes($0) } }

    /// What a sanitiser of this module has made.
    init(sanitised bytes: Bytes) { self.bytes = bytes }
}
