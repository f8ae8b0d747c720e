import Base
import Cryptography
import Directory
import HTTP
import Journey
import Policy
import Synchronization
import TestSupport

@testable import JourneyRuntime

let here = SourceLocation(file: "test.xml", line: 1, column: 1)

/// What handlers use, in memory: a tenant, stores, a courier that keeps what it was given, services that a test plays.
final class TestWorld: Sendable {
    let tenant = Tenant(
        id: Tenant.ID("11111111-1111-4111-8111-111111111111"), name: "contoso.onmicrosoft.com", displayName: "Contoso")
    let clock = TestClock()
    let store = MemoryStore()
    let events = EventRecord()
    let passwords = CountedPasswords()
    let courier = TestCourier()
    let fetch = PlayedFetch()
    let random = Random.seeded()
    let partners: Partners
    let policy: ResolvedPolicy
    let access = TestAccess()

    init(_ policy: ResolvedPolicy = TestWorld.policy()) {
        self.policy = policy
        partners = Partners(fetch: fetch, now: clock.read, pause: { _ in })
    }

    /// A policy that declares the claim types of a few data types.
    static func policy(_ types: [Name: DataType] = [:]) -> ResolvedPolicy {
        var policy = ResolvedPolicy(id: "B2C_1A_susi", tenant: "contoso.onmicrosoft.com")
        for (name, type) in types { policy.claimTypes[name] = ClaimType(id: name, dataType: type, location: here) }
        return policy
    }

    var services: ProfileServices {
        ProfileServices(
            users: store.users, passwords: passwords, attempts: store.attempts, fetch: fetch, partners: partners,
            keys: keys, courier: courier, sealer: sealer, conditionalAccess: access, emit: events.emit,
            mayReachPrivateAddresses: false)
    }

    let sealer: Sealer = {
        let key = try? MasterKey(version: 1, bytes: Secret(Bytes(repeating: 7, count: 32)))
        guard let key, let sealer = try? Sealer(keys: [key], random: .openSSL) else {
            preconditionFailure("a master key of 32 bytes seals")
        }
        return sealer
    }()

    var keys: PolicyKeys {
        PolicyKeys(keySets: store.keySets, digestKey: Secret(Bytes(repeating: 1, count: 32)), now: clock.read)
    }

    static let address = "203.0.113.9"
    var environment: JourneyEnvironment { environment(from: Self.address) }

    func environment(from address: String) -> JourneyEnvironment {
        JourneyEnvironment(
            policy: policy, tenantObjectID: tenant.id.text, tenantDisplayName: tenant.displayName, language: "en",
            request: RequestContext(correlationID: "corr", host: "login.example", address: address),
            now: clock.now, random: random)
    }

    func run(
        _ profile: TechnicalProfile, _ claims: Claims = [:], codes: CodeBook? = nil, device: BrowserDevice = .none,
        from address: String = TestWorld.address
    ) async throws -> Ran {
        let result = try await ProfileRunner(services: services).run(
            profile, claims: claims, tenant: tenant, environment: environment(from: address),
            codes: codes ?? CodeBook(random: random, keys: keys), device: device)
        switch result {
        case .claims(let claims): return .claims(claims)
        case .refused(let message, _): return .refused(message)
        }
    }

    enum Ran: Equatable {
        case claims(Claims)
        case refused(UserMessage)

        var claims: Claims? { if case .claims(let claims) = self { claims } else { nil } }
        var message: UserMessage? { if case .refused(let message) = self { message } else { nil } }
    }

    func addSecret(_ name: String, _ text: String) async throws {
        let material: JSON = ["kty": "oct", "k": .string(Base64.encodeURL(Bytes(utf8: text)))]
        try await store.keySets.save(
            KeySet(
                tenant: tenant.id, name: name, use: .signature,
                keys: [KeySet.Key(id: "k", material: Secret(material), createdAt: clock.now)]))
    }

