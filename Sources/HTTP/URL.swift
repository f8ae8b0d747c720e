import Base

/// An absolute URL with an authority (RFC 3986 §3), read strictly: only the characters of the RFC, no user name,
/// whole escapes, a port from 1 to 65535. Nothing is corrected on the way, so two readers cannot disagree about it.
package struct URL: Sendable, Equatable {
    /// Lower case.
    package let scheme: String
    /// Lower case; an IPv6 address with its brackets.
    package let host: String
    /// As written; nil where there is none.
    package let port: UInt16?
    /// As written: empty, or from the first slash.
    package let path: String
    /// Without the question mark.
    package let query: String?
    /// Without the number sign.
    package let fragment: String?

    package static let maximumLength = 8192

    package init?(_ text: String) {
        guard text.utf8.count <= URL.maximumLength, text.utf8.allSatisfy(URL.isAllowed),
            let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), text[colon...].utf8.starts(with: "://".utf8)
        else { return nil }
        guard let scheme = URL.scheme(text[..<colon]), URL.hasWholeEscapes(text) else { return nil }
        var rest = text[text.utf8.index(colon, offsetBy: 3)...]
        fragment = URL.cut(&rest, at: "#")
        query = URL.cut(&rest, at: "?")
        let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        guard let authority = Authority(rest[..<slash]), fragment?.utf8.contains(UInt8(ascii: "#")) != true else {
            return nil
        }
        self.scheme = scheme
        host = authority.host
        port = authority.port
        path = String(rest[slash...])
    }

    /// RFC 6454: scheme, host, and the port where it is not the scheme's own. `https://login.example`.
    package var origin: String {
        guard let port, port != defaultPort else { return "\(scheme)://\(host)" }
        return "\(scheme)://\(host):\(port)"
    }

    /// The port that a client connects to; nil where the scheme has none that we know.
    package var effectivePort: UInt16? { port ?? defaultPort }

    /// Path and query as a request line has them.
    package var target: String { (path.isEmpty ? "/" : path) + (query.map { "?\($0)" } ?? "") }

    /// Whether the host is this machine by its spelling: `localhost`, 127.0.0.0/8 or `[::1]` (RFC 8252 §7.3).
    package var isLoopback: Bool { host == "localhost" || host == "[::1]" || URL.isLoopbackIPv4(host) }

    private var defaultPort: UInt16? { ["http": 80, "https": 443][scheme] }

    private static func scheme(_ text: Substring) -> String? {
        guard let first = text.utf8.first, (97...122).contains(first | 0x20) else { return nil }
        let isScheme = text.utf8.allSatisfy { byte in
            (97...122).contains(byte | 0x20) || (48...57).contains(byte) || byte == 0x2b || byte == 0x2d || byte == 0x2e
        }
        return isScheme ? text.lowercased() : nil
    }

    private static func cut(_ rest: inout Substring, at mark: Unicode.Scalar) -> String? {
        guard let index = rest.utf8.firstIndex(of: UInt8(ascii: mark)) else { return nil }
        let part = String(rest[rest.utf8.index(after: index)...])
        rest = rest[..<index]
        return part
    }

    /// Printable ASCII without `"`, `<`, `>`, `\`, `^`, `` ` ``, `{`, `|`, `}`: RFC 3986 has no place for those.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x22, 0x3c, 0x3e, 0x5c, 0x5e, 0x60, 0x7b, 0x7c, 0x7d: false
        default: byte > 0x20 && byte < 0x7f
        }
    }

    private static func hasWholeEscapes(_ text: String) -> Bool {
        var rest = text.utf8[...]
        while let escape = rest.firstIndex(of: UInt8(ascii: "%")) {
            rest = rest[rest.index(after: escape)...]
            guard rest.prefix(2).count == 2, rest.prefix(2).allSatisfy(isHexDigit) else { return false }
        }
        return true
    }

    private static func isLoopbackIPv4(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil && $0.utf8.count <= 3 }
    }
}

/// `host[:port]`: the authority of a URL and the value of `Host` (RFC 9110 §7.2).
package struct Authority: Sendable, Equatable {
    /// Lower case; an IPv6 address with its brackets.
    package let host: String
    package let port: UInt16?

    /// DNS allows 253 characters.
    private static let maximumLength = 255

    package init?(_ text: String) { self.init(Bytes(text.utf8)) }

    package init?(_ text: Substring) { self.init(Bytes(text.utf8)) }

    /// Every request has one: bytes, since characters cost ten times as much.
    private init?(_ bytes: Bytes) {
        guard let size = bytes.first == UInt8(ascii: "[") ? Authority.addressSize(bytes) : Authority.nameSize(bytes)
        else { return nil }
        host = String(
            decoding: bytes[..<size].map { (65...90).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
        guard size < bytes.count else {
            port = nil
            return
        }
        let digits = bytes[(size + 1)...]
        guard bytes[size] == UInt8(ascii: ":"), (1...5).contains(digits.count),
            digits.allSatisfy({ (48...57).contains($0) }),
            let number = UInt16(exactly: digits.reduce(0) { $0 * 10 + Int($1 - 48) }), number > 0
        else { return nil }
        port = number
    }

    /// `[` address `]`
    private static func addressSize(_ bytes: Bytes) -> Int? {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
        let inside = bytes[1..<end]
        let isAddress = inside.allSatisfy { isHexDigit($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
        return isAddress && (2...45).contains(inside.count) && inside.contains(UInt8(ascii: ":")) ? end + 1 : nil
    }

    private static func nameSize(_ bytes: Bytes) -> Int? {
        let host = bytes.prefix { $0 != UInt8(ascii: ":") }
        let isName = host.allSatisfy { byte in
            (97...122).contains(byte | 0x20) || (48...57).contains(byte) || byte == 0x2d || byte == 0x2e || byte == 0x5f
        }
        return isName && (1...maximumLength).contains(host.count) ? host.count : nil
    }
}
