import Base
import Synchronization

/// What was emitted, for tests to look at.
package final class EventRecord: Sendable {
    private let events = Mutex<[any Event]>([])

    package init() {}

    package var emit: Emit { { [self] event in events.withLock { $0.append(event) } } }
    package var all: [any Event] { events.withLock { $0 } }
    package var names: [String] { events.withLock { $0.map(\.name) } }
    package var text: String {
        events.withLock { events in
            events.map { "\($0.name) \($0.fields.map { "\($0.name)=\($0.value.text)" })" }.joined(separator: "\n")
        }
    }
}
