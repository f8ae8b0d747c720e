import Base
import Glibc
import Synchronization

/// Looks after the deadlines that the library does not keep: an absolute one for header blocks and for bodies, the
/// heartbeat of event streams, and the last words of refused connections. It has a thread of its own, so that no
/// busy task can delay it.
final class Sweeper: Sendable {
    private let handler: RequestHandler
    private let isStopped = Atomic(false)
    private let thread: PosixThread

    /// As often as a short deadline of a test needs, and no oftener than a quarter of a second.
    private static func interval(_ limits: ServerConfiguration.Limits) -> Int64 {
        max(20, min(250, limits.headerMilliseconds / 8, limits.heartbeatMilliseconds / 4))
    }

    init(_ handler: RequestHandler) {
        self.handler = handler
        thread = PosixThread()
    }

    func start() {
        thread.start { [self] in
            let interval = Sweeper.interval(handler.limits)
            while !isStopped.load(ordering: .relaxed) {
                sweep(now: monotonicMilliseconds())
                usleep(UInt32(handler.lingering.isEmpty ? interval : min(interval, 20)) * 1000)
            }
            handler.lingering.closeAll()
        }
    }

    func stop() {
        isStopped.store(true, ordering: .relaxed)
        thread.join()
    }

    private func sweep(now: Int64) {
        handler.lingering.sweep(now: now)
        for connection in handler.table.cut(where: { $0.isOverdue(handler.limits, now: now) }) {
            handler.emit(ServerEvent.connectionCut(address: connection.peer))
        }
        for exchange in handler.table.exchanges {
            exchange.beat(quietSince: now - handler.limits.heartbeatMilliseconds)
        }
    }
}
