import Base
import Directory
import Glibc
import SQL
import Storage

/// Operations per second, and the process's CPU milliseconds per operation, which compare on a busy machine.
struct Measurement {
    let store: Store
    private static let now = Timestamp(seconds: 1_795_251_600)

    func run() async throws {
        for callers in [1, 8, 32, 256] {
            try await measure("durable write", callers, 20_000) { name in
                _ = try await store.usedIdentifiers.use(name, until: Measurement.now, at: Measurement.now)
            }
        }
        // The work of a request that writes as a sign-in does.
        for callers in [1, 8, 32] {
            try await measure("request of eight durable writes", callers, 4000) { name in
                try await Store.durably {
                    for number in 0..<8 {
                        _ = try await store.usedIdentifiers.use(
                            "\(name) \(number)", until: Measurement.now, at: Measurement.now)
                    }
                }
            }
        }
        for callers in [1, 32] {
            try await measure("journey write", callers, 20_000) { name in
                let journey = StoredJourney(
                    id: name, tenant: StorageWriter.tenant.id, version: 1, expiresAt: Measurement.now,
                    content: Bytes(repeating: 1, count: 2000))
                _ = try await store.journeys.save(journey)
            }
        }
        for callers in [1, 32] {
            try await measure("tenant read", callers, 50_000) { _ in
                _ = try await store.tenants.tenant(StorageWriter.tenant.id)
            }
        }
    }

    private func measure(
        _ what: String, _ callers: Int, _ count: Int, _ body: @escaping @Sendable (String) async throws -> Void
    ) async throws {
        let run = "\(what) \(callers)"
        let commits = store.database.statistics.commits
        let (start, startCPU) = (seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<callers {
                group.addTask {
                    for number in 0..<(count / callers) { try await body("\(run) \(caller) \(number)") }
                }
            }
            try await group.waitForAll()
        }
        let (wall, cpu) = (seconds(CLOCK_MONOTONIC) - start, seconds(CLOCK_PROCESS_CPUTIME_ID) - startCPU)
        let microseconds = (cpu / Double(count) * 1_000_000).rounded()
        print(
            "\(what), \(callers) callers: \(Int(Double(count) / wall))/s, \(microseconds) µs CPU each,",
            "\(store.database.statistics.commits - commits) commits")
    }

    private func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
