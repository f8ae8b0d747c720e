import Base

/// One line of the route table: what is answered by whom.
package struct Route: Sendable {
    package let method: Method
    /// Literal segments and `{name}`s, from the root: `/{tenant}/{policy}/oauth2/v2.0/token`. Literal segments
    /// compare without regard to case, as B2C's do.
    package let pattern: String
    let names: [(index: Int, name: String)]
    /// A larger body is answered 413 before it is read.
    package let maximumBodySize: Int
    /// Which pages of other origins may read the answer.
    package let cors: CORS
    package let handler: @Sendable (Request, PathParameters) async throws -> Response

    package init(
        _ method: Method, _ pattern: String, maximumBodySize: Int = 64 << 10, cors: CORS = .none,
        _ handler: @escaping @Sendable (Request, PathParameters) async throws -> Response
    ) {
        self.method = method
        self.pattern = pattern
        names = PathSegments.names(of: pattern)
        self.maximumBodySize = maximumBodySize
        self.cors = cors
        self.handler = handler
    }
}

/// The decoded segments that stood at a pattern's `{name}`s.
package struct PathParameters: Sendable {
    private let values: [(name: String, value: String)]

    package init() { values = [] }
    init(_ values: [(name: String, value: String)]) { self.values = values }

    /// The segment at `{name}`; nil where the pattern has none.
    package func value(_ name: String) -> String? { values.first { $0.name == name }?.value }

    /// The segment at `{name}`. The pattern must have it.
    package subscript(name: String) -> String {
        guard let found = value(name) else { preconditionFailure("the pattern has no {\(name)}") }
        return found
    }
}
