import Base
import CMicroHTTPD
import HTTP
import Synchronization

/// One request and its answer, from the request line to the last byte sent.
///
/// The library calls its handler several times for one request. The stage says which call is which; it changes on
/// the library's thread, except for `answer`, `push` and `end`, which come from the application's task.
final class Exchange: Sendable {
    /// As it came; the library cuts it later.
    let target: Bytes
    private let handle: Handle
    private let state = Mutex(State())

    /// The library's connection. It is used only while the stage says that the library still has it.
    private struct Handle: @unchecked Sendable { let pointer: OpaquePointer }

    enum Stage: Sendable {
        /// The header block is not complete.
        case begun
        case receiving(RequestHead, Bytes, limit: Int)
        /// The body is longer than its route allows; the rest is dropped unread.
        case overflowing(left: Int)
        /// The application has it, the connection sleeps.
        case waiting
        case answered(Response)
        case sending
        case over
    }

    private struct State {
        var stage = Stage.begun
        /// The library has put the connection aside until it is told to go on.
        var isAsleep = false
        var events = EventBuffer()
        var task: Task<Void, Never>?
    }

    init(target: Bytes, connection: OpaquePointer) {
        self.target = target
        handle = Handle(pointer: connection)
    }

    var stage: Stage { state.withLock { $0.stage } }

    func enter(_ stage: Stage) { state.withLock { $0.stage = stage } }

    /// Starts the task that will answer, on this thread: what need not wait for anything is answered when this
    /// returns, without a way to another thread and back. Otherwise the connection sleeps until it is.
    func wait(for work: @escaping @Sendable (Exchange) async -> Void) {
        enter(.waiting)
        let task = Task.immediateDetached { await work(self) }
        state.withLock { state in
            // Unless it has begun a stream of events already, whose task is the one to end.
            if state.task == nil { state.task = task }
            guard case .waiting = state.stage else { return }
            state.isAsleep = true
            MHD_suspend_connection(handle.pointer)
        }
    }

    /// Wakes the connection with its answer. Whoever comes second finds it answered.
    func answer(_ response: Response) {
        state.withLock { state in
            guard case .waiting = state.stage else { return }
            state.stage = .answered(response)
            guard state.isAsleep else { return }
            state.isAsleep = false
            MHD_resume_connection(handle.pointer)
        }
    }

    /// Gives up what the application is doing, with an answer that says so.
    func abandon() {
        answer(HTTPError.unavailable.response)
        endEvents()
        state.withLock { $0.task }?.cancel()
    }

    /// The library is done with the request, whether it was answered or not.
    func finish() {
        let task = state.withLock { state in
            state.stage = .over
            state.events.isEnded = true
            return state.task
        }
        task?.cancel()
    }
}

extension Exchange {
    /// Sends the events as they come, in a task of its own, so that the request need not be kept for hours.
    func forward(_ events: AsyncStream<Bytes>) {
        let task = Task.detached {
            for await event in events where !self.push(event) { break }
            self.endEvents()
        }
        let isOver = state.withLock { state in
            state.task = task
            return state.events.isEnded
        }
        if isOver { task.cancel() }
    }

    /// Sends `bytes` of a stream of events. False where the stream is over: the client is gone, does not read, or
    /// the server goes away.
    func push(_ bytes: Bytes) -> Bool {
        state.withLock { state in
            guard !state.events.isEnded else { return false }
            state.events.append(bytes, now: monotonicMilliseconds())
            wake(&state)
            return !state.events.isEnded
        }
    }

    /// Says a comment where the stream was quiet since `moment`.
    func beat(quietSince moment: Int64) {
        state.withLock { state in
            guard case .sending = state.stage, !state.events.isEnded, state.events.lastAppend < moment else { return }
            guard state.events.lastAppend > 0 else { return }
            state.events.append(ServerSentEvent.heartbeat, now: monotonicMilliseconds())
            wake(&state)
        }
    }

    func endEvents() {
        state.withLock { state in
            state.events.isEnded = true
            wake(&state)
        }
    }

    /// From here on the connection sends events.
    func beginEvents() {
        state.withLock { state in
            state.stage = .sending
            state.events.begin(now: monotonicMilliseconds())
        }
    }

    /// Fills the library's buffer: the number of bytes, 0 when there are none yet, nil at the end of the stream.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        state.withLock { state in
            let count = state.events.take(into: buffer)
            if count > 0 { return count }
            if state.events.isEnded { return nil }
            state.events.isAsleep = true
            EventBuffer.release(buffer)
            MHD_suspend_connection(handle.pointer)
            return 0
        }
    }

    private func wake(_ state: inout State) {
        guard state.events.isAsleep else { return }
        state.events.isAsleep = false
        MHD_resume_connection(handle.pointer)
    }
}
