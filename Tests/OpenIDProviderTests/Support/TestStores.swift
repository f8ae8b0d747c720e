import Base
import Directory
import Synchronization
import TestSupport

/// The memory store, and which hashes it was given.
final class WatchedGrants: Grants {
    private let store = MemoryGrants()
    private let saved = Mutex<[String]>([])

    var hashes: [String] { saved.withLock { $0 } }

    func save(_ grant: Grant, code: AuthorizationCode?) async throws {
        saved.withLock { $0.append(code?.hash ?? "none") }
        try await store.save(grant, code: code)
    }

    func save(_ token: RefreshToken) async throws {
        saved.withLock { $0.append(token.hash) }
        try await store.save(token)
    }

    func redeem(code hash: String, at now: Timestamp) async throws -> Redemption<AuthorizationCode> {
        try await store.redeem(code: hash, at: now)
    }

    func redeem(
        refreshToken hash: String, for next: RefreshToken, at now: Timestamp
    ) async throws -> Redemption<RefreshToken> {
        saved.withLock { $0.append(next.hash) }
        return try await store.redeem(refreshToken: hash, for: next, at: now)
    }

    func unused(refreshToken hash: String) async throws -> (RefreshToken, Grant)? {
        try await store.unused(refreshToken: hash)
    }

    func grant(_ id: Grant.ID) async throws -> Grant? { try await store.grant(id) }
    func revoke(_ id: Grant.ID) async throws { try await store.revoke(id) }
    func grant(ofRefreshToken hash: String) async throws -> Grant? { try await store.grant(ofRefreshToken: hash) }
}

/// A clock that stands still until it is moved.
final class TestClock: Sendable {
    private let time = Mutex(Timestamp(seconds: 1_795_250_875))

    var now: Timestamp { time.withLock { $0 } }
    func advance(seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }
}

final class EventLog: Sendable {
    private let events = Mutex<[any Event]>([])

    var names: [String] { events.withLock { $0.map(\.name) } }
    var text: String {
        events.withLock { events in
            events.map { "\($0.name) \($0.fields.map { "\($0.name)=\($0.value.text)" })" }.joined(separator: "\n")
        }
    }
    func record(_ event: any Event) { events.withLock { $0.append(event) } }
}
