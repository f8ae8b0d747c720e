import Base
import Cryptography
import Directory
import FIDO
import Passwordless
import Synchronization
import TestSupport
import Testing

/// Whoever types a name learns nothing of whether there is an account (ASVS 6.3.8): not from what is said, not from how
/// it is refused, not from how long it takes.
struct EnumerationTests {
    private static let methods: [VerificationMethod] = [
        .passkey, .securityKey, .emailCode, .magicLink, .textMessageCode, .authenticatorApp, .recoveryCode,
    ]

    /// The names and kinds of what is shown.
    private static func shape(_ json: JSON) -> JSON {
        switch json {
        case .object(let object): .object(JSON.Object(object.members.map { ($0.name, shape($0.value)) }))
        case .array(let items): .array(items.prefix(1).map(shape))
        case .string: "text"
        case .integer, .number: 0
        case .bool: true
        case .null: .null
        }
    }

    private func wrong(_ method: VerificationMethod, _ task: FactorTask) throws -> JSON.Object {
        switch method {
        case .passkey, .securityKey:
            var device = SoftwareAuthenticator(origin: FactorWorld.origin, random: .seeded(99))
            _ = try device.create([
                "rp": ["id": "login.example"], "challenge": "AAAA", "user": ["id": "AAAA"],
            ])
            let challenge = try #require(task.shown["options"]?["challenge"]?.string)
            return try device.assertion(by: device.credentials[0], challenge)
        case .magicLink: return ["token": "guess"]
        case _: return ["code": "x"]
        }
    }

    @Test(arguments: methods)
    func `who is not there is asked, and refused, as who is`(method: VerificationMethod) async throws {
        let world = try await FactorWorld()
        try await world.person(User.ID("disabled"), mail: "off@example.com")
        try await world.change(User.ID("disabled")) { $0.isEnabled = false }
        try await world.person(User.ID("bare"), mail: "bare@example.com")
        try await world.enrolAll()
        world.clock.advance(seconds: 3600)
        var shapes: [JSON] = []
        var reasons: [FactorRefusal.Reason?] = []
        let people: [(User.ID?, String)] = [
            (world.ada, "ada@example.com"), (nil, "nobody@example.com"), (nil, "nobody"), (nil, "+491709999999"),
            (User.ID("disabled"), "off@example.com"), (User.ID("bare"), "bare@example.com"),
        ]
        for (user, name) in people {
            let open = try await world.challenge(user, claim: name)
            let asked = try await world.ask(method, open)
            let task = try #require(asked.challenge.tasks[method]?.task)
            shapes.append(Self.shape(.object(task.shown)))
            let answer = try wrong(method, task)
            reasons.append(try await reason { _ = try await world.answer(answer, method, asked) })
        }

        #expect(Set(shapes).count == 1, "\(shapes)")
        #expect(reasons.allSatisfy { $0 == reasons[0] && $0 != nil }, "\(reasons)")
    }

