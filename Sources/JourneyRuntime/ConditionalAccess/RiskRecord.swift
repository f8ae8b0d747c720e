import Base
import Directory

/// What speaks against a sign-in being its owner's: wrong passwords and codes of the last day. Unlike the lockout's
/// count it outlives a sign-in that succeeds, which is when it is asked for.
struct RiskRecord: Sendable {
    private let attempts: any Attempts
    private let tenant: Tenant

    private static let memorySeconds: Int64 = 86_400

    init(_ services: ProfileServices, _ tenant: Tenant) {
        attempts = services.attempts
        self.tenant = tenant
    }

    /// `subject` is a sign-in name or an object id; a name need not exist, so that both cases take as long.
    func countFailure(of subject: String, at now: Timestamp) async throws {
        try await attempts.change(key(subject), at: now) { record in
            record.failures += 1
            record.expiresAt = now.adding(seconds: Self.memorySeconds)
        }
    }

    /// Under any of the names that the person goes by.
    func failures(of user: User, at now: Timestamp) async throws -> Int {
        var count = 0
        for subject in subjects(user) { count += try await attempts.change(key(subject), at: now) { $0.failures } }
        return count
    }

    func forget(_ user: User) async throws {
        for subject in subjects(user) { try await attempts.forget(key(subject)) }
    }

    private func subjects(_ user: User) -> [String] {
        [user.id.text] + user.identities.filter { !$0.isFederated }.map(\.issuerAssignedID)
    }

    private func key(_ subject: String) -> String { "risk:\(tenant.id.text):\(subject.lowercased())" }
}
