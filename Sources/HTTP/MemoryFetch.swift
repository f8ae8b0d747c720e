import Base

/// Sends requests to responders in this process, without a socket, by the origins that they stand at. What a
/// test says through `Fetch` holds for both: it runs with this, and with `Transport`'s client against its server.
package struct MemoryFetch: Fetch {
    private let responders: [String: any Responder]
    private let correlationID: @Sendable () -> String
    /// What the responders see as the peer.
    package var address = "127.0.0.1"

    package init(
        _ responders: [String: any Responder], correlationID: @escaping @Sendable () -> String = { "test" }
    ) {
        self.responders = responders
        self.correlationID = correlationID
    }

    package func send(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        guard let url = URL(request.url), url.scheme == "http" || url.scheme == "https" else { throw .invalidURL }
        guard let responder = responders[url.origin] else { throw .connectionFailed }
        var response = await answer(of: responder, to: request, at: url)
        if request.method == .head { response.body = .bytes([]) }
        let body = await MemoryFetch.collect(response.body)
        guard body.count <= request.maximumResponseSize else { throw .responseTooLarge }
        return FetchResponse(status: response.status, headers: response.headers, body: body)
    }

    private func answer(of responder: any Responder, to request: FetchRequest, at url: URL) async -> Response {
        guard let query = Parameters(urlEncoded: url.query ?? "") else {
            return HTTPError.badRequest("The query is not well formed.").response
        }
        let path = url.path.isEmpty ? "/" : url.path
        guard request.body.isEmpty || request.body.count <= responder.maximumBodySize(request.method, path) else {
            return HTTPError.bodyTooLarge.response
        }
        return await responder.respond(
            to: Request(
                method: request.method, path: path, query: query, headers: request.headers, body: request.body,
                origin: url.origin, address: address, correlationID: correlationID()))
    }

    private static func collect(_ body: Response.Body) async -> Bytes {
        switch body {
        case .bytes(let bytes): return bytes
        case .events(let events):
            var all = Bytes()
            for await event in events { all += event }
            return all
        }
    }
}
