import Base
import Cryptography
import Directory
import FIDO
import HTTP
import PasswordRules
import Passwordless
import Storage
import Synchronization
import TestSupport
import Testing

/// A realm in memory with every factor, its two desks, and one person, `ada@example.com`.
final class FactorWorld: Sendable {
    let store: Store
    let realm: RealmContext
    let challenges: Challenges
    let desk: ChallengeDesk
    let enrolments: EnrolmentDesk
    let links: MagicLinks
    let metadata = KnownMetadata()
    let sent = SentMessages()
    let events = EventRecord()
    let clock = TestClock()
    let ada: User.ID = User.ID("ada")
    let client = ClientFacts(address: "203.0.113.7", userAgent: "test", languages: ["en"], correlationID: "c")
    static let origin = "https://login.example"
    private static let key = Secret(Bytes(repeating: 7, count: 32))

    init(
        methods: [VerificationMethod]? = nil, passwords: any Passwords = PlainPasswords(),
        judge: any PasswordJudge = RuledPasswords(), codes: Random? = nil, work: CountedWork? = nil,
        _ change: (inout RealmSettings) -> Void = { _ in }
    ) async throws {
        store = try await Store.inMemory(sealing: OpenSealing())
        let made = Realm(id: Realm.ID("demo"), tenant: Tenant.ID("demo-tenant"), displayName: "Demo")
        let kept = try #require(try await store.realms.save(made))
        var settings = RealmSettings()
        if let methods { settings.methods = methods }
        change(&settings)
        realm = RealmContext(
            realm: kept, settings: settings, origin: Self.origin, base: "\(Self.origin)/demo")
        let (now, random) = (clock.read, Random.seeded())
        let (users, authenticators, attempts, rows) = work?.counting(store) ?? CountedWork.plain(store)
        challenges = Challenges(rows: rows, random: random, now: now)
        let account = AccountWatch(
            activities: store.activities, users: users, courier: sent, now: now, emit: events.emit)
        let parts = FactorParts(
            users: users, authenticators: authenticators, attempts: attempts, account: account,
            courier: sent, links: MagicLinks(rows: rows, now: now), passwords: passwords, judge: judge,
            metadata: { [metadata] in metadata.blob }, key: Self.key,
            random: codes ?? random)
        links = parts.links
        desk = ChallengeDesk(
            factors: Factors(parts), challenges: challenges, users: users, authenticators: authenticators,
            limits: FactorLimits(attempts: attempts, digestKey: Self.key, now: now), now: now, emit: events.emit)
        enrolments = EnrolmentDesk(desk: desk, account: account, random: random)
        try await person(ada, mail: "ada@example.com")
    }

    @discardableResult
    func person(_ id: User.ID, mail: String) async throws -> User {
        var user = User(id: id, tenant: realm.tenant, identities: [], createdAt: clock.now)
        user.attributes["email"] = .string(mail)
        _ = try await store.users.create(user)
        return user
    }

    func create(_ user: User) async throws { _ = try await store.users.create(user) }

    func person(_ id: User.ID) async throws -> User? { try await store.users.user(id, of: realm.tenant) }

    /// One of each for ada.
    func enrolAll() async throws {
        var device = SoftwareAuthenticator(origin: Self.origin)
        try await enrol(.passkey, &device)
        var key = SoftwareAuthenticator(origin: Self.origin, random: .seeded(8))
        try await enrol(.securityKey, &key)
        try await give(ada, .emailCode, mail: "ada@example.com")
        try await give(ada, .magicLink, mail: "ada@example.com")
        try await give(ada, .textMessageCode, ["phoneNumber": "+491701234567"])
        try await give(ada, .authenticatorApp, ["secret": "AAAAAAAAAAAAAAAAAAAAAAAAAAA", "step": 0])
        try await give(ada, .recoveryCode, ["codes": ["x"]])
    }

    /// Without asking anybody.
    func give(_ user: User.ID, _ method: VerificationMethod, _ content: JSON) async throws {
        let authenticator = Authenticator(
            id: Authenticator.ID("\(user)-\(method)"), tenant: realm.tenant, user: user, method: method.rawValue,
            name: "Given", createdAt: clock.now, verifiedAt: clock.now, content: Secret(content))
        _ = try await store.authenticators.create(authenticator, limit: 30)
    }

    func give(_ user: User.ID, _ method: VerificationMethod, mail: String) async throws {
        guard method == .passkey else { return try await give(user, method, ["email": .string(mail)]) }
        var device = SoftwareAuthenticator(
            origin: Self.origin, random: .following(Bytes(utf8: mail)))
        try await enrol(.passkey, &device, for: user)
    }

    func change(_ user: User.ID, _ body: @escaping @Sendable (inout User) -> Void) async throws {
        _ = try await store.users.update(user, of: realm.tenant, body)
    }

    /// `claim`: what was typed; nil where an application vouches for the user.
    func challenge(
        _ user: User.ID?, claim: String? = nil, scope: Set<String> = []
    ) async throws -> Challenges.Open {
        var notes = JSON.Object()
        notes["identifier"] = claim.map { .string($0) }
        return try await challenges.open(
            Passwordless.Challenge(
                realm: realm.realm.id, user: user, action: "signIn", scope: scope, notes: notes, createdAt: clock.now,
                expiresAt: clock.now.adding(seconds: 3600)), in: realm.tenant)
    }

    /// The challenge as it is kept now.
    func again(_ open: Challenges.Open) async throws -> Challenges.Open {
        try #require(try await challenges.challenge(open.token.exposed, of: realm.realm))
    }

