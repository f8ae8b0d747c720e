import Glibc
import Synchronization

/// The open connections. The sweeper cuts under the lock that a connection's end also takes, so that it cannot
/// cut a socket number that is somebody else's by now.
final class ConnectionTable: Sendable {
    private let connections = Mutex<[ObjectIdentifier: Connection]>([:])

    var isEmpty: Bool { connections.withLock { $0.isEmpty } }
    var count: Int { connections.withLock { $0.count } }
    var exchanges: [Exchange] { connections.withLock { $0.values.compactMap(\.exchange) } }

    /// Those whose header block a thread of the library is reading. Only that thread may look into it.
    func begun(on thread: pthread_t) -> [Connection] {
        connections.withLock { $0.values.filter { $0.isBegun(on: thread) } }
    }

    func insert(_ connection: Connection) { connections.withLock { $0[ObjectIdentifier(connection)] = connection } }
    func remove(_ connection: Connection) { connections.withLock { $0[ObjectIdentifier(connection)] = nil } }

    /// Cuts those for which `isOver` says so, and says which.
    func cut(where isOver: (Connection) -> Bool) -> [Connection] {
        connections.withLock { connections in
            let over = connections.values.filter(isOver)
            for connection in over { connection.cut() }
            return over
        }
    }
}
