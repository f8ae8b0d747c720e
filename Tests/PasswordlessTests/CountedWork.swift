import Base
import Directory
import Storage
import Synchronization

/// What the store is asked, in order: work that no clock need measure.
final class CountedWork: Sendable {
    private let done = Mutex<[String]>([])

    typealias Parts = (any Users, any Authenticators, any Attempts, any StoredJourneys)

    static func plain(_ store: Store) -> Parts { (store.users, store.authenticators, store.attempts, store.journeys) }

    func counting(_ store: Store) -> Parts {
        (
            CountedUsers(users: store.users, work: self),
            CountedAuthenticators(authenticators: store.authenticators, work: self),
            CountedAttempts(attempts: store.attempts, work: self), CountedRows(rows: store.journeys, work: self)
        )
    }

    fileprivate func note(_ call: String) { done.withLock { $0.append(call) } }

    /// What was done since this was called last.
    func take() -> [String] {
        done.withLock { done in
            defer { done = [] }
            return done
        }
    }
}

struct CountedUsers: Users {
    let users: any Users
    let work: CountedWork

    func user(_ id: User.ID, of tenant: Tenant.ID) async throws -> User? {
        work.note("user")
        return try await users.user(id, of: tenant)
    }

    func user(signInType: String?, issuer: String?, id: String, of tenant: Tenant.ID) async throws -> User? {
        work.note("user by name")
        return try await users.user(signInType: signInType, issuer: issuer, id: id, of: tenant)
    }

    func users(attribute name: String, equals value: String, of tenant: Tenant.ID) async throws -> [User] {
        work.note("users by attribute")
        return try await users.users(attribute: name, equals: value, of: tenant)
    }

    func create(_ user: User) async throws -> UserCreation {
        work.note("create user")
        return try await users.create(user)
    }

    func update(
        _ id: User.ID, of tenant: Tenant.ID, _ body: @escaping @Sendable (inout User) -> Void
    ) async throws -> UserUpdate {
        work.note("update user")
        return try await users.update(id, of: tenant, body)
    }

    func delete(_ id: User.ID, of tenant: Tenant.ID) async throws { try await users.delete(id, of: tenant) }
}

struct CountedAuthenticators: Authenticators {
    let authenticators: any Authenticators
    let work: CountedWork

    func authenticator(_ id: Authenticator.ID, of tenant: Tenant.ID) async throws -> Authenticator? {
        work.note("authenticator")
        return try await authenticators.authenticator(id, of: tenant)
    }

    func authenticator(method: String, handle: String, of tenant: Tenant.ID) async throws -> Authenticator? {
        work.note("authenticator by handle")
        return try await authenticators.authenticator(method: method, handle: handle, of: tenant)
    }

    func authenticators(of user: User.ID, in tenant: Tenant.ID) async throws -> [Authenticator] {
        work.note("authenticators")
        return try await authenticators.authenticators(of: user, in: tenant)
    }

    func create(_ authenticator: Authenticator, limit: Int) async throws -> AuthenticatorCreation {
        work.note("create authenticator")
        return try await authenticators.create(authenticator, limit: limit)
    }

    func update<Answer: Sendable>(
        _ id: Authenticator.ID, of tenant: Tenant.ID,
        _ body: @escaping @Sendable (inout Authenticator) throws -> Answer?
    ) async throws -> Answer? {
        work.note("update authenticator")
        return try await authenticators.update(id, of: tenant, body)
    }

    func delete(_ id: Authenticator.ID, of tenant: Tenant.ID) async throws -> Bool {
        try await authenticators.delete(id, of: tenant)
    }
}

struct CountedAttempts: Attempts {
    let attempts: any Attempts
    let work: CountedWork

    func change<Answer: Sendable>(
        _ keys: [String], at now: Timestamp, _ body: @escaping @Sendable (inout [AttemptRecord]) -> Answer
    ) async throws -> Answer {
        work.note("attempts of \(keys.count)")
        return try await attempts.change(keys, at: now, body)
    }

    func records(_ keys: [String], at now: Timestamp) async throws -> [AttemptRecord] {
        work.note("records of \(keys.count)")
        return try await attempts.records(keys, at: now)
    }

    func forget(_ key: String) async throws { try await attempts.forget(key) }
}

struct CountedRows: StoredJourneys {
    let rows: any StoredJourneys
    let work: CountedWork

    func journey(_ id: String, of tenant: Tenant.ID, at now: Timestamp) async throws -> StoredJourney? {
        work.note("row")
        return try await rows.journey(id, of: tenant, at: now)
    }

    func save(_ journey: StoredJourney) async throws -> Bool {
        work.note("save row")
        return try await rows.save(journey)
    }

    func remove(_ id: String) async throws {
        work.note("remove row")
        try await rows.remove(id)
    }

    func remove(_ id: String, version: Int) async throws -> Bool {
        work.note("remove row")
        return try await rows.remove(id, version: version)
    }
}
