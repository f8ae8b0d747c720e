import Synchronization

/// Brings the cancellation of a task to its transfer, whichever of the two is there first.
final class Cancellation: Sendable {
    private let loop: CurlLoop
    private let state = Mutex(State())

    private struct State {
        var transfer: Transfer?
        var isCancelled = false
    }

    init(_ loop: CurlLoop) { self.loop = loop }

    func arm(_ transfer: Transfer) {
        let isCancelled = state.withLock { state in
            state.transfer = transfer
            return state.isCancelled
        }
        if isCancelled { loop.cancel(transfer) }
    }

    func cancel() {
        let transfer = state.withLock { state in
            state.isCancelled = true
            return state.transfer
        }
        if let transfer { loop.cancel(transfer) }
    }
}