    /// A local account.
    func addUser(
        _ email: String = "ada@example.com", id: String = "a0000000-0000-4000-8000-000000000001",
        password: String? = "Correct-horse-7", _ change: (inout User) -> Void = { _ in }
    ) async throws -> User {
        var user = User(
            id: User.ID(id), tenant: tenant.id,
            identities: [Identity(signInType: "emailAddress", issuer: tenant.name, issuerAssignedID: email)],
            createdAt: clock.now)
        user.passwordHash = password.map { CountedPasswords.hash(of: $0) }
        change(&user)
        guard try await store.users.create(user) == .created else { preconditionFailure("the test's user is new") }
        return user
    }

    func user(_ id: User.ID) async throws -> User? { try await store.users.user(id, of: tenant.id) }
}

/// Passwords without the work, which counts how often it would have been done.
final class CountedPasswords: Passwords {
    private let counts = Mutex((hashed: 0, checked: 0, againstHash: 0))

    static func hash(of password: String) -> String { "plain:\(password)" }

    var hashed: Int { counts.withLock { $0.hashed } }
    var checked: Int { counts.withLock { $0.checked } }
    /// Of those checked, the ones against a real account's hash.
    var againstHash: Int { counts.withLock { $0.againstHash } }

    func hash(_ password: Secret<String>) async throws -> String {
        counts.withLock { $0.hashed += 1 }
        return Self.hash(of: password.exposed)
    }

    func check(_ password: Secret<String>, against hash: String?) async throws -> PasswordCheck {
        counts.withLock {
            $0.checked += 1
            if hash != nil { $0.againstHash += 1 }
        }
        // As the real one does, it lets others run meanwhile.
        for _ in 0..<20 { await Task.yield() }
        switch hash {
        case Self.hash(of: password.exposed): return .right
        case "old:\(password.exposed)": return .rightButStale
        default: return .wrong
        }
    }
}

final class TestCourier: VerificationCourier {
    struct Down: Error {}

    private let state = Mutex((sent: [VerificationRequest](), isDown: false))

    var sent: [VerificationRequest] { state.withLock { $0.sent } }
    func goDown() { state.withLock { $0.isDown = true } }

    func send(_ code: VerificationRequest) async throws {
        try state.withLock { state in
            guard !state.isDown else { throw Down() }
            state.sent.append(code)
        }
    }
}

/// A service that answers as the test says.
final class PlayedFetch: Fetch {
    private struct State {
        var answer: Result<FetchResponse, FetchError> = .failure(.connectionFailed)
        /// Come first, one each.
        var queue: [Result<FetchResponse, FetchError>] = []
        var requests: [FetchRequest] = []
    }

    private let state = Mutex(State())

    var requests: [FetchRequest] { state.withLock { $0.requests } }

    func answer(_ json: JSON, status: Int = 200) {
        state.withLock { $0.answer = .success(FetchResponse(status: status, body: json.bytes)) }
    }

    func answer(_ response: FetchResponse) { state.withLock { $0.answer = .success(response) } }
    func queue(_ answers: Result<FetchResponse, FetchError>...) { state.withLock { $0.queue += answers } }
    func fail(_ error: FetchError) { state.withLock { $0.answer = .failure(error) } }

    func send(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        let answer = state.withLock { state in
            state.requests.append(request)
            return state.queue.isEmpty ? state.answer : state.queue.removeFirst()
        }
        return try answer.get()
    }
}

/// Rules that a test sets, and a country for every address.
final class TestAccess: ConditionalAccess, CountryLookup {
    private let state = Mutex((rules: ConditionalAccessRules(), country: String?.none))

    var countries: any CountryLookup { self }
    func rules(of tenant: Tenant.ID) -> ConditionalAccessRules { state.withLock { $0.rules } }
    func country(of address: String) -> String? { state.withLock { $0.country } }

    func set(_ rules: String) throws {
        let rules = try ConditionalAccessRules(parsing: Bytes(utf8: rules))
        state.withLock { $0.rules = rules }
    }

    func move(to country: String?) { state.withLock { $0.country = country } }
}