    @Test func `decoys are always the same for a name, and never right`() async throws {
        let world = try await FactorWorld()
        var seen: Set<JSON> = []
        for _ in 0..<3 {
            let open = try await world.ask(.passkey, try await world.challenge(nil, claim: "Nobody"))
            seen.insert(try #require(open.challenge.tasks[.passkey]?.task.shown["options"]?["allowCredentials"]))
        }
        let open = try await world.ask(.passkey, try await world.challenge(nil, claim: "somebody"))
        #expect(seen.count == 1)
        #expect(seen.first?.array?.isEmpty == false)
        #expect(open.challenge.tasks[.passkey]?.task.shown["options"]?["allowCredentials"] != seen.first)
        _ = try await world.ask(.emailCode, try await world.challenge(nil, claim: "nobody@example.com"))
        try await Task.sleep(for: .milliseconds(20))
        #expect(world.sent.codes.isEmpty)
    }

    @Test(arguments: [VerificationMethod.emailCode, .textMessageCode])
    func `what was sent to one who is not there is not held against another`(method: VerificationMethod) async throws {
        let world = try await FactorWorld()
        let inside = ClientFacts(address: "10.0.0.1", userAgent: "test", correlationID: "c")
        for index in 0..<40 {
            let open = try await world.challenge(nil, claim: "nobody-\(index)")
            _ = try await world.ask(method, open, from: inside)
        }
    }

    @Test func `a person's own passkey does not tell whether somebody else has an account`() async throws {
        let world = try await FactorWorld()
        let eve = User.ID("eve")
        try await world.person(eve, mail: "eve@example.com")
        var hers = SoftwareAuthenticator(origin: FactorWorld.origin)
        try await world.enrol(.passkey, &hers, for: eve)
        var reasons: [FactorRefusal.Reason?] = []
        for (user, name) in [(world.ada as User.ID?, "ada@example.com"), (nil, "nobody@example.com")] {
            let open = try await world.ask(
                .passkey, try await world.challenge(user, claim: name), ["autofill": true])
            let answer = try hers.get(try #require(open.challenge.tasks[.passkey]?.task.shown["options"]))
            reasons.append(try await reason { _ = try await world.answer(answer, .passkey, open) })
        }

        #expect(reasons == [.wrong(triesLeft: 4), .wrong(triesLeft: 4)])
    }

    /// Wilcoxon's rank sum, as the share of pairs in which the one who is there takes longer: one half where time tells
    /// nothing. With 40 of each, chance alone leaves 0.35 to 0.65 once in 50 rounds; three rounds must leave it.
    @Test(arguments: methods, [false, true])
    func `time does not tell whether somebody is there`(method: VerificationMethod, answers: Bool) async throws {
        let world = try await FactorWorld()
        let count = 40
        for index in 0..<count {
            let id = User.ID("known-\(index)")
            try await world.person(id, mail: "known-\(index)@example.com")
            try await give(method, id, index, world)
        }
        var shares: [Double] = []
        for round in 0..<3 {
            var known: [Duration] = []
            var unknown: [Duration] = []
            for index in 0..<count {
                let there = try await world.challenge(User.ID("known-\(index)"), claim: "known-\(index)@example.com")
                let absent = try await world.challenge(nil, claim: "absent-\(round)-\(index)@example.com")
                for open in index % 2 == 0 ? [there, absent] : [absent, there] {
                    let taken = try await time(method, answers, open, index, world)
                    if open.challenge.user == nil { unknown.append(taken) } else { known.append(taken) }
                }
            }
            let longer = known.reduce(0) { sum, time in sum + unknown.count { $0 < time } }
            shares.append(Double(longer) / Double(count * count))
            if shares.last.map({ (0.35...0.65).contains($0) }) == true { return }
            // Messages to one address have to wait.
            world.clock.advance(seconds: 3600)
        }
        Issue.record("\(method): whoever is there takes longer in \(shares) of pairs")
    }

    private func time(
        _ method: VerificationMethod, _ answers: Bool, _ open: Challenges.Open, _ index: Int, _ world: FactorWorld
    ) async throws -> Duration {
        let client = ClientFacts(
            address: "198.51.100.\(index)", userAgent: "test", languages: ["en"], correlationID: "c")
        let clock = ContinuousClock()
        let start = clock.now
        let asked = try await world.desk.ask(method, of: open, in: world.realm, client)
        guard answers, let task = asked.challenge.tasks[method]?.task else { return start.duration(to: clock.now) }
        let answer = try wrong(method, task)
        let again = clock.now
        _ = try? await world.desk.answer(answer, to: method, of: asked, in: world.realm, client)
        return again.duration(to: clock.now)
    }

    private func give(_ method: VerificationMethod, _ id: User.ID, _ index: Int, _ world: FactorWorld) async throws {
        switch method {
        case .emailCode, .magicLink, .passkey:
            try await world.give(id, method, mail: "known-\(index)@example.com")
        case .securityKey:
            var key = SoftwareAuthenticator(
                origin: FactorWorld.origin, random: .following(Bytes(utf8: "key-\(index)")))
            try await world.enrol(.securityKey, &key, for: id)
        case .textMessageCode: try await world.give(id, method, ["phoneNumber": .string("+4917012345\(10 + index)")])
        case .authenticatorApp:
            try await world.give(id, method, ["secret": "AAAAAAAAAAAAAAAAAAAAAAAAAAA", "step": 0])
        case _: try await world.give(id, method, ["codes": ["x"]])
        }
    }

    @Test(arguments: methods)
    func `as much is looked up for who is not there as for who is`(method: VerificationMethod) async throws {
        let work = CountedWork()
        let world = try await FactorWorld(work: work)
        try await world.person(User.ID("bare"), mail: "bare@example.com")
        try await world.person(User.ID("disabled"), mail: "off@example.com")
        try await world.change(User.ID("disabled")) { $0.isEnabled = false }
        try await world.enrolAll()
        world.clock.advance(seconds: 3600)
        let people: [(User.ID?, String)] = [
            (world.ada, "ada@example.com"), (nil, "nobody@example.com"), (User.ID("bare"), "bare@example.com"),
            (User.ID("disabled"), "off@example.com"),
        ]
        var asking: [[String]] = []
        var judging: [[String]] = []
        for (user, name) in people {
            let open = try await world.challenge(user, claim: name)
            _ = work.take()
            let asked = try await world.desk.ask(method, of: open, in: world.realm, world.client)
            asking.append(work.take())
            let answer = try wrong(method, try #require(asked.challenge.tasks[method]?.task))
            _ = try await reason {
                _ = try await world.desk.answer(answer, to: method, of: asked, in: world.realm, world.client)
            }
            judging.append(work.take())
        }

        #expect(Set(asking).count == 1 && asking[0].count > 2, "\(asking)")
        #expect(Set(judging).count == 1 && judging[0].count > 2, "\(judging)")
    }

    /// Whatever else takes longer for somebody takes less than this.
    @Test func `who only claims a name waits for the same floor`() async throws {
        let world = try await FactorWorld()
        try await world.enrolAll()
        world.clock.advance(seconds: 3600)
        for (user, name) in [(world.ada as User.ID?, "ada@example.com"), (nil, "nobody@example.com")] {
            for answers in [false, true] {
                let open = try await world.challenge(user, claim: name)
                let taken = try await time(.authenticatorApp, answers, open, 0, world)
                #expect(taken >= .milliseconds(30))
            }
        }
    }

    /// The clock of a busy machine is no witness of what a hash costs, so the work is counted.
    @Test func `a password is checked once whoever it is for`() async throws {
        let passwords = CountedPasswords()
        let world = try await FactorWorld(methods: [.password], passwords: passwords)
        try await world.give(world.ada, .password, ["hash": "drowssap"])
        try await world.person(User.ID("bare"), mail: "bare@example.com")
        let people: [(User.ID?, String)] = [
            (world.ada, "ada@example.com"), (nil, "nobody@example.com"), (User.ID("bare"), "bare@example.com"),
        ]
        for (user, name) in people {
            let asked = try await world.ask(.password, try await world.challenge(user, claim: name))
            let before = passwords.checks
            #expect(
                try await reason { _ = try await world.answer(["password": "a guess of mine"], .password, asked) }
                    == .wrong(triesLeft: 4))
            #expect(passwords.checks == before + 1)
        }
    }
}

/// Counts how often a password is hashed to be compared.
final class CountedPasswords: Passwords {
    private let count = Mutex(0)

    var checks: Int { count.withLock { $0 } }

    func hash(_ password: Secret<String>) async throws -> String { try await PlainPasswords().hash(password) }

    func check(_ password: Secret<String>, against hash: String?) async throws -> PasswordCheck {
        count.withLock { $0 += 1 }
        return try await PlainPasswords().check(password, against: hash)
    }
}
