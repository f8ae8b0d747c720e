import Base

/// A request refused at the edge, before any protocol of ours has a say.
///
/// `text` goes to the client as plain text and says nothing about the server.
package struct HTTPError: Error, Equatable, Sendable {
    package let status: Int
    package let text: String
    package var headers: Headers

    package init(status: Int, text: String, headers: Headers = Headers()) {
        self.status = status
        self.text = text
        self.headers = headers
    }

    /// The error as an answer.
    package var response: Response {
        var response = Response.text("\(text)\n", status: status)
        for field in headers.fields { response.headers.add(field.name, field.value) }
        return response
    }
}

extension HTTPError {
    package static func badRequest(_ text: String) -> HTTPError { HTTPError(status: 400, text: text) }

    package static let notFound = HTTPError(status: 404, text: "There is nothing here.")

    /// RFC 9110 §15.5.6: the answer must name what is allowed.
    package static func methodNotAllowed(_ allowed: [Method]) -> HTTPError {
        HTTPError(
            status: 405, text: "This address does not answer that method.",
            headers: ["Allow": allowed.map(\.rawValue).joined(separator: ", ")])
    }

    package static let bodyTooLarge = HTTPError(status: 413, text: "The request body is too large.")
    package static let addressTooLong = HTTPError(status: 414, text: "The address is too long.")

    package static func unsupportedMediaType(_ expected: String) -> HTTPError {
        HTTPError(status: 415, text: "The request body must be \(expected).")
    }

    package static let headersTooLarge = HTTPError(status: 431, text: "The request header is too large.")
    package static let failed = HTTPError(status: 500, text: "Something went wrong on our side.")
    package static let unavailable = HTTPError(status: 503, text: "The server is shutting down.")
}
