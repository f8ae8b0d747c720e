import Synchronization

/// Tells everybody who listens what happens from then on: pages that stay open, a terminal. Nobody is waited for: who
/// falls behind loses the oldest.
package final class Broadcast<Value: Sendable>: Sendable {
    private struct State {
        var listeners: [Int: AsyncStream<Value>.Continuation] = [:]
        var ever = 0
    }

    private let maximumListeners: Int
    private let state = Mutex(State())

    package init(maximumListeners: Int = 64) { self.maximumListeners = maximumListeners }

    package func send(_ value: Value) {
        let listeners = state.withLock { $0.listeners.isEmpty ? [] : Array($0.listeners.values) }
        for listener in listeners { listener.yield(value) }
    }

    /// What is sent from now on, the newest `count` of what was not read yet. Ends at once where too many listen
    /// already, and counts until it is read no more.
    package func listen(buffering count: Int) -> AsyncStream<Value> {
        let (stream, continuation) = AsyncStream.makeStream(of: Value.self, bufferingPolicy: .bufferingNewest(count))
        let number = state.withLock { state -> Int? in
            guard state.listeners.count < maximumListeners else { return nil }
            state.ever += 1
            state.listeners[state.ever] = continuation
            return state.ever
        }
        guard let number else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.listeners.removeValue(forKey: number) }
        }
        return stream
    }
}

extension Broadcast where Value == Void {
    /// That something happened; what it was, they ask for themselves.
    package func send() { send(()) }
    package func listen() -> AsyncStream<Void> { listen(buffering: 1) }
}
