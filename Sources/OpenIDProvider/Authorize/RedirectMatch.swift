import Base
import Directory
import HTTP

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

    /// Nil for anything else: another host or scheme, user information, a fragment, a character that no URI has.
    package init?(_ uri: String) {
        guard let url = URL(uri), url.scheme == "http", url.isLoopback, url.fragment == nil else { return nil }
        host = url.host
        rest = url.path + (url.query.map { "?\($0)" } ?? "")
    }
}
