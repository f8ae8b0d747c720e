import Base
import Cryptography
import Directory
import HTTP
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Passwordless

/// A realm in memory with its interfaces, whose codes are `1234` and whose passkeys are named by their owner.
struct APIWorld {
    let store: Store
    let clock = TestClock()
    let key: String
    let hooks = HookRecord()
    let mail = CodeRecord()
    let realm: Realm
    let parts: RealmAPI.Parts
    let webhooks: WebhookDesk
    private let responder: RoutedResponder

    init(_ settings: JSON = [:]) async throws {
        let (store, clock) = (try await Store.inMemory(sealing: PlainSealing()), clock)
        let random = Random.seeded()
        let made = APIKey.make(name: "test", at: clock.now, random: random)
        key = made.shown.exposed
        realm = try await Self.realm(settings, made.key, in: store)
        let digestKey = Secret(Bytes(repeating: 7, count: 32))
        webhooks = WebhookDesk(
            realms: store.realms, outbox: store.outbox,
            secrets: WebhookSecrets(keySets: store.keySets, random: random, now: clock.read), fetch: hooks,
            mayReachPrivateAddresses: false, random: random, now: clock.read, emit: { _ in })
        let factors = Factors([CodeFactor(.emailCode, mail), CodeFactor(.textMessageCode, mail), NamedPasskey()])
        let challenges = Challenges(rows: store.journeys, random: random, now: clock.read)
        let asking = ChallengeDesk(
            factors: factors, challenges: challenges, users: store.users, authenticators: store.authenticators,
            limits: FactorLimits(attempts: store.attempts, digestKey: digestKey, now: clock.read), now: clock.read,
            emit: { _ in })
        let account = AccountWatch(
            activities: store.activities, users: store.users, courier: NoCourier(), webhooks: webhooks,
            now: clock.read, emit: { _ in })
        let facts = KeptFacts(
            authenticators: store.authenticators, devices: store.devices, actions: store.actions, now: clock.read)
        parts = RealmAPI.Parts(
            directory: RealmDirectory(realms: store.realms), realms: store.realms, users: store.users,
            authenticators: store.authenticators, trackedActions: store.actions, devices: store.devices,
            grants: store.grants, journeys: store.journeys, attempts: store.attempts, applications: store.applications,
            factors: factors, challenges: challenges, asking: asking,
            enrolling: EnrolmentDesk(desk: asking, account: account, random: random),
            actions: ActionDesk(
                actions: store.actions, facts: facts,
                witness: Witnesses([
                    DeviceMemory(devices: store.devices, now: clock.read), WebhookWitness(webhooks: webhooks),
                ]), random: random, now: clock.read), account: account, webhooks: webhooks, digestKey: digestKey,
            now: clock.read, random: random)
        responder = RoutedResponder(Router(RealmAPI(parts).routes)) { error, _ in .text("\(error)", status: 500) }
        self.store = store
    }

    private static func realm(_ settings: JSON, _ key: APIKey, in store: Store) async throws -> Realm {
        var read = try RealmSettings(settings)
        read.apiKeys = [key]
        return try #require(
            try await store.realms.save(
                Realm(
                    id: Realm.ID("demo"), tenant: Tenant.ID("demo-tenant"), displayName: "Demo",
                    hosts: ["demo.example"], settings: read.json)))
    }

    struct Answer {
        let status: Int
        let json: JSON
        let headers: Headers

        subscript(name: String) -> JSON? { json[name] }
    }

    enum As {
        case server, nobody, tenant
        case token(String)
        case key(String, String)
        case page(String)
    }

    @discardableResult
    func call(
        _ method: HTTP.Method, _ path: String, _ body: JSON? = nil, as caller: As = .server,
        at base: String = "https://login.example/demo", from address: String = "198.51.100.7"
    ) async throws -> Answer {
        var headers: Headers = ["User-Agent": "test"]
        switch caller {
        case .server: headers["Authorization"] = "Basic \(Base64.encode("\(key):".utf8))"
        case .key(let user, let password):
            headers["Authorization"] = "Basic \(Base64.encode("\(user):\(password)".utf8))"
        case .tenant: headers["Authorization"] = "Basic \(Base64.encode("demo-tenant".utf8))"
        case .token(let token): headers["Authorization"] = "Bearer \(token)"
        case .page(let origin):
            headers["Origin"] = origin
            headers["Access-Control-Request-Method"] = "POST"
        case .nobody: break
        }
        if body != nil { headers["Content-Type"] = "application/json" }
        let origin = try #require(URL(base)).origin
        var fetch = MemoryFetch([origin: responder])
        fetch.address = address
        let response = try await fetch.send(
            FetchRequest(method: method, url: base + path, headers: headers, body: body?.bytes ?? []))
        let json = response.body.isEmpty ? JSON.null : try JSON(parsing: response.body)
        return Answer(status: response.status, json: json, headers: response.headers)
    }

    /// Tracks `action`, and answers the token.
    func track(_ user: String, _ action: String = "signIn", _ body: JSON = [:]) async throws -> String {
        let answer = try await call(.post, "/v1/users/\(user)/actions/\(action)", body)
        return try #require(answer["token"]?.string)
    }

    /// Lets the person of a token prove their mail address; answers the new token.
    func prove(_ token: String) async throws -> String {
        _ = try await call(.post, "/v1/client/challenge/email-otp", as: .token(token))
        let answer = try await call(
            .post, "/v1/client/verify/email-otp", ["verificationCode": "1234"], as: .token(token))
        return try #require(answer["accessToken"]?.string)
    }

    func enrolMail(_ user: String, _ address: String) async throws {
        let answer = try await call(
            .post, "/v1/users/\(user)/authenticators", ["verificationMethod": "EMAIL_OTP", "email": .string(address)])
        #expect(answer.status == 200)
    }
}

