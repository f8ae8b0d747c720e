import Base

/// The cookies of a request (RFC 6265 §5.4), in order. A name may come several times: cookies of a parent domain
/// or a longer path stand beside ours, and which is ours only its content can tell.
package struct Cookies: Sendable, Equatable {
    package private(set) var pairs: [Pair] = []

    package struct Pair: Sendable, Equatable {
        package let name: String
        package let value: String
    }

    /// Browsers keep 50 to 180 for a site; what is beyond is ignored.
    package static let maximumCount = 200
    /// Name, value and attributes of one cookie, in bytes (RFC 6265 §6.1). A longer one is ignored.
    package static let maximumSize = 4096

    /// Reads the values of `Cookie` fields. A part that is no cookie is ignored, since it may be another
    /// application's of the same host.
    package init(_ fields: [String]) {
        for part in fields.lazy.flatMap({ $0.utf8.split(separator: UInt8(ascii: ";")) })
        where pairs.count < Cookies.maximumCount {
            let text = part.drop(while: Cookies.isBlank)
            guard text.count <= Cookies.maximumSize, let sign = text.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = Substring(text[..<sign])
            let value = Substring(Cookies.unquoted(text[text.index(after: sign)...]))
            guard SetCookie.isName(name), SetCookie.isValue(value) else { continue }
            pairs.append(Pair(name: String(name), value: String(value)))
        }
    }

    /// The first value of the name.
    package subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

    package func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

    private static func unquoted(_ text: Substring.UTF8View) -> Substring.UTF8View {
        var rest = text
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        let quote = UInt8(ascii: "\"")
        guard rest.count >= 2, rest.first == quote, rest.last == quote else { return rest }
        return rest.dropFirst().dropLast()
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
