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
        for part in fields.lazy.flatMap({ $0.split(separator: ";") }) where pairs.count < Cookies.maximumCount {
            let text = part.drop { $0 == " " || $0 == "\t" }
            guard text.utf8.count <= Cookies.maximumSize, let sign = text.firstIndex(of: "=") else { continue }
            let name = text[..<sign]
            let value = Cookies.unquoted(text[text.index(after: sign)...])
            guard SetCookie.isName(name), SetCookie.isValue(value) else { continue }
            pairs.append(Pair(name: String(name), value: String(value)))
        }
    }

    /// The first value of the name.
    package subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

    package func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

    private static func unquoted(_ text: Substring) -> Substring {
        let end = text.lastIndex { $0 != " " && $0 != "\t" }.map(text.index(after:)) ?? text.startIndex
        let trimmed = text[..<end]
        guard trimmed.utf8.count >= 2, trimmed.first == "\"", trimmed.last == "\"" else { return trimmed }
        return trimmed.dropFirst().dropLast()
    }
}

extension Request {
    package var cookies: Cookies { Cookies(headers.all("Cookie")) }
}
