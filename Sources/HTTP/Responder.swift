import Base

/// What a server serves. `Transport` has the server over a socket, `MemoryFetch` the one without.
package protocol Responder: Sendable {
    /// The largest body that a request of this method to this path may have, in bytes, asked before it is read.
    func maximumBodySize(_ method: Method, _ path: String) -> Int

    /// Answers; what went wrong is an answer too.
    func respond(to request: Request) async -> Response
}

/// A route table served: finds the route, answers preflights, turns what is thrown into an answer, and puts the
/// security headers on every answer. All that happens here, so that no route can forget it.
package struct RoutedResponder: Responder {
    private let router: Router
    private let recover: @Sendable (any Error, Request) -> Response
    private let page: @Sendable (HTTPError, Request) -> Response?

    /// `recover` answers for an error that is not an `HTTPError`; it is where such an error reaches the log. `page`
    /// makes a page of one that a person is to read; nil: it stays plain text.
    package init(
        _ router: Router, page: @escaping @Sendable (HTTPError, Request) -> Response? = { _, _ in nil },
        recover: @escaping @Sendable (any Error, Request) -> Response
    ) {
        self.router = router
        self.page = page
        self.recover = recover
    }

    package func maximumBodySize(_ method: Method, _ path: String) -> Int { router.maximumBodySize(method, path) }

    package func respond(to request: Request) async -> Response {
        secured(await answer(to: request), request)
    }

    /// An answer as it may leave.
    package func secured(_ response: Response, _ request: Request) -> Response {
        var response = response
        SecurityHeaders.apply(to: &response, isSecure: request.isSecure)
        return response
    }

    private func answer(to request: Request) async -> Response {
        switch router.find(request.method, request.path) {
        case .route(let route, let parameters):
            var response = await run(route, request, parameters)
            await route.cors.apply(to: &response, request, parameters)
            return response
        case .options(let options): return await options.respond(to: request)
        case .refused(let error): return refuse(error, request)
        }
    }

    private func refuse(_ error: HTTPError, _ request: Request) -> Response {
        guard var response = page(error, request) else { return error.response }
        for field in error.headers.fields { response.headers.add(field.name, field.value) }
        return response
    }

    private func run(_ route: Route, _ request: Request, _ parameters: PathParameters) async -> Response {
        do {
            return try await route.handler(request, parameters)
        } catch let error as HTTPError {
            return refuse(error, request)
        } catch {
            return recover(error, request)
        }
    }
}
