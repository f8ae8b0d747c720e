import HTTP

/// Who may read what is for the author alone: whoever sits at this machine, and the hosts that were allowed.
struct LocalAccess: Sendable {
    /// Host names besides those of this machine.
    let hosts: Set<String>

    /// A page that is not there for anybody else.
    func route(
        _ pattern: String, _ handler: @escaping @Sendable (Request, PathParameters) async throws -> Response
    ) -> Route {
        guarding(Route(.get, pattern, handler))
    }

    /// The same route, which is not there for anybody else.
    func guarding(_ route: Route) -> Route {
        Route(route.method, route.pattern, maximumBodySize: route.maximumBodySize, cors: route.cors) { http, path in
            guard admits(http) else { throw HTTPError.notFound }
            return try await route.handler(http, path)
        }
    }

    /// By the name as well as by the peer: another site's name that leads here must not read it (DNS rebinding), and
    /// another machine must not either.
    func admits(_ http: Request) -> Bool {
        let host = LocalAccess.hostName(http.origin)
        if hosts.contains(host) { return true }
        let isLoopback =
            http.address == "::1" || http.address.hasPrefix("127.")
            || http.address.hasPrefix("::ffff:127.")
        return isLoopback && ["localhost", "127.0.0.1", "[::1]"].contains(host)
    }

    static func hostName(_ origin: String) -> String {
        let authority = origin.firstRange(of: "://").map { origin[$0.upperBound...] } ?? origin[...]
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") { return String(authority[...end]) }
        return authority.prefix { $0 != ":" }.lowercased()
    }
}
