import Base
import HTTP
import OpenID

/// The one place where errors become answers. What it does not know is `server_error`, with the correlation id that
/// leads an operator to the log line.
package struct ErrorBoundary: Sendable {
    private let pages: ProviderPages
    private let now: Now
    private let emit: Emit

    package init(pages: ProviderPages, now: @escaping Now, emit: @escaping Emit) {
        self.pages = pages
        self.now = now
        self.emit = emit
    }

    /// What may be seen of `error`. The rest goes to the log.
    package func expose(_ error: any Error, _ http: Request) -> PublicError {
        switch error {
        case let error as ProtocolError:
            emit(ProviderEvent.requestRefused(error, correlation: http.correlationID))
            return make(error, status: error.code.status, http)
        case is UnknownIssuer:
            let refusal = ProtocolError(.invalidRequest, "There is no such tenant or policy.", detail: http.path)
            emit(ProviderEvent.requestRefused(refusal, correlation: http.correlationID))
            return make(refusal, status: 404, http)
        case let error as HTTPError:
            let refusal = ProtocolError(.invalidRequest, error.text)
            emit(ProviderEvent.requestRefused(refusal, correlation: http.correlationID))
            return make(refusal, status: error.status, http)
        case let error as TooManyRequests:
            let refusal = ProtocolError(
                .temporarilyUnavailable, "There were too many requests that failed. Wait, then try again.", b2c: 90244,
                detail: "for \(error.retryAfterSeconds) s")
            emit(ProviderEvent.requestRefused(refusal, correlation: http.correlationID))
            return make(refusal, status: 429, http)
        default:
            emit(
                ProviderEvent.requestFailed(
                    reason: String(describing: error), path: http.path, correlation: http.correlationID))
            return make(
                ProtocolError(.serverError, "The request could not be completed.", b2c: 90037), status: 500, http)
        }
    }

    /// For people: nothing was verified that an error could be sent to.
    package func page(_ error: any Error, _ http: Request) -> Response { pages.error(expose(error, http), http) }

    /// For clients (RFC 6749 §5.2).
    package func json(_ error: any Error, dialect: Dialect, _ http: Request) -> Response {
        let seen = expose(error, http)
        var response = Response.json(
            ["error": .string(seen.code), "error_description": .string(seen.description(in: dialect))],
            status: seen.status)
        response.forbidStoring()
        if let error = error as? TooManyRequests {
            response.headers["Retry-After"] = String(error.retryAfterSeconds)
        }
        guard seen.status == 401 else { return response }
        guard http.headers["Authorization"] == nil else {
            response.headers["WWW-Authenticate"] = "Basic realm=\"token\", charset=\"UTF-8\""
            return response
        }
        // B2C answers 400 to everything, and its clients treat 401 as a broken connection.
        if case .b2c = dialect { response.status = 400 }
        return response
    }

    private func make(_ error: ProtocolError, status: Int, _ http: Request) -> PublicError {
        PublicError(
            status: status, code: error.code.rawValue, text: error.description, reference: error.reference,
            correlationID: http.correlationID, timestamp: now())
    }
}

/// The URL names no tenant, policy or realm of ours.
struct UnknownIssuer: Error {}

extension Response {
    /// RFC 6749 §5.1: tokens, and what is said about them, stay out of every cache.
    mutating func forbidStoring() {
        headers["Cache-Control"] = "no-store"
        headers["Pragma"] = "no-cache"
    }
}
