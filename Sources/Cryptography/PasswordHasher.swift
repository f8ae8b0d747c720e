import Base

/// Hashes passwords on a few threads of its own, because one hash keeps a core busy for 17 ms and 19 MiB of memory:
/// on Swift's shared threads a burst of sign-ins would stop everything else.
///
/// At most `workers` run at once and at most `queueLimit` wait. Beyond that a call is refused with
/// `Overload`, which is an answer (try again) where a growing queue would be a standstill.
package final class PasswordHasher: Sendable {
    private let pool: WorkerPool

    /// More passwords wait than may.
    package struct Overload: Error, Equatable {
        package init() {}
    }

    /// `workers` is the number of cores where nil. 64 waiting for two cores is half a second.
    package init(workers: Int? = nil, queueLimit: Int = 64) {
        pool = WorkerPool(workers: workers ?? WorkerPool.cores, queueLimit: queueLimit)
    }

    deinit { pool.stop() }

    /// Throws `Overload`, or `CryptographyError` where there is no memory left.
    package func hash(_ password: Secret<String>) async throws -> PasswordHash {
        try await run { Result { try PasswordHash(hashing: password) } }.get()
    }

    /// Throws `Overload`.
    package func verify(_ password: Secret<String>, against hash: PasswordHash) async throws -> Bool {
        try await run { hash.matches(password) }
    }

    /// The work of `verify` with no user to verify: what a sign-in under an unknown name costs must not differ.
    package func decoy(_ password: Secret<String>) async throws {
        _ = try await verify(password, against: .decoy)
    }

    private func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
            let isAccepted = pool.submit { continuation.resume(returning: work()) }
            if !isAccepted { continuation.resume(throwing: Overload()) }
        }
    }
}
