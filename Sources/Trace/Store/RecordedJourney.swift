import Base
import Synchronization

/// A journey's record while it grows. Several requests of one browser may write at once.
final class RecordedJourney: Sendable {
    /// Counts processor time or real time in microseconds, from any start.
    typealias Ticks = @Sendable () -> Int64

    struct State {
        var trace: JourneyTrace
        /// When each entry began, by its number, while it is under way.
        var began: [Int: Int64] = [:]
        /// The step where the journey stands.
        var step: (number: Int, place: TraceEvent.Place)?
        var size = 0
    }

    let subject: TraceSubject
    let redaction: TraceRedaction
    private let limits: TraceStore.Limits
    private let now: Now
    private let ticks: Ticks
    private let changed: @Sendable (TraceChange) -> Void
    private let state: Mutex<State>

    init(
        _ trace: JourneyTrace, redaction: TraceRedaction, limits: TraceStore.Limits, now: @escaping Now,
        ticks: @escaping Ticks, changed: @escaping @Sendable (TraceChange) -> Void
    ) {
        subject = trace.subject
        self.redaction = redaction
        self.limits = limits
        self.now = now
        self.ticks = ticks
        self.changed = changed
        state = Mutex(State(trace: trace))
    }

    var trace: JourneyTrace { state.withLock { $0.trace } }
    /// About how many bytes it takes.
    var size: Int { state.withLock { $0.size } }
    var hasEnded: Bool { state.withLock { $0.trace.endedAt != nil } }

    /// A request of the browser begins to work on the journey; answers its number.
    func begin(_ method: String, _ path: String) -> Int {
        state.withLock { state in
            if state.trace.requests.count < limits.requests {
                state.trace.requests.append(.init(method: method, path: path, at: now()))
            }
            return state.trace.requests.count
        }
    }

    @discardableResult
    func add(
        _ event: TraceEvent, in parent: Int?, _ request: Int, _ outcome: TraceEntry.Outcome, _ changes: [ClaimChange],
        _ microseconds: Int64?
    ) -> Int? {
        let entry = state.withLock { state in
            append(event, in: parent ?? state.step?.number, request, outcome, changes, microseconds, &state)
        }
        if let entry { changed(.init(journey: self, entry: entry, isEnd: outcome != .running)) }
        return entry?.number
    }

    private func append(
        _ event: TraceEvent, in parent: Int?, _ request: Int, _ outcome: TraceEntry.Outcome, _ changes: [ClaimChange],
        _ microseconds: Int64?, _ state: inout State
    ) -> TraceEntry? {
        let entry = TraceEntry(
            number: state.trace.entries.count + 1, parent: parent, request: request, at: now(), event: event,
            outcome: outcome, microseconds: microseconds, changes: changes)
        // Why it failed is kept, however much came before.
        let isFailure = if case .failure = event { state.trace.entries.count < limits.entries + 8 } else { false }
        guard isFailure || (entry.number <= limits.entries && state.size + entry.size <= limits.bytes) else {
            state.trace.dropped += 1
            return nil
        }
        state.size += entry.size
        state.trace.entries.append(entry)
        if outcome == .running { state.began[entry.number] = ticks() }
        return entry
    }

    func amend(_ number: Int, _ update: (inout TraceEvent) -> Void) {
        state.withLock { state in
            guard state.trace.entries.indices.contains(number - 1) else { return }
            var entry = state.trace.entries[number - 1]
            let before = entry.size
            update(&entry.event)
            guard state.size + entry.size - before <= limits.bytes else {
                state.trace.dropped += 1
                return
            }
            state.size += entry.size - before
            state.trace.entries[number - 1] = entry
        }
    }

    func end(
        _ number: Int, _ outcome: TraceEntry.Outcome, _ changes: [ClaimChange], _ update: (inout TraceEvent) -> Void
    ) {
        let entry = state.withLock { state in close(number, outcome, changes, update, &state) }
        if let entry { changed(.init(journey: self, entry: entry, isEnd: true)) }
    }

    private func close(
        _ number: Int, _ outcome: TraceEntry.Outcome, _ changes: [ClaimChange],
        _ update: (inout TraceEvent) -> Void, _ state: inout State
    ) -> TraceEntry? {
        guard state.trace.entries.indices.contains(number - 1) else { return nil }
        var entry = state.trace.entries[number - 1]
        let before = entry.size
        update(&entry.event)
        entry.outcome = outcome
        entry.changes += changes
        if let began = state.began.removeValue(forKey: number) { entry.microseconds = max(0, ticks() - began) }
        if state.size + entry.size - before > limits.bytes {
            // What it took and made there is no room for; that it ended there is.
            entry = state.trace.entries[number - 1]
            entry.outcome = outcome
            state.trace.dropped += 1
        }
        state.size += entry.size - before
        state.trace.entries[number - 1] = entry
        return entry
    }

    func enter(_ step: TraceEvent.Step, _ request: Int) {
        var ended: TraceEntry?
        let entry = state.withLock { state -> TraceEntry? in
            if state.step?.place == step.place { return nil }
            if let before = state.step { ended = close(before.number, .done, [], { _ in }, &state) }
            state.step = nil
            let entry = append(.step(step), in: nil, request, .running, [], nil, &state)
            state.step = entry.map { ($0.number, step.place) }
            return entry
        }
        if let ended { changed(.init(journey: self, entry: ended, isEnd: true)) }
        if let entry { changed(.init(journey: self, entry: entry, isEnd: false)) }
    }

    func leave(_ outcome: TraceEntry.Outcome, _ changes: [ClaimChange]) {
        let entry = state.withLock { state -> TraceEntry? in
            guard let step = state.step else { return nil }
            state.step = nil
            return close(step.number, outcome, changes, { _ in }, &state)
        }
        if let entry { changed(.init(journey: self, entry: entry, isEnd: true)) }
    }

    func finish(_ result: JourneyTrace.State) {
        leave(result == .finished ? .done : .failed, [])
        state.withLock { state in
            state.trace.state = result
            state.trace.endedAt = now()
            for number in state.began.keys { _ = close(number, .failed, [], { _ in }, &state) }
        }
        changed(.init(journey: self, entry: nil, isEnd: true))
    }
}
