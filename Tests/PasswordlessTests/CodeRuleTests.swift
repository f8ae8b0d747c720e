import Base
import Directory
import Passwordless
import TestSupport
import Testing

/// What holds for everything that is typed: five tries, ten minutes, once, and where it was asked for.
struct CodeRuleTests {
    private static let methods: [VerificationMethod] = [
        .emailCode, .textMessageCode, .magicLink, .authenticatorApp, .recoveryCode,
    ]

    /// A world in which ada has `method`, and how to ask for a right answer.
    private struct Known {
        let world: FactorWorld
        let method: VerificationMethod
        private var codes: [String] = []
        private let secret = Bytes(repeating: 5, count: 20)

        init(_ method: VerificationMethod) async throws {
            world = try await FactorWorld()
            self.method = method
            switch method {
            case .emailCode, .magicLink: try await world.give(world.ada, method, mail: "ada@example.com")
            case .textMessageCode: try await world.give(world.ada, method, ["phoneNumber": "+491701234567"])
            case .authenticatorApp:
                try await world.give(
                    world.ada, method, ["secret": .string(Base64.encodeURL(secret)), "step": 0])
            case .recoveryCode:
                let open = try await world.challenge(world.ada, scope: [EnrolmentDesk.additionScope])
                let done = try await world.finish([:], method, try await world.begin(method, open))
                codes = try #require(done.shown["codes"]?.strings)
            case _: Issue.record("\(method) is not asked about")
            }
        }

        /// Right for the question that was asked last.
        func right() async throws -> JSON.Object {
            switch method {
            case .emailCode, .textMessageCode: ["code": .string(try #require(world.sent.codes.last).code.exposed)]
            case .magicLink: ["token": .string(try await world.sent.lastToken())]
            case .authenticatorApp:
                [
                    "code": .string(
                        TimeBasedCode(secret: secret).text(at: TimeBasedCode.step(at: world.clock.now)))
                ]
            case .recoveryCode: ["code": .string(try #require(codes.first))]
            case _: [:]
            }
        }

        var wrong: JSON.Object { ["code": "x", "token": "x"] }
    }

    @Test(arguments: methods)
    func `five tries end it, for the right answer too, and a new question brings no new ones`(
        method: VerificationMethod
    ) async throws {
        let known = try await Known(method)
        let open = try await known.world.asked(method)
        for left in (0..<5).reversed() {
            #expect(
                try await reason { _ = try await known.world.answer(known.wrong, method, open) }
                    == .wrong(triesLeft: left))
        }

        let right = try await known.right()
        #expect(try await reason { _ = try await known.world.answer(right, method, open) } == .tooMany(until: nil))
        known.world.clock.advance(seconds: 60)
        _ = try await known.world.ask(method, open)
        let next = try await known.right()
        #expect(try await reason { _ = try await known.world.answer(next, method, open) } == .tooMany(until: nil))
    }

    @Test(arguments: methods, [(599, nil), (600, .expired)] as [(Int64, FactorRefusal.Reason?)])
    func `a question is over after ten minutes`(
        method: VerificationMethod, time: (seconds: Int64, refusal: FactorRefusal.Reason?)
    ) async throws {
        let known = try await Known(method)
        let open = try await known.world.asked(method)
        known.world.clock.advance(seconds: time.seconds)
        let right = try await known.right()

        #expect(try await reason { _ = try await known.world.answer(right, method, open) } == time.refusal)
    }

    @Test(arguments: methods)
    func `an answer is good in the browser that asked alone`(method: VerificationMethod) async throws {
        let known = try await Known(method)
        _ = try await known.world.asked(method)
        let right = try await known.right()
        let elsewhere = try await known.world.challenge(known.world.ada)

        #expect(try await reason { _ = try await known.world.answer(right, method, elsewhere) } == .expired)
        #expect(try await known.world.again(elsewhere).challenge.proofs.isEmpty)
    }

    @Test(arguments: methods)
    func `of several who give one answer at once, one is right`(method: VerificationMethod) async throws {
        let known = try await Known(method)
        let world = known.world
        // What a person has is tried in three browsers, what was sent to one of them there three times.
        let hasSecret = method == .authenticatorApp || method == .recoveryCode
        let first = try await world.asked(method)
        var places = [first, first, first]
        if hasSecret { for index in 1...2 { places[index] = try await world.asked(method) } }
        let right = try await known.right()

        let count = await withTaskGroup(of: Bool.self) { group in
            for open in places {
                group.addTask { (try? await world.answer(right, method, open)) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }

        #expect(count == 1)
        if hasSecret {
            let later = try await world.asked(method)
            #expect(
                try await reason { _ = try await world.answer(right, method, later) } == .wrong(triesLeft: 4))
        }
    }

    @Test(arguments: [VerificationMethod.authenticatorApp, .recoveryCode, .password, .emailCode, .textMessageCode])
    func `who has none of it is not asked for it by whoever vouches for them`(method: VerificationMethod) async throws {
        let world = try await FactorWorld(methods: [method])
        let open = try await world.challenge(world.ada)

        #expect(try await reason { _ = try await world.ask(method, open) } == .notEnrolled)
    }

    @Test(arguments: [VerificationMethod.emailCode, .textMessageCode, .authenticatorApp, .recoveryCode])
    func `an answer of ten kilobytes is not looked at`(method: VerificationMethod) async throws {
        let known = try await Known(method)
        let open = try await known.world.asked(method)
        let long = JSON.string(String(repeating: "x", count: 10_000))

        #expect(try await reason { _ = try await known.world.answer(["code": long], method, open) } == .malformed)
    }

    @Test(arguments: ["", String(repeating: "long ", count: 300)])
    func `a password that is none is not looked at`(typed: String) async throws {
        let passwords = CountedPasswords()
        let world = try await FactorWorld(methods: [.password], passwords: passwords)
        try await world.give(world.ada, .password, ["hash": "drowssap"])
        let open = try await world.asked(.password)

        #expect(
            try await reason { _ = try await world.answer(["password": .string(typed)], .password, open) }
                == .malformed)
        #expect(passwords.checks == 0)
    }
}
