import Glibc
import Synchronization

/// What a number of clients saw, and what the server used meanwhile.
struct Measurement: Sendable {
    let operationsPerSecond: Double
    /// Of the server, in milliseconds for one operation.
    let cpu: Double
    /// In milliseconds.
    let p50: Double
    let p99: Double

    /// One client's operation, over and over again.
    typealias Operation = () throws -> Void

    /// Runs one operation of each client at a time, all clients at once, for so many seconds after a while to warm up.
    static func run(
        _ server: ServerProcess, clients: Int, seconds: Double, _ make: @escaping @Sendable (Int) throws -> Operation
    ) throws -> Measurement {
        let begin = Clock.seconds + seconds / 5
        let crew = Crew(begin: begin, end: begin + seconds, make)
        let threads = (0..<clients).map { _ in Crew.start(crew) }
        usleep(UInt32(max(0, begin - Clock.seconds) * 1e6))
        let cpuBefore = server.cpuMilliseconds
        usleep(UInt32(max(0, begin + seconds - Clock.seconds) * 1e6))
        let cpu = server.cpuMilliseconds - cpuBefore
        for thread in threads { pthread_join(thread, nil) }
        let latencies = try crew.latencies().sorted()
        guard !latencies.isEmpty else { throw LoadError("no operation ended in time") }
        return Measurement(
            operationsPerSecond: Double(latencies.count) / seconds, cpu: cpu / Double(latencies.count),
            p50: latencies[latencies.count / 2] * 1000, p99: latencies[latencies.count * 99 / 100] * 1000)
    }
}

/// Clients, each in a thread of its own.
private final class Crew: Sendable {
    private let begin: Double
    private let end: Double
    private let make: @Sendable (Int) throws -> Measurement.Operation
    private let result = Mutex<Result<[Double], any Error>>(.success([]))
    private let nextIndex = Atomic(0)

    init(begin: Double, end: Double, _ make: @escaping @Sendable (Int) throws -> Measurement.Operation) {
        (self.begin, self.end, self.make) = (begin, end, make)
    }

    static func start(_ crew: Crew) -> pthread_t {
        var thread = pthread_t()
        let status = pthread_create(&thread, nil, runClient, Unmanaged.passRetained(crew).toOpaque())
        precondition(status == 0, "the system has no thread left")
        return thread
    }

    func latencies() throws -> [Double] { try result.withLock { $0 }.get() }

    fileprivate func work() {
        let outcome = Result { try repeated(make(nextIndex.add(1, ordering: .relaxed).oldValue)) }
        result.withLock { result in
            guard case .success(let known) = result else { return }
            result = outcome.map { known + $0 }
        }
    }

    /// The time that each operation took whose end lay between `begin` and `end`.
    private func repeated(_ operation: Measurement.Operation) throws -> [Double] {
        var latencies: [Double] = []
        var start = Clock.seconds
        while start < end {
            try operation()
            let now = Clock.seconds
            if now >= begin, now < end { latencies.append(now - start) }
            start = now
        }
        return latencies
    }
}

private func runClient(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<Crew>.fromOpaque(context).takeRetainedValue().work()
    return nil
}
