import Glibc
import Synchronization

/// How many transactions a database has committed, and how many of those a power cut cannot take any more.
///
/// SQLite is told not to wait for the disk with each commit. The WAL is written in order, so that one `fdatasync` of
/// it keeps everything that was committed before; who asks for it says when it has to be.
final class CommitLog: Sendable {
    private let committed = Atomic(0)
    private let kept = Atomic(0)
    /// Nil: nothing is to survive more than the process.
    private let file: WALFile?

    init(_ file: WALFile?) { self.file = file }

    /// Whether an answered write has to be on the disk.
    var isDurable: Bool { file != nil }

    /// Counts a transaction that has committed; answers how many there are.
    func add() -> Int { committed.add(1, ordering: .acquiringAndReleasing).newValue }

    var count: Int { committed.load(ordering: .acquiring) }

    /// Whether the first `count` transactions are on the disk.
    func isKept(_ count: Int) -> Bool { file == nil || kept.load(ordering: .acquiring) >= count }

    /// Waits for the disk. On the writer's thread alone.
    func keep() throws {
        let count = count
        guard let file, !isKept(count) else { return }
        try file.keep()
        kept.store(count, ordering: .releasing)
    }
}

/// The write-ahead log as a file of the disk.
final class WALFile: Sendable {
    /// The descriptor, or what went wrong for good.
    private enum State { case closed, open(Int32), broken(SQLError) }

    private let path: String
    private let flush: @Sendable (Int32) -> Int32
    private let state = Mutex(State.closed)

    /// Of the database at `path`. `flush` is `fdatasync`.
    init(of path: String, flush: @escaping @Sendable (Int32) -> Int32) {
        self.path = "\(path)-wal"
        self.flush = flush
    }

    deinit { if case .open(let file) = state.withLock({ $0 }) { Glibc.close(file) } }

    /// Returns when all that was written is on the disk. After one failure the kernel may have dropped what it could
    /// not write, and call the next attempt a success: from then on every call throws.
    func keep() throws {
        let file = try opened()
        guard flush(file) == 0 else { throw broken("cannot be kept on the disk") }
    }

    /// Opened when SQLite has made it. Its name must survive too, so the folder is flushed once.
    private func opened() throws -> Int32 {
        switch state.withLock({ $0 }) {
        case .open(let file): return file
        case .broken(let error): throw error
        case .closed: break
        }
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw broken("cannot be opened") }
        state.withLock { $0 = .open(file) }
        let folder = Glibc.open(path.lastIndex(of: "/").map { String(path[...$0]) } ?? ".", O_RDONLY | O_CLOEXEC)
        defer { Glibc.close(folder) }
        guard folder >= 0, fsync(folder) == 0 else { throw broken("has a folder that cannot be kept on the disk") }
        return file
    }

    private func broken(_ what: String) -> SQLError {
        let error = SQLError.failed(code: Int(errno), detail: "\(path) \(what): \(String(cString: strerror(errno)))")
        state.withLock { $0 = .broken(error) }
        return error
    }
}
