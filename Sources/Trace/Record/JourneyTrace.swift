import Base

/// What one journey did, from the first request to the answer: a value, with a JSON form of stable names
/// (docs/trace.md).
package struct JourneyTrace: Hashable, Sendable {
    package let subject: TraceSubject
    package internal(set) var startedAt: Timestamp
    package internal(set) var endedAt: Timestamp?
    package internal(set) var state: State
    package internal(set) var requests: [Request]
    package internal(set) var entries: [TraceEntry]
    /// Entries that there was no room for.
    package internal(set) var dropped: Int

    package enum State: Hashable, Sendable {
        case running
        case finished
        /// With B2C's code.
        case failed(String)

        package var word: String {
            switch self {
            case .running: "running"
            case .finished: "finished"
            case .failed: "failed"
            }
        }
    }

    /// A request of the browser that the journey had a part in.
    package struct Request: Hashable, Sendable {
        package let method: String
        package let path: String
        package let at: Timestamp
    }

    init(_ subject: TraceSubject, at time: Timestamp) {
        self.subject = subject
        startedAt = time
        state = .running
        requests = []
        entries = []
        dropped = 0
    }

    /// The correlation id.
    package var id: String { subject.correlationID }
}

/// Whose journey it is.
package struct TraceSubject: Hashable, Sendable {
    package let correlationID: String
    package let tenant: String
    package let policy: String
    package let journey: String
    package let client: String

    package init(correlationID: String, tenant: String, policy: String, journey: String, client: String) {
        self.correlationID = correlationID
        self.tenant = tenant
        self.policy = policy
        self.journey = journey
        self.client = client
    }
}

extension JourneyTrace {
    package func entry(_ number: Int) -> TraceEntry? {
        entries.indices.contains(number - 1) ? entries[number - 1] : nil
    }

    /// How far in an entry stands: below what it is part of, and the steps of a sub journey below those of its caller.
    package func depth(of entry: TraceEntry) -> Int {
        var depth = 0
        var current = entry
        while let parent = current.parent.flatMap({ self.entry($0) }) {
            depth += 1
            current = parent
        }
        return depth + (current.isOfSubJourney ? 1 : 0)
    }

    /// The entries inside `number`; with nil, those that are in none.
    package func children(of number: Int?) -> [TraceEntry] { entries.filter { $0.parent == number } }

    /// The claims that the steps have made, as they are after the last one.
    package var claims: [String: TracedValue] {
        var claims: [String: TracedValue] = [:]
        for entry in entries {
            guard case .step = entry.event else { continue }
            for change in entry.changes { claims[change.name] = change.after }
        }
        return claims
    }

    /// The steps that ran, in order.
    package var steps: [TraceEvent.Place] {
        entries.compactMap { if case .step(let step) = $0.event { step.place } else { nil } }
    }

    package var skipped: [TraceEvent.Skipped] {
        entries.compactMap { if case .skipped(let skipped) = $0.event { skipped } else { nil } }
    }

    package var pages: [TraceEvent.Page] {
        entries.compactMap { if case .page(let page) = $0.event { page } else { nil } }
    }

    package var calls: [TraceEvent.Call] {
        entries.compactMap { if case .call(let call) = $0.event { call } else { nil } }
    }

    package var sent: TraceEvent.Sent? {
        entries.lazy.reversed().compactMap { if case .sent(let sent) = $0.event { sent } else { nil } }.first
    }

    /// The last thing that went wrong.
    package var failure: TraceEntry? {
        entries.last { if case .failure = $0.event { true } else { false } }
    }

    package var json: JSON {
        var object = summary
        object["requests"] = .array(
            requests.enumerated().map { index, request in
                [
                    "number": .integer(Int64(index + 1)), "method": .string(request.method),
                    "path": .string(request.path), "at": .string(request.at.iso8601),
                ]
            })
        object["claims"] = .object(
            JSON.Object(claims.sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) }))
        object["entries"] = .array(entries.map(\.json))
        return .object(object)
    }

    /// Without requests, claims and entries: a line of the list.
    package var summary: JSON.Object {
        var object: JSON.Object = [
            "id": .string(id), "tenant": .string(subject.tenant), "policy": .string(subject.policy),
            "journey": .string(subject.journey), "client": .string(subject.client),
            "startedAt": .string(startedAt.iso8601), "state": .string(state.word),
            "dropped": .integer(Int64(dropped)),
        ]
        object["endedAt"] = endedAt.map { .string($0.iso8601) }
        if case .failed(let code) = state { object["code"] = .string(code) }
        return object
    }
}
