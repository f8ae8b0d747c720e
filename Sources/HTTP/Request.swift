import Base

/// The method of a request (RFC 9110 §9). Others than these are answered 405 before a route sees them.
package enum Method: String, Sendable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
    case options = "OPTIONS"
}

/// A request as the routes see it: parsed once, bounded, its body complete.
package struct Request: Sendable {
    package var method: Method
    /// The path as sent, still percent-encoded, without the query.
    package var path: String
    /// The query's parameters, decoded, in order.
    package var query: Parameters
    package var headers: Headers { didSet { cookies = Cookies(headers.all("Cookie")) } }
    /// What `headers` say of them, read once.
    package private(set) var cookies: Cookies
    package var body: Bytes
    /// Scheme and host as the browser sees them: `https://login.example`, no slash at the end.
    package var origin: String
    /// The peer, or what a trusted proxy says it is.
    package var address: String
    /// A UUID of this request, for logs, traces and error pages.
    package var correlationID: String

    package init(
        method: Method, path: String, query: Parameters = Parameters(), headers: Headers = Headers(),
        body: Bytes = [], origin: String, address: String, correlationID: String
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        cookies = Cookies(headers.all("Cookie"))
        self.body = body
        self.origin = origin
        self.address = address
        self.correlationID = correlationID
    }
}