/// Asks for `1234`, sent to the address that is named, or to the one that is enrolled.
private struct CodeFactor: Factor {
    let method: VerificationMethod
    let record: CodeRecord
    let identifiesPerson = false
    let maximumPerPerson = 5

    init(_ method: VerificationMethod, _ record: CodeRecord) { (self.method, self.record) = (method, record) }

    func ask(_ call: FactorCall) async throws -> FactorTask {
        let own = call.authenticators.last?.content.exposed
        let named = call.user == nil ? call.parameters : own?.object
        guard let address = named?["email"] ?? named?["phoneNumber"] else {
            throw FactorRefusal(.notEnrolled, "no address")
        }
        return task(address, call)
    }

    func verify(_ answer: JSON.Object, to task: FactorTask, _ call: FactorCall) async throws -> FactorAnswer {
        try judge(answer)
        return FactorAnswer(
            user: call.user?.id, authenticator: call.authenticators.last?.id, qualities: [.mail],
            provenAddress: proven(task))
    }

    func beginEnrolment(_ call: FactorCall) async throws -> FactorTask {
        guard let address = call.parameters["email"] ?? call.parameters["phoneNumber"] else {
            throw FactorRefusal(.badAddress, "no address")
        }
        return task(address, call)
    }

    func finishEnrolment(
        _ answer: JSON.Object, to task: FactorTask, _ call: FactorCall
    ) async throws -> NewAuthenticator {
        try judge(answer)
        guard let address = proven(task) else { throw FactorRefusal(.badAddress, "no address") }
        return NewAuthenticator(
            name: address.masked, content: Secret(address.content), qualities: [.mail], provenAddress: address)
    }

    private func task(_ address: JSON, _ call: FactorCall) -> FactorTask {
        record.note(address.string ?? "")
        return FactorTask(kept: ["address": address], expiresAt: call.now.adding(seconds: 600))
    }

    private func judge(_ answer: JSON.Object) throws {
        guard answer["code"] == "1234" else { throw FactorRefusal(.wrong(triesLeft: 0), "wrong") }
    }

    private func proven(_ task: FactorTask) -> ProvenAddress? {
        guard let address = task.kept["address"]?.string else { return nil }
        return method == .emailCode ? .mail(address) : .phone(address)
    }
}

/// A passkey that says whose it is: `{"id": "ada"}`.
private struct NamedPasskey: Factor {
    let method = VerificationMethod.passkey
    let identifiesPerson = true
    let maximumPerPerson = 20

    func ask(_ call: FactorCall) async throws -> FactorTask {
        FactorTask(shown: ["options": ["challenge": "c"]], expiresAt: call.now.adding(seconds: 300))
    }

    func verify(_ answer: JSON.Object, to task: FactorTask, _ call: FactorCall) async throws -> FactorAnswer {
        guard let id = answer["id"]?.string else { throw FactorRefusal(.malformed, "no id") }
        guard id != "unknown" else { throw FactorRefusal(.notEnrolled, "no such credential") }
        guard id != "forged" else { throw FactorRefusal(.wrong(triesLeft: 0), "forged") }
        return FactorAnswer(
            user: User.ID(id), authenticator: nil, qualities: [.possession, .userVerified, .phishingResistant])
    }

    func beginEnrolment(_ call: FactorCall) async throws -> FactorTask { try await ask(call) }

    func finishEnrolment(
        _ answer: JSON.Object, to task: FactorTask, _ call: FactorCall
    ) async throws -> NewAuthenticator {
        NewAuthenticator(
            handle: answer["id"]?.string, name: "Key", content: Secret(["aaguid": "a", "backedUp": true]),
            qualities: [.possession, .userVerified, .phishingResistant])
    }
}

private struct NoCourier: RealmCourier {
    func send(_ code: CodeMessage) async throws {}
    func send(_ link: LinkMessage) async throws {}
    func send(_ notice: AccountNotice) async throws {}
}

/// Where codes went.
final class CodeRecord: Sendable {
    private let all = Mutex<[String]>([])

    var addresses: [String] { all.withLock { $0 } }
    func note(_ address: String) { all.withLock { $0.append(address) } }
}

/// Webhooks' receivers, which answer `status`.
final class HookRecord: Fetch {
    private let state = Mutex<(requests: [FetchRequest], status: Int)>(([], 200))

    var requests: [FetchRequest] { state.withLock { $0.requests } }
    var events: [JSON] { requests.compactMap { try? JSON(parsing: $0.body) } }

    func answer(_ status: Int) { state.withLock { $0.status = status } }

    func send(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        let status = state.withLock { state in
            state.requests.append(request)
            return state.status
        }
        return FetchResponse(status: status)
    }
}
