import Base
import HTTP
import Pages
import Policy
import Trace

/// `/trace`: what journeys did, for whoever writes their policies. Only in development, and only for this machine: a
/// record holds what people typed.
struct TraceRoutes: Sendable {
    let traces: TraceStore
    let access: LocalAccess
    let random: Random
    /// The policy as it is served now, and since when it is.
    var policy: @Sendable (Name) -> (policy: ResolvedPolicy, since: Timestamp)? = { _ in nil }

    var routes: [Route] {
        [
            access.route("/trace") { _, _ in TraceListPage(traces: traces.journeys).response(nonce: nonce) },
            access.route("/trace/events") { _, _ in events(of: nil) },
            access.route("/trace/{id}") { http, path in
                TracePage(trace: try trace(path), selected: http.query["entry"].flatMap { Int($0) })
                    .response(nonce: nonce)
            },
            access.route("/trace/{id}/map") { _, path in map(of: try trace(path)).response(nonce: nonce) },
            access.route("/trace/{id}/events") { _, path in events(of: try trace(path).id) },
            access.route("/trace/{id}/json") { _, path in .json(try trace(path).json) },
        ]
    }

    /// Where a page of the journey leads its author: to the record, and in it to what made it fail.
    static func page(of id: String, in traces: TraceStore) -> String? {
        guard let trace = traces.journey(correlationID: id) else { return nil }
        guard case .failed = trace.state, let failure = trace.failure else { return "/trace/\(id)" }
        return "/trace/\(id)?entry=\(failure.number)#e\(failure.number)"
    }

    private func map(of trace: JourneyTrace) -> TraceMapPage {
        let served = policy(Name(trace.subject.policy))
        return TraceMapPage(
            trace: trace,
            map: served.flatMap { JourneyMap($0.policy, journey: Name(trace.subject.journey)) },
            isNewer: served.map { $0.since > trace.startedAt } ?? false)
    }

    private var nonce: String { Base64.encode(random.bytes(16)) }

    private func trace(_ path: PathParameters) throws(HTTPError) -> JourneyTrace {
        guard let trace = traces.journey(correlationID: path["id"]) else { throw .notFound }
        return trace
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
