import Glibc

/// One caller's work, and how to answer it.
struct Job: Sendable {
    enum Access: Sendable {
        case read
        /// Answered when it is committed.
        case write
        /// Answered when it is on the disk.
        case durableWrite
        /// Answered when everything before is on the disk; there is nothing to run.
        case keep
        case outsideTransaction

        var isOfTransaction: Bool { self != .outsideTransaction && self != .keep }
        var isWrite: Bool { self == .write || self == .durableWrite }
        var isDurable: Bool { self == .durableWrite || self == .keep }
    }
    typealias Answer = @Sendable () -> Void

    let access: Access
    /// Does the work. What it answers tells the caller, and may only be called once the work is durable.
    let run: @Sendable (Connection) throws -> Answer
    let fail: @Sendable (any Error) -> Void
}

/// Where callers leave work for the database's threads. Bounded, so that an overload is an error and not a pile.
///
/// `@unchecked`: `jobs`, `head` and `isClosed` are touched only under the mutex.
final class WorkQueue: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let arrived = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let capacity: Int
    private var jobs: [Job?] = []
    private var head = 0
    private var isClosed = false
    /// Threads that wait for work.
    private var idle = 0

    init(capacity: Int) {
        self.capacity = capacity
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(arrived, nil)
    }

    deinit {
        pthread_cond_destroy(arrived)
        pthread_mutex_destroy(mutex)
        arrived.deallocate()
        mutex.deallocate()
    }

    func add(_ job: Job) throws(SQLError) {
        try append(job)
        // After the mutex is free: who is woken needs it first of all.
        pthread_cond_signal(arrived)
    }

    private func append(_ job: Job) throws(SQLError) {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard !isClosed else { throw .closed }
        guard jobs.count - head < capacity else { throw .overloaded }
        jobs.append(job)
    }

    /// Waits for work and takes up to `limit` jobs, the oldest first. Empty: closed, and everything is done.
    func take(upTo limit: Int) -> [Job] {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        idle += 1
        while head == jobs.count, !isClosed { pthread_cond_wait(arrived, mutex) }
        idle -= 1
        let end = min(jobs.count, head + limit)
        let taken = jobs[head..<end].compactMap(\.self)
        for index in head..<end { jobs[index] = nil }
        head = end
        dropTaken()
        return taken
    }

    /// How many jobs nobody has taken yet.
    var waiting: Int {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return jobs.count - head
    }

    /// Whether nothing waits, and a thread has nothing to do.
    var isIdle: Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return jobs.count == head && idle > 0
    }

    /// Refuses new work; what waits is still done.
    func close() {
        pthread_mutex_lock(mutex)
        isClosed = true
        pthread_cond_broadcast(arrived)
        pthread_mutex_unlock(mutex)
    }

    /// Moves the waiting jobs to the front, seldom enough to cost nothing per job.
    private func dropTaken() {
        guard head == jobs.count || head >= 1024 else { return }
        jobs.removeFirst(head)
        head = 0
    }
}
