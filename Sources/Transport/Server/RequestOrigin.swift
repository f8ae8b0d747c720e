import Base
import HTTP

/// Where a request came from and by which name, as the browser sees it.
struct RequestOrigin: Sendable {
    let publicOrigin: String?
    let trustedProxies: AddressRanges
    let isSecure: Bool

    /// Scheme and host of the request, no slash at the end.
    func origin(_ head: RequestHead, peer: IPAddress?) -> String {
        if let publicOrigin { return publicOrigin }
        guard let peer, trustedProxies.contains(peer) else { return normal(head.authority, ownScheme) }
        let scheme = last(head.headers.all("X-Forwarded-Proto")).flatMap { ["http", "https"].contains($0) ? $0 : nil }
        let authority = last(head.headers.all("X-Forwarded-Host")).flatMap { Authority($0) }
        return normal(authority ?? head.authority, scheme ?? ownScheme)
    }

    /// The peer, or the nearest address of `X-Forwarded-For` that is no proxy of ours. Those before it the client
    /// may have written itself.
    func address(_ head: RequestHead, peer: IPAddress?) -> IPAddress? {
        guard var address = peer else { return nil }
        let hops = head.headers.all("X-Forwarded-For").flatMap { $0.split(separator: ",") }
        for hop in hops.reversed() {
            guard trustedProxies.contains(address), let next = IPAddress(trimmed(hop)) else {
                return address
            }
            address = next
        }
        return address
    }

    private var ownScheme: String { isSecure ? "https" : "http" }

    private func last(_ values: [String]) -> String? {
        values.last?.split(separator: ",").last.map(trimmed)
    }

    private func trimmed(_ text: Substring) -> String {
        var rest = text.drop { $0 == " " || $0 == "\t" }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return String(rest)
    }

    /// Without the scheme's own port, so that equal origins are equal text.
    private func normal(_ authority: Authority, _ scheme: String) -> String {
        let start = scheme + "://" + authority.host
        guard let port = authority.port, port != (scheme == "https" ? 443 : 80) else { return start }
        return start + ":" + String(port)
    }
}
