import Synchronization

/// Connections with which callers read on their own thread: to wake another one takes longer than most look-ups.
///
/// Only so many at once. Who finds none free leaves the work to the readers' threads, so that a slow disk or a long
/// query holds up no more of Swift's threads than this.
final class DirectReads: Sendable {
    /// `@unchecked`: whoever took it is the only one who has it.
    struct Held: @unchecked Sendable { let connection: Connection }

    private struct State {
        var free: [Held] = []
        /// How many more may be opened.
        var left: Int
    }

    private let open: @Sendable () throws -> Connection
    private let state: Mutex<State>

    /// `open` is called when a connection is needed for the first time.
    init(limit: Int, _ open: @escaping @Sendable () throws -> Connection) {
        self.open = open
        state = Mutex(State(left: limit))
    }

    /// Nil where all are in use, or after `close`.
    func take() -> Held? {
        let (free, mayOpen) = state.withLock { state -> (Held?, Bool) in
            if let held = state.free.popLast() { return (held, false) }
            guard state.left > 0 else { return (nil, false) }
            state.left -= 1
            return (nil, true)
        }
        // One that does not open is not tried again: the threads' connections will say why.
        return free ?? (mayOpen ? try? Held(connection: open()) : nil)
    }

    func giveBack(_ held: Held) {
        state.withLock { state in
            guard state.left >= 0 else { return }
            state.free.append(held)
        }
    }

    /// No more are given; those in use are closed as they come back.
    func close() {
        state.withLock { $0 = State(left: -1) }
    }
}

extension Connection {
    /// Runs `body` on one state of the database.
    func reading<Answer>(_ body: (Connection) throws -> Answer) throws -> Answer {
        try beginReading()
        do {
            let answer = try body(self)
            try commit()
            return answer
        } catch {
            rollBack()
            throw error
        }
    }
}
