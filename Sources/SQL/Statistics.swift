import Synchronization

/// What a database has done since it was opened.
package final class Statistics: Sendable {
    private let commitCount = Atomic(0)
    private let writeCount = Atomic(0)

    /// Transactions that wrote. Where work is grouped, fewer than `writes`.
    package var commits: Int { commitCount.load(ordering: .relaxed) }
    package var writes: Int { writeCount.load(ordering: .relaxed) }

    func count(writes: Int) {
        guard writes > 0 else { return }
        commitCount.add(1, ordering: .relaxed)
        writeCount.add(writes, ordering: .relaxed)
    }
}
