import Base
import Synchronization

/// Takes each message to the carrier of its channel, within a time, and not too many at once.
package final class Courier: Carrier {
    private let carriers: [Message.Channel: any Carrier]
    private let timeoutMilliseconds: Int
    private let maximumInFlight: Int
    private let emit: Emit
    private let inFlight = Mutex(0)

    package init(
        _ carriers: [Message.Channel: any Carrier], timeoutMilliseconds: Int = 15_000, maximumInFlight: Int = 64,
        emit: @escaping Emit = { _ in }
    ) {
        self.carriers = carriers
        self.timeoutMilliseconds = timeoutMilliseconds
        self.maximumInFlight = maximumInFlight
        self.emit = emit
    }

    package func send(_ message: Message) async throws(DeliveryError) {
        do throws(DeliveryError) {
            try await deliver(message)
            emit(MessagingEvent.sent(message.id, message.channel))
        } catch {
            emit(MessagingEvent.notSent(message.id, message.channel, error))
            throw error
        }
    }

    private func deliver(_ message: Message) async throws(DeliveryError) {
        guard let carrier = carriers[message.channel] else { throw .noCarrier }
        guard takePlace() else { throw .busy }
        let outcome = Outcome()
        // Not a child task: a carrier that ignores its cancellation must not hold up the person who waits.
        // It keeps its place until it ends, so the number of those is bounded too.
        let delivery = Task {
            let answer = await attempt(carrier, message)
            leavePlace()
            outcome.settle(answer)
        }
        let limit = Task {
            try? await Task.sleep(for: .milliseconds(timeoutMilliseconds))
            outcome.settle(.failure(.timedOut))
        }
        let result = await outcome.value
        delivery.cancel()
        limit.cancel()
        try result.get()
    }

    private func attempt(_ carrier: any Carrier, _ message: Message) async -> Result<Void, DeliveryError> {
        do throws(DeliveryError) {
            try await carrier.send(message)
            return .success(())
        } catch {
            return .failure(error)
        }
    }

    private func takePlace() -> Bool {
        inFlight.withLock { count in
            guard count < maximumInFlight else { return false }
            count += 1
            return true
        }
    }

    private func leavePlace() { inFlight.withLock { $0 -= 1 } }
}

/// What comes first: the carrier's answer or the end of its time.
private final class Outcome: Sendable {
    private typealias Value = Result<Void, DeliveryError>

    private enum State {
        case open
        case awaited(CheckedContinuation<Value, Never>)
        case settled(Value)
    }

    private let state = Mutex(State.open)

    func settle(_ result: Result<Void, DeliveryError>) {
        let waiting = state.withLock { state -> CheckedContinuation<Value, Never>? in
            switch state {
            case .open:
                state = .settled(result)
                return nil
            case .awaited(let continuation):
                state = .settled(result)
                return continuation
            case .settled:
                return nil
            }
        }
        waiting?.resume(returning: result)
    }

    var value: Result<Void, DeliveryError> {
        get async {
            await withCheckedContinuation { continuation in
                let result = state.withLock { state -> Value? in
                    guard case .settled(let result) = state else {
                        state = .awaited(continuation)
                        return nil
                    }
                    return result
                }
                if let result { continuation.resume(returning: result) }
            }
        }
    }
}
