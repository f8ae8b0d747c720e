import Base
import Directory
import HTTP
import OpenID
import Synchronization

/// How often clients may fail to prove who they are, and anybody to show a grant: for a client from one network, for a
/// client from anywhere, and from one network whatever the client.
///
/// Failures are counted in the store. Which of them have to wait is remembered here too, so that a request that does
/// not fail costs no look into the store; after a restart the next failure brings it back. Both are bounded.
final class ClientLimits: Sendable {
    private static let pair = Throttle(burst: 10, seconds: 30, firstWaitSeconds: 5, maximumWaitSeconds: 900)
    /// A failure a second is a large office whose sessions end, and slow for a machine.
    private static let network = Throttle(burst: 100, seconds: 1, firstWaitSeconds: 5, maximumWaitSeconds: 60)
    private static let client = Throttle(burst: 1000, seconds: 1, firstWaitSeconds: 10, maximumWaitSeconds: 60)
    static let maximumRemembered = 10_000

    fileprivate struct Memory {
        var waits: [String: Timestamp] = [:]
        /// Pairs of client and network that have proven themselves: they do not wait for what others do to the client.
        var proven: Set<String> = []
    }

    private let attempts: any Attempts
    private let now: Now
    private let memory = Mutex(Memory())

    init(attempts: any Attempts, now: @escaping Now) {
        self.attempts = attempts
        self.now = now
    }

    /// Whose failures count together.
    struct Place: Sendable {
        let pair: String
        let client: String
        let network: String
        /// The network may be everybody's, behind a proxy: then nothing is held against it.
        let isShared: Bool

        init(client id: String, of issuer: Issuer, _ http: Request) {
            network = "token:at:\(ClientNetwork.name(of: http.address))"
            // One client, however its id is spelled.
            client = "token:\(issuer.directory):\(id.lowercased())"
            pair = "\(client):\(network)"
            isShared = ClientNetwork.isShared(http.address)
        }
    }

    /// What went wrong.
    enum Failure: Sendable {
        /// A client that exists did not prove itself.
        case proof
        /// A client that nobody knows: its name is the sender's to choose, so nothing is kept under it.
        case unknownClient
        /// A code, a refresh token or a password that is not good. Public clients are many and share a name, so it is
        /// their network that counts.
        case grant
    }

    func admit(_ place: Place) throws(TooManyRequests) {
        let time = now()
        let wait = memory.withLock { memory -> Timestamp? in
            guard !memory.waits.isEmpty else { return nil }
            let client = memory.proven.contains(place.pair) ? nil : memory.waits[place.client]
            return [memory.waits[place.pair], memory.waits[place.network], client].compactMap(\.self).max()
        }
        guard let wait, time < wait else { return }
        // Rounded up: who comes back at that second is let in.
        throw TooManyRequests(retryAfterSeconds: (wait.milliseconds - time.milliseconds + 999) / 1000)
    }

    func count(_ failure: Failure, at place: Place) async throws {
        let limits: [(String, Throttle)] =
            switch failure {
            case .proof where place.isShared: [(place.client, Self.client)]
            case .proof: [(place.network, Self.network), (place.pair, Self.pair), (place.client, Self.client)]
            case .unknownClient, .grant: place.isShared ? [] : [(place.network, Self.network)]
            }
        guard !limits.isEmpty else { return }
        let time = now()
        let waits = try await attempts.change(limits.map(\.0), at: time) { records in
            for index in records.indices where limits[index].1.state(of: records[index], at: time) == .open {
                limits[index].1.fail(&records[index], at: time)
            }
            return records.map(\.lockedUntil)
        }
        memory.withLock { memory in
            for (limit, wait) in zip(limits, waits) {
                if let wait, time < wait { memory.remember(wait, for: limit.0, at: time) }
            }
        }
    }

    /// The client has proven itself from there.
    func succeed(_ place: Place) {
        memory.withLock { memory in
            guard !memory.proven.contains(place.pair) else { return }
            if memory.proven.count >= Self.maximumRemembered { memory.proven.removeFirst() }
            memory.proven.insert(place.pair)
        }
    }

    /// How many waits are remembered.
    var count: Int { memory.withLock { $0.waits.count } }
}

extension ClientLimits.Memory {
    fileprivate mutating func remember(_ wait: Timestamp, for key: String, at now: Timestamp) {
        if waits.count >= ClientLimits.maximumRemembered { waits = waits.filter { now < $0.value } }
        // Full of waits that still run: the store has this one, and its next failure brings it back.
        if waits.count >= ClientLimits.maximumRemembered, let any = waits.keys.first { waits[any] = nil }
        waits[key] = wait
    }
}
