import Base
import HTTP
import Storage

/// Answers when everything that the answer may tell of is on the disk: what a request writes waits for that together.
struct DurableResponder: Responder {
    let inner: RoutedResponder
    /// Answers for a disk that has failed.
    let recover: @Sendable (any Error, Request) -> Response

    func maximumBodySize(_ method: Method, _ path: String) -> Int { inner.maximumBodySize(method, path) }

    func respond(to request: Request) async -> Response {
        do {
            return try await Store.durably { await inner.respond(to: request) }
        } catch {
            return inner.secured(recover(error, request), request)
        }
    }
}
