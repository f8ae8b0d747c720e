import Base
import Synchronization

/// A clock that stands still until it is moved. It stands at 2026-11-21T08:47:55Z.
package final class TestClock: Sendable {
    private let time = Mutex(Timestamp(seconds: 1_795_250_875))

    package init() {}

    package var now: Timestamp { time.withLock { $0 } }
    package var read: Now { { [self] in now } }
    package func advance(seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }
}
