/// A thread that reads. Each job sees one state of the database from its first statement to its last.
struct Reader {
    let connection: Connection

    /// Works until the queue is closed and empty.
    func work(_ queue: WorkQueue) {
        while let job = queue.take(upTo: 1).first {
            do {
                let answer = job.access == .read ? try connection.reading(job.run) : try job.run(connection)
                answer()
            } catch {
                job.fail(error)
            }
        }
    }
}
