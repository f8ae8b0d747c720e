import Synchronization

/// The one thread that writes, by *group commit*: the work of all callers that wait goes into one transaction, each
/// in a savepoint of its own, with one `fsync` for all. Callers are answered only after `COMMIT` returned.
struct Writer {
    /// Bounds how long the first of a group waits for the last.
    static let largestGroup = 256

    let connection: Connection
    let statistics: Statistics

    /// Works until the queue is closed and empty.
    func work(_ queue: WorkQueue) {
        while true {
            var jobs = queue.take(upTo: Writer.largestGroup)[...]
            guard !jobs.isEmpty else { return }
            while let first = jobs.first {
                if first.access == .outsideTransaction {
                    run(alone: jobs.removeFirst())
                } else {
                    let group = jobs.prefix { $0.access != .outsideTransaction }
                    jobs = jobs.dropFirst(commit(group))
                }
            }
        }
    }

    private func run(alone job: Job) {
        connection.mayWrite = true
        do { try job.run(connection)() } catch { job.fail(error) }
    }

    /// Answers how many of the jobs it has dealt with: fewer than all when one took the whole transaction down.
    private func commit(_ jobs: ArraySlice<Job>) -> Int {
        var answers: [Job.Answer] = []
        do {
            connection.mayWrite = true
            try connection.beginWriting()
        } catch {
            for job in jobs { job.fail(error) }
            return jobs.count
        }
        do {
            for job in jobs { answers.append(try run(job)) }
            try connection.commit()
        } catch {
            connection.rollBack()
            // Not one of them may be told that it succeeded. Those that have not run get a transaction of their own.
            let lost = jobs.prefix(answers.count + 1)
            for job in lost { job.fail(error) }
            return lost.count
        }
        statistics.count(writes: jobs.count { $0.access == .write })
        for answer in answers { answer() }
        return jobs.count
    }

    /// Throws only when the whole transaction is lost.
    private func run(_ job: Job) throws -> Job.Answer {
        connection.mayWrite = job.access == .write
        do {
            return try connection.savepoint { try job.run(connection) }
        } catch {
            guard connection.isInTransaction else { throw error }
            return { job.fail(error) }
        }
    }
}

/// What a database has done since it was opened.
package final class Statistics: Sendable {
    private let commitCount = Atomic(0)
    private let writeCount = Atomic(0)

    /// Transactions of the writer. Where work is grouped, fewer than `writes`.
    package var commits: Int { commitCount.load(ordering: .relaxed) }
    package var writes: Int { writeCount.load(ordering: .relaxed) }

    func count(writes: Int) {
        guard writes > 0 else { return }
        commitCount.add(1, ordering: .relaxed)
        writeCount.add(writes, ordering: .relaxed)
    }
}
