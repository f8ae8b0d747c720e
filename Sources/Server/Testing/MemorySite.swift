import Base
import Cryptography
import Directory
import HTTP
import JOSE
import JourneyRuntime
import Messaging
import Policy
import Storage
import Synchronization
import Workbench

/// A server in memory: its clock stands still until it is moved, its randomness is the same in every run, its mail and
/// the world outside are the test's.
final class MemorySite: TestSite {
    let origin = "https://login.example"
    let tenant: Tenant
    let client: String
    let redirectURI: String
    let store: Store
    let random: Random
    private let clock: SteppedClock
    private let mailbox = Mailbox(capacity: 1000)
    private let record = EventHistory()
    private let stubs: StubFetch
    private let provider: StubProvider
    private let server: DurableResponder

    init(
        _ test: JourneyTest, _ tenant: Tenant, _ set: PolicySet, _ files: [StubFile], _ key: SigningKey
    ) async throws {
        let clock = SteppedClock(test.clock)
        let random = Random.following(Bytes(utf8: "journey tests"))
        let master = try MasterKey(version: 1, bytes: Secret(Bytes(repeating: 7, count: 32)))
        let sealer = try Sealer(keys: [master], random: .openSSL)
        let store = try await Store.inMemory(sealing: StoreSealing(sealer: sealer))
        let provider = StubProvider(key: { key }, now: clock.read, random: random)
        let stubs = StubFetch(
            files, outside: nil, reach: .nothing, provider: provider,
            deliver: { [mailbox] in try? await mailbox.send($0) }, wait: { clock.advance(milliseconds: $0) },
            now: clock.read, random: random, emit: record.emit)
        let desk = StubProviderDesk(provider: provider, fetch: stubs, now: clock.read, random: random) {
            set.policy($0)?.technicalProfiles[$1]
        }
        let composition = Composition(
            .init(
                store: store, sealer: sealer, tenant: tenant, policies: TestPolicies(set: set),
                passwords: CheapPasswords(), fetch: stubs, courier: mailbox,
                conditionalAccess: try MemorySite.access(test), people: desk.routes,
                detour: { desk.detour($0, profile: $1, policy: $2) }, isReady: { true }, mayReachPrivateAddresses: true,
                now: clock.read, random: random, emit: record.emit, pageKey: master.derived(for: "pages"),
                digestKey: master.derived(for: "digests")))
        client = (test.application.id ?? DemoApplication.id.text).lowercased()
        redirectURI = test.application.redirectURI ?? "https://jwt.ms/"
        (self.tenant, self.store, self.random, self.clock) = (tenant, store, random, clock)
        stubs.serve(
            .init(
                origin: origin, aliases: StubFetch.Own.hosts(ofTenant: tenant.name),
                fetch: MemoryFetch([origin: composition.responder])))
        (self.stubs, self.provider, server) = (stubs, provider, composition.responder)
    }

    private static func access(_ test: JourneyTest) throws -> any ConditionalAccess {
        guard let rules = test.conditionalAccess else { return try WatchedAccess(folder: test.folder) }
        do {
            return GivenAccess(rules: try ConditionalAccessRules(parsing: rules.bytes))
        } catch {
            throw SourceProblem(test.place, "\"conditionalAccess\": \(error)")
        }
    }

    func send(_ request: FetchRequest, from address: String) async throws -> FetchResponse {
        let id = random.uuid()
        var fetch = MemoryFetch([origin: server], correlationID: { id })
        fetch.address = address
        return try await fetch.send(request)
    }

    var now: Timestamp { clock.read() }
    func advance(milliseconds: Int64) { clock.advance(milliseconds: milliseconds) }

    func sign(_ wanted: WantedToken) throws -> String { try provider.sign(wanted) }

    var messages: [Message] { mailbox.messages().reversed() }
    var calls: [StubFetch.Call] { stubs.calls }
    var shownPages: [ShownPage] { record.shownPages }
    var log: [String] { record.lines }

    func users() async throws -> [User] { try await store.users.all(of: tenant.id, limit: 1000) }

    func isPassword(_ password: String, of user: User) async throws -> Bool {
        try await CheapPasswords().check(Secret(password), against: user.passwordHash) != .wrong
    }

    func close() async { await store.close() }
}

/// The rules that a test gives.
private struct GivenAccess: ConditionalAccess {
    let rules: ConditionalAccessRules
    let countries: any CountryLookup = NoCountries()

    func rules(of tenant: Tenant.ID) -> ConditionalAccessRules { rules }
}

/// A clock that stands still until it is moved.
final class SteppedClock: Sendable {
    private let time: Mutex<Timestamp>

    init(_ start: Timestamp) { time = Mutex(start) }

    var read: Now { { [self] in time.withLock { $0 } } }
    func advance(milliseconds: Int64) { time.withLock { $0 = $0.adding(milliseconds: milliseconds) } }
}

/// What a test's server has emitted.
private final class EventHistory: Sendable {
    private let events = Mutex<[any Event]>([])

    var emit: Emit { { [self] event in events.withLock { $0.append(event) } } }

    var shownPages: [ShownPage] {
        events.withLock { $0 }.compactMap { event in
            guard case .shown(_, let page)? = event as? JourneyEvent else { return nil }
            return page
        }
    }

    /// What says more than that a page was shown.
    var lines: [String] {
        events.withLock { $0 }.filter { $0.level > .debug }.map { event in
            let fields = event.fields.filter { $0.name != "correlationId" }
                .map { "\($0.name)=\($0.value.string ?? $0.value.text)" }
            return "\(event.level.rawValue) \(event.name) \(fields.joined(separator: " "))"
        }
    }
}
