import Base
import Directory
import HTTP
import Passwordless
import Storage
import TestSupport
import Testing

@Suite struct ChallengeDeskTests {
    @Test func `a right answer is a proof, a wrong one has been counted`() async throws {
        let world = try await DeskWorld()
        var open = try await world.challenge()
        open = try await world.desk.ask(.authenticatorApp, of: open, in: world.realm, world.client)
        await #expect(throws: FactorRefusal(.wrong(triesLeft: 4), "")) {
            _ = try await world.desk.answer(
                ["code": "no"], to: .authenticatorApp, of: open, in: world.realm, world.client)
        }
        open = try #require(try await world.challenges.challenge(open.token.exposed, of: world.realm.realm))
        #expect(open.challenge.tasks[.authenticatorApp]?.tries == 1)
        open = try await world.desk.answer(
            ["code": "yes"], to: .authenticatorApp, of: open, in: world.realm, world.client)
        #expect(open.challenge.proofs.map(\.method) == [.authenticatorApp])
        #expect(open.challenge.isMet(in: world.realm))
        #expect(open.challenge.tasks.isEmpty)
    }

    @Test func `of many guesses at once one is judged`() async throws {
        let world = try await DeskWorld()
        let open = try await world.desk.ask(
            .authenticatorApp, of: try await world.challenge(), in: world.realm, world.client)
        let outcomes = await withTaskGroup(of: FactorRefusal.Reason?.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do {
                        _ = try await world.desk.answer(
                            ["code": "no"], to: .authenticatorApp, of: open, in: world.realm, world.client)
                        return nil
                    } catch {
                        return (error as? FactorRefusal)?.reason
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 == .wrong(triesLeft: 4) }.count == 1)
        #expect(outcomes.filter { $0 == .expired }.count == 19)
    }

    /// While an answer is judged, another tab of the browser writes.
    @Test func `a right answer stands, whatever another tab has written meanwhile`() async throws {
        let world = try await DeskWorld()
        let open = try await world.desk.ask(
            .authenticatorApp, of: try await world.challenge(), in: world.realm, world.client)
        let wrong: @Sendable () async throws -> Void = {
            let current = try #require(try await world.kept(open))
            _ = try? await world.answer("no", current)
        }
        let right = try await YesFactor.$meanwhile.withValue(wrong) { try await world.answer("yes", open) }

        #expect(right.challenge.proofs.count == 1)
        #expect(try await world.kept(open)?.challenge == right.challenge)
    }

    @Test func `of two right answers to one question one counts`() async throws {
        let world = try await DeskWorld()
        let open = try await world.desk.ask(
            .authenticatorApp, of: try await world.challenge(), in: world.realm, world.client)
        let other: @Sendable () async throws -> Void = {
            let current = try #require(try await world.kept(open))
            _ = try await world.answer("yes", current)
        }
        await #expect(throws: FactorRefusal(.expired, "the challenge went on elsewhere in the meantime")) {
            _ = try await YesFactor.$meanwhile.withValue(other) { try await world.answer("yes", open) }
        }
        #expect(try await world.kept(open)?.challenge.proofs.count == 1)
    }

    @Test func `a question is good for five tries, also when it is asked again`() async throws {
        let world = try await DeskWorld()
        var open = try await world.challenge()
        for _ in 0..<5 {
            open = try await world.desk.ask(.authenticatorApp, of: open, in: world.realm, world.client)
            _ = try? await world.desk.answer(
                ["code": "no"], to: .authenticatorApp, of: open, in: world.realm, world.client)
            open = try #require(try await world.challenges.challenge(open.token.exposed, of: world.realm.realm))
        }
        let last = try await world.desk.ask(.authenticatorApp, of: open, in: world.realm, world.client)
        await #expect(throws: FactorRefusal(.tooMany(until: nil), "5 tries by AUTHENTICATOR_APP")) {
            _ = try await world.desk.answer(
                ["code": "yes"], to: .authenticatorApp, of: last, in: world.realm, world.client)
        }
    }

    @Test func `an answer that comes too late is refused`() async throws {
        let world = try await DeskWorld()
        let open = try await world.desk.ask(
            .authenticatorApp, of: try await world.challenge(), in: world.realm, world.client)
        world.clock.advance(seconds: 601)
        await #expect(throws: FactorRefusal.self) {
            _ = try await world.desk.answer(
                ["code": "yes"], to: .authenticatorApp, of: open, in: world.realm, world.client)
        }
    }

    @Test func `what the action does not permit is not asked`() async throws {
        let world = try await DeskWorld()
        let open = try await world.challenge(permitted: [.passkey])
        await #expect(throws: FactorRefusal.self) {
            _ = try await world.desk.ask(.authenticatorApp, of: open, in: world.realm, world.client)
        }
    }

    @Test func `a renewed challenge goes by its new token alone, and once`() async throws {
        let world = try await DeskWorld()
        let open = try await world.challenge()
        let renewed = try #require(try await world.challenges.renew(open))
        #expect(try await world.challenges.renew(open) == nil)
        #expect(try await world.challenges.challenge(open.token.exposed, of: world.realm.realm) == nil)
        let found = try await world.challenges.challenge(renewed.token.exposed, of: world.realm.realm)
        #expect(found?.challenge == open.challenge)
    }
}

