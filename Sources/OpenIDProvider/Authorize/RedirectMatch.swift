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
        // The demo's application may be a web server of this machine, which can have a certificate.
        if allowsAnyLoopbackRedirect {
            return LoopbackAddress(requested, schemes: ["http", "https"]).map { _ in RedirectURI(requested, .native) }
        }
        guard let loopback = LoopbackAddress(requested) else { return nil }
        let matches = redirectURIs.contains { registered in
            registered.platform == .native && LoopbackAddress(registered.uri).map { $0 == loopback } ?? false
        }
        return matches ? RedirectURI(requested, .native) : nil
    }
}

/// An address of this machine, `http` unless told, without its port: two that differ only in the port are equal.
package struct LoopbackAddress: Hashable, Sendable {
    package let scheme: String
    package let host: String
    /// Path and query, as written.
    package let rest: String

    /// Nil for anything else: another host or scheme, user information, a fragment, a character that no URI has.
    package init?(_ uri: String, schemes: Set<String> = ["http"]) {
        guard let url = URL(uri), schemes.contains(url.scheme), url.isLoopback, url.fragment == nil else { return nil }
        scheme = url.scheme
        host = url.host
        rest = url.path + (url.query.map { "?\($0)" } ?? "")
    }
}
