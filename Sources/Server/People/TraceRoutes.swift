import Base
import HTTP
import Pages
import Trace

/// `/trace`: what journeys did, for whoever writes their policies. Only in development, and only for this machine: a
/// record holds what people typed.
struct TraceRoutes: Sendable {
    let traces: TraceStore
    /// Host names besides those of this machine under which the pages may be read.
    let hosts: Set<String>
    let random: Random

    var routes: [Route] {
        [
            local("/trace") { _, _ in TraceListPage(traces: traces.journeys).response(nonce: nonce) },
            local("/trace/events") { _, _ in events(of: nil) },
            local("/trace/{id}") { http, path in
                TracePage(trace: try trace(path), selected: http.query["entry"].flatMap { Int($0) })
                    .response(nonce: nonce)
            },
            local("/trace/{id}/events") { _, path in events(of: try trace(path).id) },
            local("/trace/{id}/json") { _, path in .json(try trace(path).json) },
        ]
    }

    private var nonce: String { Base64.encode(random.bytes(16)) }

    private func trace(_ path: PathParameters) throws(HTTPError) -> JourneyTrace {
        guard let trace = traces.journey(correlationID: path["id"]) else { throw .notFound }
        return trace
    }

    private func local(
        _ pattern: String, _ handler: @escaping @Sendable (Request, PathParameters) async throws -> Response
    ) -> Route {
        Route(.get, pattern) { http, path in
            guard isLocal(http) else { throw HTTPError.notFound }
            return try await handler(http, path)
        }
    }

    /// By the name as well as by the peer: another site's name that leads here must not read it (DNS rebinding), and
    /// another machine must not either.
    private func isLocal(_ http: Request) -> Bool {
        let host = TraceRoutes.hostName(http.origin)
        if hosts.contains(host) { return true }
        let isLoopback =
            http.address == "::1" || http.address.hasPrefix("127.")
            || http.address.hasPrefix("::ffff:127.")
        return isLoopback && ["localhost", "127.0.0.1", "[::1]"].contains(host)
    }

    static func hostName(_ origin: String) -> String {
        let authority = origin.firstRange(of: "://").map { origin[$0.upperBound...] } ?? origin[...]
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") { return String(authority[...end]) }
        return authority.prefix { $0 != ":" }.lowercased()
    }

    /// An event for each change; which one it was, the page asks for itself.
    private func events(of id: String?) -> Response {
        let (events, continuation) = AsyncStream.makeStream(of: Bytes.self, bufferingPolicy: .bufferingNewest(8))
        let changes = traces.changes()
        let reading = Task {
            for await change in changes where id == nil || change.correlationID == id {
                let number = change.entry.map { String($0.number) } ?? "end"
                continuation.yield(ServerSentEvent(name: "change", data: number).framed)
            }
            continuation.finish()
        }
        continuation.onTermination = { _ in reading.cancel() }
        return .events(events)
    }
}
