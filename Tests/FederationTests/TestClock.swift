import Base
import Federation
import Synchronization

/// A clock that stands still until it is moved.
final class TestClock: Sendable {
    private let time = Mutex(Timestamp(seconds: 1_795_250_875))

    var now: Now { { self.time.withLock { $0 } } }

    func advance(seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }
}

/// Bytes that count, so that every run makes the same tokens.
func countingRandom() -> Random {
    let counter = Counter()
    return Random { count in (0..<count).map { _ in counter.next() } }
}

private final class Counter: Sendable {
    private let value = Mutex<UInt8>(0)

    func next() -> UInt8 {
        value.withLock { value in
            value &+= 1
            return value
        }
    }
}

func failure<Value>(_ work: () async throws(FederationError) -> Value) async -> FederationError? {
    do throws(FederationError) {
        _ = try await work()
        return nil
    } catch {
        return error
    }
}
