import Base
import Directory

extension Client {
    /// The registered redirect URI that `requested` is, to the letter (RFC 9700 §4.1.3); with the platform of the
    /// registration and the address as requested. Nil: it is not one, and nothing may be sent there.
    ///
    /// The one freedom is the port of a native client's loopback address (RFC 8252 §7.3).
    package func redirectURI(for requested: String) -> RedirectURI? {
        if let exact = redirectURIs.first(where: { $0.uri == requested }) { return exact }
        guard let loopback = LoopbackAddress(requested) else { return nil }
        let matches = redirectURIs.contains { registered in
            registered.platform == .native && LoopbackAddress(registered.uri).map { $0 == loopback } ?? false
        }
        return matches || allowsAnyLoopbackRedirect ? RedirectURI(requested, .native) : nil
    }
}

/// An `http` address of this machine, without its port: two that differ only in the port are equal.
package struct LoopbackAddress: Hashable, Sendable {
    package let host: String
    /// Path and query, as written.
    package let rest: String

    private static let hosts = ["127.0.0.1", "[::1]", "localhost"]

    /// Nil for anything else: another host or scheme, user information, a fragment, a character that no URI has.
    package init?(_ uri: String) {
        let scheme = "http://"
        guard uri.hasPrefix(scheme), uri.utf8.allSatisfy(Self.isAllowed) else { return nil }
        let tail = uri.dropFirst(scheme.count)
        guard let host = Self.hosts.first(where: { tail.hasPrefix($0) }) else { return nil }
        var rest = tail.dropFirst(host.count)
        if rest.first == ":" {
            let port = rest.dropFirst().prefix { ("0"..."9").contains($0) }
            guard UInt16(port) != nil, port.utf8.count <= 5 else { return nil }
            rest = rest.dropFirst(port.count + 1)
        }
        guard rest.isEmpty || rest.first == "/" || rest.first == "?" else { return nil }
        self.host = host
        self.rest = String(rest)
    }

    /// RFC 3986's characters but `#`, and no `\`, which browsers read as `/`.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 48...57: true
        default: "-._~:/?[]@!$&'()*+,;=%".utf8.contains(byte)
        }
    }
}