/// A realm in memory with one person, who has one factor whose right answer is `yes`.
struct DeskWorld {
    let realm: RealmContext
    let challenges: Challenges
    let desk: ChallengeDesk
    let client = ClientFacts(address: "192.0.2.7", userAgent: "test", correlationID: "c")
    let clock = TestClock()
    let user: User.ID = User.ID("ada")

    init() async throws {
        let store = try await Store.inMemory(sealing: PlainSealing())
        let made = Realm(id: Realm.ID("demo"), tenant: Tenant.ID("demo-tenant"), displayName: "Demo")
        let realm = try #require(try await store.realms.save(made))
        self.realm = RealmContext(
            realm: realm, settings: RealmSettings(), origin: "https://login.example",
            base: "https://login.example/demo")
        let now = clock.read
        let person = User(id: user, tenant: realm.tenant, identities: [], createdAt: now())
        _ = try await store.users.create(person)
        _ = try await store.authenticators.create(
            Authenticator(
                id: Authenticator.ID("a"), tenant: realm.tenant, user: user, method: "AUTHENTICATOR_APP", name: "App",
                createdAt: now(), verifiedAt: now(), content: Secret([:])), limit: 10)
        let random = Random.seeded()
        challenges = Challenges(rows: store.journeys, random: random, now: now)
        desk = ChallengeDesk(
            factors: Factors([YesFactor()]), challenges: challenges, users: store.users,
            authenticators: store.authenticators,
            limits: FactorLimits(attempts: store.attempts, digestKey: Secret(Bytes(repeating: 7, count: 32)), now: now),
            now: now, emit: { _ in })
    }

    func answer(_ code: String, _ open: Challenges.Open) async throws -> Challenges.Open {
        try await desk.answer(["code": .string(code)], to: .authenticatorApp, of: open, in: realm, client)
    }

    func kept(_ open: Challenges.Open) async throws -> Challenges.Open? {
        try await challenges.challenge(open.token.exposed, of: realm.realm)
    }

    func challenge(permitted: [VerificationMethod] = []) async throws -> Challenges.Open {
        try await challenges.open(
            Challenge(
                realm: realm.realm.id, user: user, action: "signIn", permittedMethods: permitted,
                createdAt: clock.now, expiresAt: clock.now.adding(seconds: 3600)), in: realm.tenant)
    }
}

private struct YesFactor: Factor {
    let method = VerificationMethod.authenticatorApp
    let identifiesPerson = false
    let maximumPerPerson = 5
    /// What happens while the next answer is judged.
    @TaskLocal static var meanwhile: (@Sendable () async throws -> Void)?

    func ask(_ call: FactorCall) async throws -> FactorTask { FactorTask(expiresAt: call.now.adding(seconds: 600)) }

    func verify(_ answer: JSON.Object, to task: FactorTask, _ call: FactorCall) async throws -> FactorAnswer {
        if let meanwhile = Self.meanwhile { try await Self.$meanwhile.withValue(nil) { try await meanwhile() } }
        guard answer["code"]?.string == "yes" else { throw FactorRefusal(.wrong(triesLeft: 0), "") }
        return FactorAnswer(
            user: call.user?.id, authenticator: call.authenticators.first?.id, qualities: [.possession])
    }

    func beginEnrolment(_ call: FactorCall) async throws -> FactorTask { try await ask(call) }

    func finishEnrolment(
        _ answer: JSON.Object, to task: FactorTask, _ call: FactorCall
    ) async throws -> NewAuthenticator {
        NewAuthenticator(name: "App", content: Secret([:]), qualities: [.possession])
    }
}
