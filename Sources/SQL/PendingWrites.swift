import Synchronization

/// Writes of one piece of work that are committed and may not be on the disk yet (`Database.durably`).
final class PendingWrites: Sendable {
    @TaskLocal static var current: PendingWrites?

    private struct State {
        var isOver = false
        /// By database, how many of its transactions have to be kept.
        var last: [(database: Database, count: Int)] = []
    }

    private let state = Mutex(State())

    /// False: the work is over, and who has outlived it must wait for the disk himself.
    func add(_ database: Database, _ count: Int) -> Bool {
        state.withLock { state in
            guard !state.isOver else { return false }
            if let index = state.last.firstIndex(where: { $0.database === database }) {
                state.last[index].count = max(state.last[index].count, count)
            } else {
                state.last.append((database, count))
            }
            return true
        }
    }

    func keep(isOver: Bool) async throws {
        let last = state.withLock { state in
            state.isOver = state.isOver || isOver
            return state.last
        }
        for (database, count) in last { try await database.keep(count) }
    }
}

extension Database {
    /// Runs `body`, whose writes all wait for the disk together, at its end: they answer as soon as they are
    /// committed, which others see, and are durable when this returns or throws. So nobody outside may be told of
    /// them before, without `keepWritten`: the work of a request, whose response is what is told.
    ///
    /// Throws what `body` throws, or an `SQLError` where the disk has failed.
    package static func durably<Answer>(_ body: () async throws -> Answer) async throws -> Answer {
        let pending = PendingWrites()
        let result: Result<Answer, any Error>
        do {
            result = .success(try await PendingWrites.$current.withValue(pending, operation: body))
        } catch {
            result = .failure(error)
        }
        try await pending.keep(isOver: true)
        return try result.get()
    }

    /// Waits, within `durably`, until what was written so far is durable: for what tells somebody outside before the
    /// end. Elsewhere it returns at once.
    package static func keepWritten() async throws { try await PendingWrites.current?.keep(isOver: false) }
}
