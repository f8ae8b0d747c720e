import Glibc

/// A fixed number of threads and a bounded queue. Threads start with the first job and end after `stop`, when the
/// queue is empty.
final class WorkerPool: @unchecked Sendable {
    typealias Job = @Sendable () -> Void

    /// Cores that this process may use.
    static var cores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    private let workers: Int
    private let queueLimit: Int
    /// Guards everything below; the condition says that a job came or that the end did.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var waiting: [Job] = []
    private var started = 0
    private var running = 0
    private var isStopped = false

    init(workers: Int, queueLimit: Int) {
        precondition(workers > 0 && queueLimit >= 0, "a pool needs a worker")
        (self.workers, self.queueLimit) = (workers, queueLimit)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    // A thread holds its pool, so nobody waits on these any more.
    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Whether the job will run. It will not when the queue is full, the pool has stopped, or no thread can start.
    func submit(_ job: @escaping Job) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        let outstanding = waiting.count + running
        guard !isStopped, outstanding < workers + queueLimit else { return false }
        if outstanding >= started, started < workers, startThread() { started += 1 }
        guard started > 0 else { return false }
        waiting.append(job)
        pthread_cond_signal(condition)
        return true
    }

    func stop() {
        pthread_mutex_lock(mutex)
        isStopped = true
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }

    private func startThread() -> Bool {
        var thread = pthread_t()
        let pool = Unmanaged.passRetained(self)
        let status = pthread_create(&thread, nil, runWorker, pool.toOpaque())
        guard status == 0 else {
            pool.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    fileprivate func work() {
        while let job = next() {
            job()
            pthread_mutex_lock(mutex)
            running -= 1
            pthread_mutex_unlock(mutex)
        }
    }

    private func next() -> Job? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while waiting.isEmpty {
            if isStopped { return nil }
            pthread_cond_wait(condition, mutex)
        }
        running += 1
        return waiting.removeFirst()
    }
}

private func runWorker(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<WorkerPool>.fromOpaque(context).takeRetainedValue().work()
    return nil
}
