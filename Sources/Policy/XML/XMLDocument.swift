import Base
import CXML2

/// Reads the XML of a policy file into elements, over libxml2's SAX interface (docs/decisions/0006).
///
/// Nothing outside the bytes is ever read: a document type is refused before it is looked into, so no entity can
/// be declared but the five of XML. Size, depth and number of nodes are bounded.
enum XMLDocument {
    static let maximumBytes = 1_048_576
    static let maximumDepth = 64
    static let maximumNodes = 200_000
    static let maximumAttributes = 64
    static let maximumText = 262_144
    static let namespace = "http://schemas.microsoft.com/online/cpim/schemas/2013/06"

    /// The root element of `bytes`, or nil when the file cannot be read; what is wrong is told to `diagnostics`.
    static func read(_ bytes: Bytes, file: String, _ diagnostics: inout Diagnostics) -> XMLElement? {
        let start = SourceLocation(file: file, line: 1, column: 1)
        guard bytes.count <= maximumBytes else {
            diagnostics.add(.fileTooLarge, at: start, "the file has \(bytes.count) bytes; 1,048,576 are allowed")
            return nil
        }
        let content = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes
        if let reason = encodingProblem(content) {
            diagnostics.add(.notUTF8, at: start, reason)
            return nil
        }
        let builder = ElementBuilder(file: file, bytes: content)
        builder.parse()
        diagnostics.add(builder.diagnostics)
        return builder.isBroken ? nil : builder.root
    }

    private static func encodingProblem(_ bytes: Bytes) -> String? {
        guard !bytes.contains(0) else { return "the file holds zero bytes; it looks like UTF-16" }
        guard String(validating: bytes) != nil else { return "the file holds bytes that are not UTF-8" }
        guard let declared = declaredEncoding(bytes), declared.lowercased() != "utf-8" else { return nil }
        return declared.lowercased() == "us-ascii" ? nil : "the file says that its encoding is \(declared)"
    }

    /// The `encoding` of the XML declaration, which must agree with the bytes.
    private static func declaredEncoding(_ bytes: Bytes) -> String? {
        guard bytes.starts(with: "<?xml".utf8), let end = bytes.firstIndex(of: UInt8(ascii: ">")), end < 256 else {
            return nil
        }
        let declaration = String(decoding: bytes[..<end], as: UTF8.self)
        guard let name = declaration.firstRange(of: "encoding") else { return nil }
        let value = declaration[name.upperBound...].drop { $0 == " " || $0 == "=" }
        guard let quote = value.first, quote == "\"" || quote == "'" else { return nil }
        return String(value.dropFirst().prefix { $0 != quote })
    }
}
