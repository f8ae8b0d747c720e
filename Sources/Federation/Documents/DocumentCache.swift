import Base
import Synchronization

/// Documents of other servers by their address: bounded in number and age, and each fetched once at a time however
/// many wait for it.
final class DocumentCache<Value: Sendable>: Sendable {
    typealias Load = @Sendable () async throws(FederationError) -> (value: Value, lifetimeSeconds: Int64)

    /// An address, and whether it may be a private one: what was fetched under one rule does not serve the other.
    struct Key: Hashable, Sendable {
        let url: String
        let mayReachPrivateAddresses: Bool
    }

    private struct Entry {
        let value: Value
        let loadedAt: Timestamp
        var attemptedAt: Timestamp
        var freshUntil: Timestamp
    }

    private typealias Loading = Task<Result<Value, FederationError>, Never>

    private struct State {
        var entries: [Key: Entry] = [:]
        var loading: [Key: Loading] = [:]
    }

    private enum Plan { case use(Value), wait(Loading) }

    private let capacity: Int
    private let now: Now
    private let state = Mutex(State())

    /// After this a document is not believed, even while its server is down.
    private let maximumAgeSeconds: Int64 = 86_400
    /// How often a server is asked again before its document is due.
    private let minimumPauseSeconds: Int64 = 60

    init(capacity: Int, now: @escaping Now) {
        self.capacity = capacity
        self.now = now
    }

    /// The document, fetched where there is none that is fresh.
    func value(_ key: Key, _ load: @escaping Load) async throws(FederationError) -> Value {
        try await value(key, load) { entry, time in time < entry.freshUntil }
    }

    /// The document again, because it lacked something; the one we have where it was asked for a minute ago.
    func renewed(_ key: Key, _ load: @escaping Load) async throws(FederationError) -> Value {
        let pause = minimumPauseSeconds
        return try await value(key, load) { entry, time in time < entry.attemptedAt.adding(seconds: pause) }
    }

    private func value(
        _ key: Key, _ load: @escaping Load, unless isGood: (Entry, Timestamp) -> Bool
    ) async throws(FederationError) -> Value {
        let plan = state.withLock { state -> Plan in
            if let entry = state.entries[key], isGood(entry, now()) { return .use(entry.value) }
            if let loading = state.loading[key] { return .wait(loading) }
            // Not a child of who asks first: the others still need it when that one goes away.
            let loading = Loading { await self.load(key, load) }
            state.loading[key] = loading
            return .wait(loading)
        }
        switch plan {
        case .use(let value): return value
        case .wait(let loading): return try await loading.value.get()
        }
    }

    private func load(_ key: Key, _ load: Load) async -> Result<Value, FederationError> {
        do throws(FederationError) {
            let loaded = try await load()
            state.withLock { state in
                state.loading[key] = nil
                makeRoom(&state, for: key)
                let time = now()
                state.entries[key] = Entry(
                    value: loaded.value, loadedAt: time, attemptedAt: time,
                    freshUntil: time.adding(seconds: min(loaded.lifetimeSeconds, maximumAgeSeconds)))
            }
            return .success(loaded.value)
        } catch {
            return state.withLock { state in
                state.loading[key] = nil
                return stale(&state, key).map(Result.success) ?? .failure(error)
            }
        }
    }

    /// The document of before, for a while: a provider that is down for a minute must not lock everybody out.
    private func stale(_ state: inout State, _ key: Key) -> Value? {
        let time = now()
        guard var entry = state.entries[key], time < entry.loadedAt.adding(seconds: maximumAgeSeconds) else {
            state.entries[key] = nil
            return nil
        }
        entry.attemptedAt = time
        entry.freshUntil = max(entry.freshUntil, time.adding(seconds: minimumPauseSeconds))
        state.entries[key] = entry
        return entry.value
    }

    private func makeRoom(_ state: inout State, for key: Key) {
        guard state.entries[key] == nil, state.entries.count >= capacity else { return }
        let oldest = state.entries.min { $0.value.loadedAt < $1.value.loadedAt }
        if let oldest { state.entries[oldest.key] = nil }
    }
}
