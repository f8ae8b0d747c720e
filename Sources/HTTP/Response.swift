import Base

/// The answer to a request.
package struct Response: Sendable {
    package var status: Int
    package var headers: Headers
    package var body: Body

    package enum Body: Sendable {
        case bytes(Bytes)
        /// A stream of server-sent events (WHATWG HTML §9.2); each element is one event, framed already.
        case events(AsyncStream<Bytes>)
    }

    package init(status: Int, headers: Headers = Headers(), body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The whole body, when it is not a stream.
    package var bytes: Bytes? {
        guard case .bytes(let bytes) = body else { return nil }
        return bytes
    }
}

extension Response {
    package static func text(_ text: String, status: Int = 200) -> Response {
        Response(
            status: status, headers: ["Content-Type": "text/plain; charset=utf-8"], body: .bytes(Bytes(utf8: text)))
    }

    package static func html(_ text: String, status: Int = 200) -> Response {
        Response(status: status, headers: ["Content-Type": "text/html; charset=utf-8"], body: .bytes(Bytes(utf8: text)))
    }

    package static func json(_ value: JSON, status: Int = 200) -> Response {
        Response(status: status, headers: ["Content-Type": "application/json"], body: .bytes(value.bytes))
    }

    /// 302 or 303 to `location`, which the caller has verified.
    package static func redirect(to location: String, status: Int = 302) -> Response {
        Response(status: status, headers: ["Location": location])
    }
}
