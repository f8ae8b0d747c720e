import CSQLite
import Glibc

/// The connection that writes, for whoever's turn it is: the writer's thread, or a caller who finds it free.
///
/// `@unchecked`: the connection is touched only under the mutex.
final class WritingConnection: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    /// Nil before it is opened, and after the end.
    private var connection: Connection?

    init() { pthread_mutex_init(mutex, nil) }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    func open(_ open: () throws -> Connection) throws {
        let connection = try open()
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        self.connection = connection
    }

    func close() {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        connection = nil
    }

    /// Waits for its turn.
    func use<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard let connection else { throw SQLError.closed }
        return try body(connection)
    }

    /// Nil, at once, while somebody else has it, and where there is none.
    func useIfFree<Value>(_ body: (Connection) throws -> Value?) throws -> Value? {
        guard pthread_mutex_trylock(mutex) == 0 else { return nil }
        defer { pthread_mutex_unlock(mutex) }
        return try connection.flatMap(body)
    }
}

extension Connection {
    /// Runs `body` as one transaction. Nil, at once and without having run it, while another process writes.
    func writingIfFree<Value>(_ body: (Connection) throws -> Value) throws -> Value? {
        mayWrite = true
        guard try beginWritingIfFree() else { return nil }
        do {
            let value = try body(self)
            try commit()
            return value
        } catch {
            rollBack()
            throw error
        }
    }
}
