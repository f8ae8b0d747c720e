import Synchronization

/// A SQLite database: one thread that writes with group commit and waits for the disk, a few that read, and an `async`
/// face that keeps none of Swift's own threads waiting for either.
///
/// ```swift
/// let name: String? = try await database.read { db in
///     try db.first("SELECT name FROM tenants WHERE id = \(id)") { row in try row[0] }
/// }
/// ```
///
/// The closures run on the database's threads or on the caller's, so they must be short and may not wait.
/// Failures are `SQLError`s, or what the closure throws.
package final class Database: Sendable {
    package let location: Location
    package let statistics: Statistics
    private let writes: WorkQueue
    private let reads: WorkQueue
    private let threads: ThreadCount
    private let direct: DirectReads
    private let writing: WritingConnection
    private let log: CommitLog
    /// Whether the writer has been told that the WAL is full.
    private let isWoken = Atomic(false)

    /// Opens the database, or creates it.
    package static func open(_ location: Location, _ options: Options = Options()) async throws -> Database {
        let database = Database(location, options)
        let (writes, reads, writing) = (database.writes, database.reads, database.writing)
        let writer = Writer(connection: writing, log: database.log, statistics: database.statistics)
        try await database.start(closing: [writes, reads]) {
            try writing.open {
                let connection = try Connection.open(location, options, mayCreate: true)
                connection.noteWAL()
                return connection
            }
            return { writer.work(writes) }
        }
        // A database in memory has one connection, so its writer reads too.
        guard case .file = location else { return database }
        for _ in 0..<options.readers {
            try await database.start(closing: [writes, reads]) {
                let connection = try Connection.open(location, options, mayCreate: false)
                return { Reader(connection: connection).work(reads) }
            }
        }
        return database
    }

    private init(_ location: Location, _ options: Options) {
        self.location = location
        statistics = Statistics()
        writes = WorkQueue(capacity: options.waitingCallers)
        writing = WritingConnection()
        switch location {
        case .file(let path):
            reads = WorkQueue(capacity: options.waitingCallers)
            log = CommitLog(options.durability == .full ? WALFile(of: path, flush: options.flush) : nil)
        case .memory:
            reads = writes
            log = CommitLog(nil)
        }
        threads = ThreadCount()
        let hasReaders = location != .memory
        direct = DirectReads(limit: hasReaders ? options.directReads : 0) {
            try Connection.open(location, options, mayCreate: false)
        }
    }

    deinit {
        writes.close()
        reads.close()
    }

    /// Runs `body` on one consistent state of the database. A statement that changes something throws `.readOnly`.
    package func read<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        if let held = direct.take() {
            defer { direct.giveBack(held) }
            return try held.connection.reading(body)
        }
        return try await perform(on: reads, .read, body)
    }

    /// Runs `body` as one atomic change and answers when it is durable (`Options.durability`), or within `durably`
    /// when it is committed. When `body` throws, everything it did is undone, and nothing of what others did in the
    /// same group.
    @discardableResult
    package func write<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value
    {
        guard log.isDurable else { return try await commit(body) }
        guard let pending = PendingWrites.current else { return try await perform(on: writes, .durableWrite, body) }
        let value = try await commit(body)
        let count = log.count
        if !pending.add(self, count) { try await keep(count) }
        return value
    }

    /// Runs `body` as one atomic change and answers when it is committed: on the caller's thread while the writer has
    /// nothing to do, which is sooner done than to wake it and be woken. While it works, and above all while it waits
    /// for the disk, a caller's thread might have to wait for the disk too. A database in memory has no disk: there a
    /// caller who never waited would never let others have his thread.
    private func commit<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        if location != .memory, writes.isIdle, let value = try commitAtOnce(body) { return value }
        return try await perform(on: writes, .write, body)
    }

    private func commitAtOnce<Value>(_ body: (Connection) throws -> Value) throws -> Value? {
        let done = try writing.useIfFree { connection in
            guard let value = try connection.writingIfFree(body) else { return nil as (Value, Bool)? }
            return (value, connection.hasFullWAL)
        }
        guard let (value, isFull) = done else { return nil }
        _ = log.add()
        statistics.count(writes: 1)
        if isFull { wakeWriter() }
        return value
    }

    /// Returns when the first `count` transactions are on the disk.
    func keep(_ count: Int) async throws {
        guard !log.isKept(count) else { return }
        try await perform(on: writes, .keep) { _ in }
    }

    /// To move the WAL into the database, as it does after its work. That waits for the disk.
    private func wakeWriter() {
        guard !isWoken.exchange(true, ordering: .acquiringAndReleasing) else { return }
        let done: @Sendable () -> Void = { [weak self] in self?.isWoken.store(false, ordering: .releasing) }
        let job = Job(access: .outsideTransaction, run: { _ in done }, fail: { _ in done() })
        if (try? writes.add(job)) == nil { done() }
    }

    /// How many writes wait for the writer: the first sign that the disk is too slow.
    package var waitingWrites: Int { writes.waiting }

    /// Finishes what waits, and closes. Later calls throw `.closed`.
    package func close() async {
        writes.close()
        reads.close()
        direct.close()
        await threads.untilNone()
    }

    /// Runs `body` on the writer's thread, in no transaction.
    func alone<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        try await perform(on: writes, .outsideTransaction, body)
    }

    /// Runs `body` on a reader's thread, in no transaction; on the writer's where there is no reader.
    func aside<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        try await perform(on: reads, .outsideTransaction, body)
    }

    private func perform<Value: Sendable>(
        on queue: WorkQueue, _ access: Job.Access, _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let job = Job(
                access: access,
                run: { connection in
                    let value = try body(connection)
                    return { continuation.resume(returning: value) }
                },
                fail: { continuation.resume(throwing: $0) })
            do { try queue.add(job) } catch { continuation.resume(throwing: error) }
        }
    }

    /// Starts a thread and waits until `open` has succeeded on it; what `open` answers is the thread's work.
    private func start(
        closing queues: [WorkQueue], _ open: @escaping @Sendable () throws -> () -> Void
    ) async throws {
        let threads = threads
        try await withCheckedThrowingContinuation { (opened: CheckedContinuation<Void, any Error>) in
            do {
                try Thread.start {
                    threads.enter()
                    defer { threads.leave() }
                    do {
                        let work = try open()
                        opened.resume()
                        work()
                    } catch {
                        for queue in queues { queue.close() }
                        opened.resume(throwing: error)
                    }
                }
            } catch {
                opened.resume(throwing: error)
            }
        }
    }
}
