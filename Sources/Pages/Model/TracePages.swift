import Policy
import Trace

/// The journeys that were recorded.
package struct TraceListPage: Sendable {
    /// The newest first.
    package var traces: [JourneyTrace]

    package init(traces: [JourneyTrace]) { self.traces = traces }
}

/// The way of one journey on the map of its policy.
package struct TraceMapPage: Sendable {
    package var trace: JourneyTrace
    /// Nil: the policy is gone.
    package var map: JourneyMap?
    /// Whether the policy was read again since the journey began.
    package var isNewer: Bool

    package init(trace: JourneyTrace, map: JourneyMap?, isNewer: Bool) {
        self.trace = trace
        self.map = map
        self.isNewer = isNewer
    }
}

/// One journey, step by step.
package struct TracePage: Sendable {
    package var trace: JourneyTrace
    /// The entry that is looked at; nil: what failed, or else the newest.
    package var selected: Int?

    package init(trace: JourneyTrace, selected: Int? = nil) {
        self.trace = trace
        self.selected = selected
    }

    /// The entry that the page shows, if there is any.
    var shown: TraceEntry? {
        if let entry = selected.flatMap({ trace.entry($0) }) { return entry }
        if case .failed = trace.state, let failure = trace.failure { return failure }
        return trace.entries.last
    }
}
