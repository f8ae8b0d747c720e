/// Something that happened. Each module has an enum of its own that conforms; log, metrics and trace are
/// readers of it, so no logic builds a log line.
package protocol Event: Sendable {
    /// Area and past tense, as an operator would search for it: `code.replayed`.
    var name: String { get }
    var level: EventLevel { get }
    /// What a reader may print. Nothing secret, nothing about a person beyond an identifier of ours.
    var fields: [(name: String, value: JSON)] { get }
}

package enum EventLevel: String, Sendable, Comparable {
    case debug, info, warning, error

    private var rank: Int { [.debug: 0, .info: 1, .warning: 2, .error: 3][self] ?? 0 }
    package static func < (left: EventLevel, right: EventLevel) -> Bool { left.rank < right.rank }
}

/// Where events go.
package typealias Emit = @Sendable (any Event) -> Void
