import Base

/// One line of a journey's record.
package struct TraceEntry: Hashable, Sendable {
    /// From 1, in the order of beginning.
    package let number: Int
    /// The entry that this one is a part of: a profile's step, a call's profile.
    package let parent: Int?
    /// Which of the journey's requests it belongs to.
    package let request: Int
    package let at: Timestamp
    package internal(set) var event: TraceEvent
    package internal(set) var outcome: Outcome
    /// How long it took, once it is over; nil for what takes no time.
    package internal(set) var microseconds: Int64?
    package internal(set) var changes: [ClaimChange]

    package enum Outcome: String, Sendable { case running, done, skipped, failed }

    package init(
        number: Int, parent: Int?, request: Int, at: Timestamp, event: TraceEvent, outcome: Outcome,
        microseconds: Int64? = nil, changes: [ClaimChange] = []
    ) {
        self.number = number
        self.parent = parent
        self.request = request
        self.at = at
        self.event = event
        self.outcome = outcome
        self.microseconds = microseconds
        self.changes = changes
    }

    package var json: JSON {
        var object: JSON.Object = [
            "number": .integer(Int64(number)), "parent": parent.map { .integer(Int64($0)) } ?? .null,
            "request": .integer(Int64(request)), "at": .string(at.iso8601), "kind": .string(event.kind),
            "outcome": .string(outcome.rawValue),
        ]
        object["microseconds"] = microseconds.map { .integer($0) }
        for (name, value) in event.members { object[name] = value }
        if !changes.isEmpty { object["changes"] = .array(changes.map(\.json)) }
        return .object(object)
    }

    /// About how many bytes it takes in memory.
    var size: Int { 160 + event.size + changes.reduce(0) { $0 + 32 + $1.size } }
}

extension TraceEvent {
    var size: Int {
        switch self {
        case .step(let step): 64 + step.reason.utf8.count + step.preconditions.reduce(0) { $0 + $1.size }
        case .skipped(let skipped): 96 + skipped.reason.utf8.count + (skipped.precondition?.size ?? 0)
        case .choice: 32
        case .profile(let profile): 96 + profile.inputs.size
        case .transformation(let work): 96 + work.inputs.size + work.parameters.size + work.outputs.size
        case .call(let call):
            call.url.utf8.count + call.headers.size + call.body.text.utf8.count
                + (call.answer.map { $0.headers.size + $0.body.text.utf8.count } ?? 0)
        case .page(let page): 96 + page.fields.size
        case .submission(let submission):
            64 + submission.fields.size + submission.problems.reduce(0) { $0 + 64 + $1.text.utf8.count }
        case .message(let message): 32 + message.recipient.size
        case .session(let session): 32 + session.detail.utf8.count
        case .redirect(let redirect): redirect.url.utf8.count + redirect.parameters.size
        case .sent(let sent): 64 + sent.claims.size
        case .failure(let failure): 64 + failure.text.utf8.count + failure.detail.utf8.count
        case .note(let text): text.utf8.count
        }
    }
}

extension TraceEvent.Precondition {
    fileprivate var size: Int { 64 + claims.size + (literal?.size ?? 0) }
}

extension [TracedClaim] {
    var size: Int { reduce(0) { $0 + 32 + $1.size } }
}
