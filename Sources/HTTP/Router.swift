import Base

/// Finds the route of a request in a trie of path segments.
///
/// A literal segment wins over a `{name}`, and the first path through the trie that ends in a route decides: where
/// it does not answer the method, the request is refused, although a less exact pattern might have answered.
package struct Router: Sendable {
    package static let maximumPathLength = 4096
    package static let maximumSegmentCount = 24

    package enum Match: Sendable {
        case route(Route, PathParameters)
        /// `OPTIONS` of a path that exists.
        case options(PathOptions)
        case refused(HTTPError)
    }

    private var nodes = [RouteNode()]

    /// The patterns are ours, so a wrong one is a mistake of ours and stops the program.
    package init(_ routes: [Route]) {
        for route in routes { insert(route) }
    }

    package func find(_ method: Method, _ path: String) -> Match {
        switch endpoint(at: path) {
        case .failure(let error): return .refused(error)
        case .success(let (routes, segments)):
            if method == .options { return options(routes, segments) }
            guard let route = routes.first(answering: method) else {
                return .refused(.methodNotAllowed(routes.allowed))
            }
            guard let parameters = segments.parameters(of: route) else { return .refused(Router.badEscape) }
            return .route(route, parameters)
        }
    }

    /// The body size of the route that would answer; 0 where none would, since the answer needs no body then.
    package func maximumBodySize(_ method: Method, _ path: String) -> Int {
        guard case .success(let (routes, _)) = endpoint(at: path) else { return 0 }
        return routes.first(answering: method)?.maximumBodySize ?? 0
    }

    private static let badEscape = HTTPError.badRequest("The address is not well formed.")

    private func options(_ routes: [Route], _ segments: PathSegments) -> Match {
        guard let parameters = segments.parameters(of: routes[0]) else { return .refused(Router.badEscape) }
        return .options(PathOptions(routes: routes, parameters: parameters))
    }

    private func endpoint(at path: String) -> Result<([Route], PathSegments), HTTPError> {
        guard path.utf8.count <= Router.maximumPathLength else { return .failure(.addressTooLong) }
        guard let segments = PathSegments(path) else { return .failure(Router.badEscape) }
        guard segments.count <= Router.maximumSegmentCount else { return .failure(.addressTooLong) }
        guard let node = search(from: 0, segments, 0) else { return .failure(.notFound) }
        return .success((nodes[node].routes, segments))
    }

    /// A node's depth is fixed, so the search visits each node once at most.
    private func search(from node: Int, _ segments: PathSegments, _ depth: Int) -> Int? {
        guard depth < segments.count else { return nodes[node].routes.isEmpty ? nil : node }
        if let child = nodes[node].literal(segments[depth]), let found = search(from: child, segments, depth + 1) {
            return found
        }
        guard let child = nodes[node].parameter, !segments[depth].isEmpty else { return nil }
        return search(from: child, segments, depth + 1)
    }

    private mutating func insert(_ route: Route) {
        guard let segments = PathSegments(route.pattern) else { preconditionFailure("not a pattern: \(route.pattern)") }
        var node = 0
        for index in 0..<segments.count { node = child(of: node, segments[index]) }
        precondition(
            !nodes[node].routes.contains { $0.method == route.method },
            "two routes for \(route.method) \(route.pattern)")
        nodes[node].routes.append(route)
    }

    private mutating func child(of node: Int, _ segment: ArraySlice<UInt8>) -> Int {
        let isParameter = PathSegments.parameterName(segment) != nil
        if let known = isParameter ? nodes[node].parameter : nodes[node].literal(segment) { return known }
        nodes.append(RouteNode())
        let index = nodes.count - 1
        if isParameter {
            nodes[node].parameter = index
        } else {
            nodes[node].literals.append((Bytes(segment), index))
        }
        return index
    }
}

/// A place in the trie. Children are indices, so that the whole is one array.
private struct RouteNode: Sendable {
    var literals: [(text: Bytes, node: Int)] = []
    var parameter: Int?
    /// What is answered here, one per method.
    var routes: [Route] = []

    func literal(_ segment: ArraySlice<UInt8>) -> Int? {
        literals.first { equalIgnoringCase($0.text, segment) }?.node
    }
}

extension [Route] {
    /// HEAD is answered through GET (RFC 9110 §9.3.2).
    fileprivate func first(answering method: Method) -> Route? {
        first { $0.method == method } ?? (method == .head ? first { $0.method == .get } : nil)
    }

    /// For `Allow`.
    package var allowed: [Method] {
        var methods = map(\.method)
        if methods.contains(.get), !methods.contains(.head) { methods.append(.head) }
        return methods.contains(.options) ? methods : methods + [.options]
    }
}
