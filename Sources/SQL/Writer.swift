/// The one thread that writes, by *group commit*: the work of all callers that wait goes into one transaction, each
/// in a savepoint of its own, with one flush to the disk for all. Callers are answered only after `COMMIT` returned,
/// and those who want to be sure of the disk after the flush.
struct Writer {
    /// Bounds how long the first of a group waits for the last.
    static let largestGroup = 256

    let connection: WritingConnection
    let log: CommitLog
    let statistics: Statistics

    /// Works until the queue is closed and empty.
    func work(_ queue: WorkQueue) {
        defer { connection.close() }
        while true {
            let taken = queue.take(upTo: Writer.largestGroup)
            guard !taken.isEmpty else { return }
            var (jobs, waiting) = (taken[...], [Answered]())
            while let first = jobs.first {
                switch first.access {
                case .outsideTransaction: run(alone: jobs.removeFirst())
                case .keep: waiting += run(jobs.removeFirst())
                case .read, .write, .durableWrite:
                    let group = jobs.prefix { $0.access.isOfTransaction }
                    let (count, durable) = commit(group)
                    jobs = jobs.dropFirst(count)
                    waiting += durable
                }
            }
            keep(waiting)
            // It may fail for who reads an old state. The next commit sees the same, and it is tried again.
            try? connection.use { try $0.emptyFullWAL() }
        }
    }

    /// A job that is done, and what tells its caller.
    private typealias Answered = (job: Job, answer: Job.Answer)

    private func run(alone job: Job) {
        do {
            let answer = try connection.use { connection in
                connection.mayWrite = true
                return try job.run(connection)
            }
            answer()
        } catch { job.fail(error) }
    }

    /// What waits for the disk and nothing else.
    private func run(_ job: Job) -> [Answered] {
        do {
            return [(job, try connection.use(job.run))]
        } catch {
            job.fail(error)
            return []
        }
    }

    /// One flush for all of them.
    private func keep(_ waiting: [Answered]) {
        guard !waiting.isEmpty else { return }
        do {
            try log.keep()
            for (_, answer) in waiting { answer() }
        } catch {
            for (job, _) in waiting { job.fail(error) }
        }
    }

    /// Answers how many of the jobs it has dealt with: fewer than all when one took the whole transaction down; and
    /// those that it has not answered yet.
    private func commit(_ jobs: ArraySlice<Job>) -> (count: Int, durable: [Answered]) {
        var (answers, hasBegun) = ([Job.Answer](), false)
        do {
            try connection.use { connection in
                connection.mayWrite = true
                try connection.beginWriting()
                hasBegun = true
                do {
                    for job in jobs { answers.append(try run(job, connection)) }
                    try connection.commit()
                } catch {
                    connection.rollBack()
                    throw error
                }
            }
        } catch {
            // Not one of them may be told that it succeeded. Those that have not run get a transaction of their own.
            let lost = hasBegun ? jobs.prefix(answers.count + 1) : jobs
            for job in lost { job.fail(error) }
            return (lost.count, [])
        }
        statistics.count(writes: jobs.count { $0.access.isWrite })
        _ = log.add()
        let done = zip(jobs, answers)
        for (job, answer) in done where !job.access.isDurable { answer() }
        return (jobs.count, done.filter { $0.0.access.isDurable }.map { (job: $0.0, answer: $0.1) })
    }

    /// Throws only when the whole transaction is lost.
    private func run(_ job: Job, _ connection: Connection) throws -> Job.Answer {
        connection.mayWrite = job.access.isWrite
        do {
            return try connection.savepoint { try job.run(connection) }
        } catch {
            guard connection.isInTransaction else { throw error }
            return { job.fail(error) }
        }
    }
}
