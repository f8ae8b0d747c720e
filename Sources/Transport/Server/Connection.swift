import Base
import Glibc
import HTTP
import Synchronization

/// One accepted socket and where it stands. The library's threads, the sweeper and `drain` share it.
final class Connection: Sendable {
    let descriptor: Int32
    let address: IPAddress?
    /// The peer's address as text, made once.
    let peer: String
    private let state: Mutex<State>

    enum Phase: Sendable {
        /// Waits for a header block, or has part of it.
        case head(since: Int64)
        case body(since: Int64)
        /// The application, or the client's reading, decides when this ends.
        case answering
        /// Between two requests. `received` counts the bytes that had come by then, so that the first of the next
        /// request can be told.
        case idle(received: UInt64?)
    }

    struct Reader: @unchecked Sendable {
        let handle: OpaquePointer
        let thread: pthread_t
    }

    private struct State {
        var phase: Phase
        var exchange: Exchange?
        var lingers = false
        /// Where the header block is read, and by whom.
        var reader: Reader?
    }

    init(descriptor: Int32, address: IPAddress?) {
        self.descriptor = descriptor
        self.address = address
        peer = address?.description ?? ""
        state = Mutex(State(phase: .head(since: monotonicMilliseconds())))
    }

    var phase: Phase { state.withLock { $0.phase } }
    var exchange: Exchange? { state.withLock { $0.exchange } }

    /// Whether unread bytes may be on their way, which would make `close` a reset that takes our last answer with it.
    var lingers: Bool {
        state.withLock { state in
            guard case .head = state.phase else { return state.lingers }
            return true
        }
    }

    /// A request line has come.
    func begin(_ handle: OpaquePointer) {
        state.withLock { state in
            state.reader = Reader(handle: handle, thread: pthread_self())
            guard case .idle = state.phase else { return }
            state.phase = .head(since: monotonicMilliseconds())
        }
    }

    /// The library's connection while its header block is not complete.
    var reader: Reader? {
        state.withLock { state in
            guard case .head = state.phase else { return nil }
            return state.reader
        }
    }

    func isBegun(on thread: pthread_t) -> Bool { reader.map { pthread_equal($0.thread, thread) != 0 } ?? false }

    func receiveBody() { state.withLock { $0.phase = .body(since: monotonicMilliseconds()) } }

    func answer(_ exchange: Exchange) {
        state.withLock { state in
            state.phase = .answering
            state.exchange = exchange
        }
    }

    func refuse() {
        state.withLock { state in
            state.phase = .answering
            state.lingers = true
        }
    }

    /// The request is over; the connection may serve another.
    func finish() {
        state.withLock { state in
            state.exchange = nil
            state.reader = nil
            // A connection that never got as far as an answer was cut by the library, which says so by closing it.
            guard case .answering = state.phase else { return }
            state.phase = .idle(received: bytesReceived)
        }
    }

    /// Whether the peer took longer than it may. Called now and then.
    func isOverdue(_ limits: ServerConfiguration.Limits, now: Int64) -> Bool {
        state.withLock { state in
            switch state.phase {
            case .head(let since): return now - since > limits.headerMilliseconds
            case .body(let since): return now - since > limits.bodyMilliseconds
            case .answering: return false
            case .idle(let received):
                if received != bytesReceived { state.phase = .head(since: now) }
                return false
            }
        }
    }

    /// Whether a server that is going away need not wait: nothing of a request is here.
    func isUnused(graceMilliseconds: Int64, now: Int64) -> Bool {
        switch phase {
        case .head(let since): bytesReceived == 0 && now - since > graceMilliseconds
        case .body, .answering: false
        case .idle(let received): received == bytesReceived
        }
    }

    /// Ends the connection from outside the library's threads, which see it as the peer's doing. Only while the
    /// table's lock is held: after the end notification the number may be another connection's.
    func cut() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// `tcpi_bytes_received` of `struct tcp_info`, which the kernel keeps at this place for ever. Nil where the
    /// kernel does not count.
    private var bytesReceived: UInt64? {
        var information = InlineArray<17, UInt64>(repeating: 0)
        var length = socklen_t(17 * MemoryLayout<UInt64>.size)
        guard getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_INFO, &information, &length) == 0, length >= 136 else {
            return nil
        }
        return information[16]
    }
}
