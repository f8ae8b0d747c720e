/// A thread that reads. Each job sees one state of the database from its first statement to its last.
struct Reader {
    let connection: Connection

    /// Works until the queue is closed and empty.
    func work(_ queue: WorkQueue) {
        while let job = queue.take(upTo: 1).first {
            do {
                try run(job)()
            } catch {
                connection.rollBack()
                job.fail(error)
            }
        }
    }

    private func run(_ job: Job) throws -> Job.Answer {
        guard job.access == .read else { return try job.run(connection) }
        try connection.beginReading()
        let answer = try job.run(connection)
        try connection.commit()
        return answer
    }
}
