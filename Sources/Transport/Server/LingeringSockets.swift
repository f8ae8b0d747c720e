import Glibc
import Synchronization

/// Sockets that were refused while their peer may still have been sending.
///
/// To close a socket that has unread bytes resets it, and the reset may overtake our answer on its way. So such a
/// socket is kept a little longer: no more is sent, what comes is thrown away, and the peer's end closes it.
final class LingeringSockets: Sendable {
    private let sockets = Mutex<[Lingerer]>([])

    private static let maximumCount = 256
    private static let milliseconds: Int64 = 2000
    private static let maximumSize = 4 << 20

    private struct Lingerer {
        let descriptor: Int32
        let deadline: Int64
        var left = LingeringSockets.maximumSize
    }

    var isEmpty: Bool { sockets.withLock { $0.isEmpty } }

    /// Keeps the socket open beyond the library's `close`.
    func adopt(_ descriptor: Int32) {
        sockets.withLock { sockets in
            guard sockets.count < LingeringSockets.maximumCount else { return }
            let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
            guard copy >= 0 else { return }
            shutdown(copy, Int32(SHUT_WR))
            sockets.append(
                Lingerer(descriptor: copy, deadline: monotonicMilliseconds() + LingeringSockets.milliseconds))
        }
    }

    /// Reads and drops what has come; closes those that are done.
    func sweep(now: Int64) {
        sockets.withLock { sockets in
            sockets.removeAll { socket in
                let isDone = LingeringSockets.drain(socket.descriptor) || now > socket.deadline
                if isDone { close(socket.descriptor) }
                return isDone
            }
        }
    }

    func closeAll() {
        sockets.withLock { sockets in
            for socket in sockets { close(socket.descriptor) }
            sockets = []
        }
    }

    /// True at the end of what the peer sends.
    private static func drain(_ descriptor: Int32) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 1) { buffer in
            for _ in 0..<64 {
                let count = recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
                if count == 0 { return true }
                if count < 0 { return errno != EAGAIN && errno != EINTR }
            }
            return false
        }
    }
}
