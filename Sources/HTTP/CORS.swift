import Base

/// Which pages of other origins may read a route's answers (WHATWG Fetch §3.2).
///
/// Credentials are never allowed, so there is no spelling for `*` with credentials: the endpoints that
/// applications call from a page take tokens and codes, never our cookies.
package struct CORS: Sendable {
    private let origins: Origins

    private enum Origins: Sendable {
        case none
        case any
        case decided(@Sendable (_ origin: String, _ request: Request, _ parameters: PathParameters) async -> Bool)
    }

    /// Only pages of our own.
    package static let none = CORS(origins: .none)
    /// Any page: for what is public anyway, discovery and keys.
    package static let any = CORS(origins: .any)

    /// The pages of each origin for which `isAllowed` says so. A preflight holds no parameter of the request, so
    /// that the origin and the path are all that a decision can rest on.
    package static func decided(
        by isAllowed: @escaping @Sendable (_ origin: String, _ parameters: PathParameters) async -> Bool
    ) -> CORS {
        CORS(origins: .decided { origin, _, parameters in await isAllowed(origin, parameters) })
    }

    /// The same, for who must know the host that the request came to.
    package static func decided(
        by isAllowed:
            @escaping @Sendable (_ origin: String, _ request: Request, _ parameters: PathParameters) async -> Bool
    ) -> CORS {
        CORS(origins: .decided(isAllowed))
    }

    /// What MSAL.js and the mobile libraries put on their requests.
    package static let requestHeaders = [
        "authorization", "client-request-id", "content-type", "dpop", "return-client-request-id", "x-app-name",
        "x-app-ver",
        "x-client-cpu", "x-client-current-telemetry", "x-client-last-telemetry", "x-client-os", "x-client-sku",
        "x-client-ver", "x-ms-lib-capability",
    ]

    /// Lets the page of the request's `Origin` read `response`, if it may.
    func apply(to response: inout Response, _ request: Request, _ parameters: PathParameters) async {
        if varies { response.headers.add("Vary", "Origin") }
        guard let allowed = await allowedOrigin(request, parameters) else { return }
        response.headers["Access-Control-Allow-Origin"] = allowed
        response.headers["Access-Control-Expose-Headers"] = "Date, Retry-After, WWW-Authenticate"
    }

    /// The value for `Access-Control-Allow-Origin`; nil where the request comes from no page or from one that may not.
    func allowedOrigin(_ request: Request, _ parameters: PathParameters) async -> String? {
        switch origins {
        case .none: return nil
        case .any: return "*"
        case .decided(let isAllowed):
            // "null" is the origin of every sandboxed frame: nobody's in particular.
            guard let origin = request.headers["Origin"], origin != "null" else { return nil }
            return await isAllowed(origin, request, parameters) ? origin : nil
        }
    }

    /// Whether the answer differs by origin, which a cache must know.
    var varies: Bool {
        switch origins {
        case .none, .any: false
        case .decided: true
        }
    }
}

/// What `OPTIONS` tells of a path: the allowed methods and, to a preflight, whether the page may go on.
package struct PathOptions: Sendable {
    let routes: [Route]
    let parameters: PathParameters

    /// An hour: browsers cap what is longer than two.
    private static let lifetime = "3600"

    package func respond(to request: Request) async -> Response {
        var response = Response(status: 204, headers: ["Allow": names(routes.allowed)])
        guard let wanted = request.headers["Access-Control-Request-Method"] else { return response }
        guard let route = routes.first(where: { $0.method.rawValue == wanted }) else { return response }
        if route.cors.varies { response.headers.add("Vary", "Origin") }
        guard let origin = await route.cors.allowedOrigin(request, parameters) else { return response }
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Methods"] = names(routes.allowed)
        response.headers["Access-Control-Allow-Headers"] = CORS.requestHeaders.joined(separator: ", ")
        response.headers["Access-Control-Max-Age"] = PathOptions.lifetime
        return response
    }

    private func names(_ methods: [Method]) -> String { methods.map(\.rawValue).joined(separator: ", ") }
}
