import Base
import HTTP
import Synchronization

/// Writes what one request does into its journey's record. It travels with the request; nobody else has it.
///
/// Everything that is kept goes through `value`, `text` and `body` first, so nothing secret and nothing unbounded
/// reaches the record.
package final class TraceRecorder: Sendable {
    package let redaction: TraceRedaction
    private let journey: RecordedJourney
    private let request: Int
    private let secrets = KnownSecrets()
    /// The entries that are under way, the innermost last.
    private let open = Mutex<[Int]>([])

    package static let maximumValue = 2048
    package static let maximumBody = 8192
    /// A longer value or body cannot be read for secrets in bounded time; only its length is kept.
    package static let maximumReadable = 64 << 10

    init(_ journey: RecordedJourney, request: Int) {
        self.journey = journey
        redaction = journey.redaction
        self.request = request
    }

    // MARK: Entries

    /// Something that takes no time of its own, inside what is under way.
    package func note(
        _ event: TraceEvent, outcome: TraceEntry.Outcome = .done, changes: [ClaimChange] = [],
        microseconds: Int64? = nil
    ) {
        journey.add(event, in: open.withLock { $0.last }, request, outcome, changes, microseconds)
    }

    /// Something that takes time, and has parts. Give the answer back to `end`.
    package func begin(_ event: TraceEvent) -> Int? {
        let number = journey.add(event, in: open.withLock { $0.last }, request, .running, [], nil)
        if let number { open.withLock { $0.append(number) } }
        return number
    }

    /// It is over, and with it what was left open inside.
    package func end(
        _ number: Int?, outcome: TraceEntry.Outcome = .done, changes: [ClaimChange] = [],
        _ update: (inout TraceEvent) -> Void = { _ in }
    ) {
        guard let number else { return }
        let wasOpen = open.withLock { open in
            guard let index = open.firstIndex(of: number) else { return false }
            open.removeSubrange(index...)
            return true
        }
        // It has ended already, by what happened inside.
        guard wasOpen else { return }
        journey.end(number, outcome, changes, update)
    }

    /// More is known of what is under way.
    package func amend(_ update: (inout TraceEvent) -> Void) {
        guard let number = open.withLock({ $0.last }) else { return }
        journey.amend(number, update)
    }

    /// The submission under way was refused.
    package func endSubmission(_ problems: [TraceEvent.Submission.Problem]) {
        end(open.withLock { $0.last }, outcome: .failed) { event in
            guard case .submission(var submission) = event else { return }
            submission.problems = problems
            event = .submission(submission)
        }
    }

    // MARK: Steps

    /// The journey stands at a step: the same one as before, or another.
    package func enter(_ step: TraceEvent.Step) { journey.enter(step, request) }

    /// The step is over, with these changes of the claims.
    package func leave(_ outcome: TraceEntry.Outcome = .done, changes: [ClaimChange] = []) {
        open.withLock { $0 = [] }
        journey.leave(outcome, changes)
    }

    package func finish(_ state: JourneyTrace.State) { journey.finish(state) }

    // MARK: Values

    /// A value that must not be found anywhere in the record.
    package func conceal(_ text: String) { secrets.add(text) }

    /// A value under its name. `isOpen`: its type holds no secret, however it is called.
    package func value(_ name: String, _ json: JSON, isOpen: Bool = false) -> TracedValue {
        let text = json.string ?? json.text
        if redaction.isMasked(name) {
            secrets.add(text)
            return .concealed(length: text.count, shown: redaction.shown(text, as: name))
        }
        if !isOpen, redaction.isSecret(name) {
            secrets.add(text)
            return .concealed(length: text.count)
        }
        guard text.utf8.count <= TraceRecorder.maximumReadable else { return .cut("", length: text.count) }
        let scrubbed = secrets.scrubbed(text)
        guard scrubbed.utf8.count <= TraceRecorder.maximumValue else {
            return .cut(TraceRecorder.cut(scrubbed, to: TraceRecorder.maximumValue), length: text.count)
        }
        return .clear(scrubbed == text ? json : .string(scrubbed))
    }

    package func claim(_ name: String, _ text: String) -> TracedClaim {
        TracedClaim(name, value(name, .string(text)))
    }

    /// A text of nobody's in particular, for a detail or a message.
    package func text(_ text: String) -> String {
        guard text.utf8.count <= TraceRecorder.maximumReadable else { return "(\(text.utf8.count) bytes)" }
        return TraceRecorder.cut(secrets.scrubbed(text), to: TraceRecorder.maximumValue)
    }

    /// Whether a secret that this request has come across stands in the text. One that is too long is not kept anyway.
    package func holdsSecret(_ text: String) -> Bool {
        text.utf8.count <= TraceRecorder.maximumReadable && secrets.scrubbed(text) != text
    }

    func scrubbed(_ text: String) -> String { secrets.scrubbed(text) }

    static func cut(_ text: String, to limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        var end = text.utf8.index(text.utf8.startIndex, offsetBy: limit)
        while String.Index(end, within: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
        return String(text[..<end])
    }
}
