import Base
import Synchronization

/// The records of the last journeys, in memory. The oldest makes room for the newest, so it needs no care.
package final class TraceStore: Sendable {
    package struct Limits: Sendable {
        package var journeys: Int
        package var entries: Int
        package var requests: Int
        /// Of one journey, about.
        package var bytes: Int
        /// Of all of them, about.
        package var total: Int

        package init(
            journeys: Int = 100, entries: Int = 4000, requests: Int = 200, bytes: Int = 1 << 20, total: Int = 32 << 20
        ) {
            self.journeys = journeys
            self.entries = entries
            self.requests = requests
            self.bytes = bytes
            self.total = total
        }
    }

    private struct State {
        var journeys: [String: RecordedJourney] = [:]
        /// The oldest first.
        var order: [String] = []
    }

    package let selection: TraceSelection
    private let limits: Limits
    private let now: Now
    private let ticks: @Sendable () -> Int64
    private let state = Mutex(State())
    private let news = Broadcast<TraceChange>()

    /// `ticks` counts microseconds from any start; without it times are as fine as `now`.
    package init(
        _ selection: TraceSelection, limits: Limits = Limits(), now: @escaping Now,
        ticks: (@Sendable () -> Int64)? = nil
    ) {
        self.selection = selection
        self.limits = limits
        self.now = now
        self.ticks = ticks ?? { now().milliseconds * 1000 }
    }

    /// The record of the journey, as it is now; nil where none was kept.
    package func journey(correlationID: String) -> JourneyTrace? {
        state.withLock { $0.journeys[correlationID] }?.trace
    }

    package func has(correlationID: String) -> Bool { state.withLock { $0.journeys[correlationID] != nil } }

    /// The newest first.
    package var journeys: [JourneyTrace] {
        let kept = state.withLock { state in state.order.reversed().compactMap { state.journeys[$0] } }
        return kept.map(\.trace)
    }

    /// What a request writes to the journey's record with. A journey that is not known (any more) begins here.
    package func recorder(
        for subject: TraceSubject, method: String, path: String, redaction: () -> TraceRedaction
    ) -> TraceRecorder {
        let known = state.withLock { $0.journeys[subject.correlationID] }
        let journey = known.flatMap { $0.hasEnded ? nil : $0 } ?? begin(subject, redaction())
        return TraceRecorder(journey, request: journey.begin(method, path))
    }

    private func begin(_ subject: TraceSubject, _ redaction: TraceRedaction) -> RecordedJourney {
        let fresh = RecordedJourney(
            JourneyTrace(subject, at: now()), redaction: redaction, limits: limits, now: now, ticks: ticks
        ) { [news] change in news.send(change) }
        return state.withLock { state in
            if let known = state.journeys[subject.correlationID] {
                if !known.hasEnded { return known }
                state.order.removeAll { $0 == subject.correlationID }
            }
            state.journeys[subject.correlationID] = fresh
            state.order.append(subject.correlationID)
            makeRoom(in: &state)
            return fresh
        }
    }

    /// The newest journey stays, however large the others are.
    private func makeRoom(in state: inout State) {
        var size = state.journeys.values.reduce(0) { $0 + $1.size }
        while state.order.count > limits.journeys || (size > limits.total && state.order.count > 1) {
            size -= state.journeys.removeValue(forKey: state.order.removeFirst())?.size ?? 0
        }
    }

    /// Everything that is recorded from now on. A reader that falls behind loses the oldest.
    package func changes(buffering count: Int = 256) -> AsyncStream<TraceChange> { news.listen(buffering: count) }
}

/// Something was written.
package struct TraceChange: Sendable {
    private let journey: RecordedJourney
    /// Nil: the journey has ended.
    package let entry: TraceEntry?
    /// False while it is under way.
    package let isEnd: Bool

    init(journey: RecordedJourney, entry: TraceEntry?, isEnd: Bool) {
        self.journey = journey
        self.entry = entry
        self.isEnd = isEnd
    }

    /// The record as it is now.
    package var trace: JourneyTrace { journey.trace }
    package var correlationID: String { journey.subject.correlationID }
}
