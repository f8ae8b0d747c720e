import Glibc
import Synchronization

/// SIGTERM and SIGINT, noted when they come. The handler does nothing else: little is allowed in one.
struct StopSignals: Sendable {
    private static let flag = Atomic(false)

    init() {
        for number in [SIGTERM, SIGINT] {
            signal(number) { _ in StopSignals.flag.store(true, ordering: .releasing) }
        }
    }

    var wasSent: Bool { StopSignals.flag.load(ordering: .acquiring) }
}