    func ask(
        _ method: VerificationMethod, _ open: Challenges.Open, _ parameters: JSON.Object = JSON.Object(),
        from client: ClientFacts? = nil
    ) async throws -> Challenges.Open {
        try await desk.ask(method, of: try await again(open), in: realm, parameters: parameters, client ?? self.client)
    }

    func answer(
        _ answer: JSON.Object, _ method: VerificationMethod, _ open: Challenges.Open, from client: ClientFacts? = nil
    ) async throws -> Challenges.Open {
        try await desk.answer(answer, to: method, of: try await again(open), in: realm, client ?? self.client)
    }

    func begin(
        _ method: VerificationMethod, _ open: Challenges.Open, _ parameters: JSON.Object = JSON.Object()
    ) async throws -> Challenges.Open {
        try await enrolments.begin(method, try await again(open), in: realm, parameters: parameters, client)
    }

    func finish(
        _ answer: JSON.Object, _ method: VerificationMethod, _ open: Challenges.Open
    ) async throws -> EnrolmentDesk.Enrolled {
        try await enrolments.finish(answer, to: method, try await again(open), in: realm, client)
    }

    /// Enrols a new credential of `authenticator` for `user`, whom an application vouches for.
    @discardableResult
    func enrol(
        _ method: VerificationMethod = .passkey, _ authenticator: inout SoftwareAuthenticator, for user: User.ID? = nil
    ) async throws -> Authenticator {
        let open = try await challenge(user ?? ada, scope: [EnrolmentDesk.additionScope])
        let begun = try await begin(method, open)
        let answer = try authenticator.create(try #require(begun.challenge.enrolments[method]?.task.shown["options"]))
        return try await finish(answer, method, begun).authenticator
    }

    /// Asks by `method`, for somebody whom an application vouches for.
    func asked(_ method: VerificationMethod, from client: ClientFacts? = nil) async throws -> Challenges.Open {
        try await ask(method, try await challenge(ada), from: client)
    }

    /// Enrols what a code was sent for, or an app.
    @discardableResult
    func enrolCode(_ method: VerificationMethod, _ parameters: JSON.Object = JSON.Object()) async throws
        -> Authenticator
    {
        let open = try await challenge(ada, scope: [EnrolmentDesk.additionScope])
        let begun = try await begin(method, open, parameters)
        return try await finish(["code": .string(try await sent.lastCode())], method, begun).authenticator
    }

    func authenticators(of user: User.ID? = nil) async throws -> [Authenticator] {
        try await store.authenticators.authenticators(of: user ?? ada, in: realm.tenant)
    }

    func activities() async throws -> [String] {
        try await store.activities.activities(of: ada, in: realm.tenant, limit: 50).map(\.kind)
    }
}

/// The reason of the refusal that `work` throws; nil: it throws none.
func reason(_ work: () async throws -> Void) async throws -> FactorRefusal.Reason? {
    do {
        try await work()
        return nil
    } catch let refusal as FactorRefusal {
        return refusal.reason
    }
}

/// What would have reached people.
final class SentMessages: RealmCourier {
    private let kept = Mutex<([CodeMessage], [LinkMessage], [AccountNotice])>(([], [], []))

    var codes: [CodeMessage] { kept.withLock { $0.0 } }
    var links: [LinkMessage] { kept.withLock { $0.1 } }
    var notices: [AccountNotice] { kept.withLock { $0.2 } }

    /// Of the newest message. Some are sent behind the answer.
    func lastCode(after count: Int = 0) async throws -> String {
        for _ in 0..<500 where codes.count <= count { try await Task.sleep(for: .milliseconds(2)) }
        return try #require(codes.last).code.exposed
    }

    func lastToken() async throws -> String {
        for _ in 0..<500 where links.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
        return String(try #require(links.last?.link.exposed.split(separator: "/").last))
    }

    func send(_ code: CodeMessage) async throws { kept.withLock { $0.0.append(code) } }
    func send(_ link: LinkMessage) async throws { kept.withLock { $0.1.append(link) } }
    func send(_ notice: AccountNotice) async throws { kept.withLock { $0.2.append(notice) } }
}

/// What authenticators are known, from one time to the next.
final class KnownMetadata: Sendable {
    private let known = Mutex<MetadataBLOB?>(nil)

    var blob: MetadataBLOB? {
        get { known.withLock { $0 } }
        set { known.withLock { $0 = newValue } }
    }
}

/// A hash that is the password, backwards; `old:` before it is a stale one.
struct PlainPasswords: Passwords {
    func hash(_ password: Secret<String>) async throws -> String { String(password.exposed.reversed()) }

    func check(_ password: Secret<String>, against hash: String?) async throws -> PasswordCheck {
        let typed = String(password.exposed.reversed())
        return hash == typed ? .right : hash == "old:\(typed)" ? .rightButStale : .wrong
    }
}

/// As `Server` has it.
struct RuledPasswords: PasswordJudge {
    func normalized(_ password: Secret<String>) -> Secret<String> { PasswordForm.normalized(password) }

    func isGuessable(_ password: Secret<String>, knowing words: [String]) -> Bool {
        GuessingEffort(password, knowing: words) < .least
    }

    func isBreached(_ password: Secret<String>, file: String) throws -> Bool {
        try BreachedPasswords(path: file).contains(password)
    }
}

struct OpenSealing: Sealing {
    func seal(_ plain: Bytes, for purpose: String) -> Bytes { plain }
    func open(_ sealed: Bytes, for purpose: String) throws -> Bytes { sealed }
}
