import Base
import Directory
import Passwordless
import TestSupport
import Testing

/// Authenticator apps, recovery codes and passwords.
struct KnownSecretTests {
    private func enrolApp(_ world: FactorWorld) async throws -> TimeBasedCode {
        let open = try await world.challenge(world.ada, scope: [EnrolmentDesk.additionScope])
        let begun = try await world.begin(.authenticatorApp, open)
        let shown = try #require(begun.challenge.enrolments[.authenticatorApp]?.task.shown)
        let secret = try #require(shown["secret"]?.string)
        #expect(
            shown["uri"]?.string
                == "otpauth://totp/Demo:ada@example.com?secret=\(secret)&issuer=Demo&algorithm=SHA1&digits=6&period=30")
        let code = TimeBasedCode(secret: try #require(Base32.decode(secret)))
        _ = try await world.finish(Self.typed(code, world), .authenticatorApp, begun)
        return code
    }

    private static func typed(_ code: TimeBasedCode, _ world: FactorWorld) -> JSON.Object {
        ["code": .string(code.text(at: TimeBasedCode.step(at: world.clock.now)))]
    }

    @Test func `each code of an app is good once, the one of its enrolment too`() async throws {
        let world = try await FactorWorld()
        let app = try await enrolApp(world)
        let open = try await world.asked(.authenticatorApp)
        #expect(
            try await reason { _ = try await world.answer(Self.typed(app, world), .authenticatorApp, open) }
                == .wrong(triesLeft: 4))
        world.clock.advance(seconds: 30)
        let done = try await world.answer(Self.typed(app, world), .authenticatorApp, open)
        #expect(done.challenge.proofs.first?.qualities == [.possession])
        let next = try await world.asked(.authenticatorApp)
        #expect(
            try await reason { _ = try await world.answer(Self.typed(app, world), .authenticatorApp, next) }
                == .wrong(triesLeft: 4))
    }

    @Test func `of two who type one code at once, one is right`() async throws {
        let world = try await FactorWorld()
        let app = try await enrolApp(world)
        world.clock.advance(seconds: 30)
        let challenges = [
            try await world.asked(.authenticatorApp), try await world.asked(.authenticatorApp),
            try await world.asked(.authenticatorApp),
        ]

        let right = await withTaskGroup(of: Bool.self) { group in
            for open in challenges {
                group.addTask {
                    (try? await world.answer(Self.typed(app, world), .authenticatorApp, open)) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }

        #expect(right == 1)
    }

    @Test(arguments: [(-2, false), (-1, true), (0, true), (1, true), (2, false)] as [(Int64, Bool)])
    func `a code counts for a step before and after its own`(shift: Int64, isRight: Bool) async throws {
        let world = try await FactorWorld()
        let app = try await enrolApp(world)
        world.clock.advance(seconds: 300)
        let open = try await world.asked(.authenticatorApp)
        let code = app.text(at: TimeBasedCode.step(at: world.clock.now) + shift)

        let refusal = try await reason {
            _ = try await world.answer(["code": .string(code)], .authenticatorApp, open)
        }
        #expect(refusal == (isRight ? nil : .wrong(triesLeft: 4)))
    }

    @Test func `five wrong codes end an enrolment, and another secret brings no new tries`() async throws {
        let world = try await FactorWorld()
        let open = try await world.challenge(world.ada, scope: [EnrolmentDesk.additionScope])
        var begun = try await world.begin(.authenticatorApp, open)
        for left in (0..<5).reversed() {
            #expect(
                try await reason { _ = try await world.finish(["code": "x"], .authenticatorApp, begun) }
                    == .wrong(triesLeft: left))
        }
        begun = try await world.begin(.authenticatorApp, begun)
        let shown = try #require(begun.challenge.enrolments[.authenticatorApp]?.task.shown["secret"]?.string)
        let code = TimeBasedCode(secret: try #require(Base32.decode(shown)))

        #expect(
            try await reason { _ = try await world.finish(Self.typed(code, world), .authenticatorApp, begun) }
                == .tooMany(until: nil))
    }

    private func enrolCodes(_ world: FactorWorld) async throws -> [String] {
        let open = try await world.challenge(world.ada, scope: [EnrolmentDesk.additionScope])
        let begun = try await world.begin(.recoveryCode, open)
        let done = try await world.finish(JSON.Object(), .recoveryCode, begun)
        #expect(done.open.challenge.proofs.isEmpty)
        return try #require(done.shown["codes"]?.strings)
    }

    @Test func `recovery codes are ten, of 80 bits, hashed, and good once each`() async throws {
        let world = try await FactorWorld()
        let codes = try await enrolCodes(world)
        #expect(codes.count == 10)
        #expect(Set(codes).count == 10)
        #expect(codes.allSatisfy { Base32.decode($0)?.count == 10 })
        let kept = try #require(try await world.authenticators().first)
        #expect(codes.allSatisfy { !kept.content.exposed.text.contains($0) })
        let open = try await world.asked(.recoveryCode)
        let typed = codes[3].uppercased().replacing("-", with: " ")

        let done = try await world.answer(["code": .string(typed)], .recoveryCode, open)

        #expect(done.challenge.proofs.first?.qualities == [.possession])
        #expect(try await RecoveryCodes.left(of: #require(world.authenticators().first)) == 9)
        #expect(world.sent.notices.map(\.what) == [.recoveryCodeUsed(left: 9)])
        #expect(try await world.activities().first == "authenticator.recovered")
        let next = try await world.asked(.recoveryCode)
        #expect(
            try await reason { _ = try await world.answer(["code": .string(codes[3])], .recoveryCode, next) }
                == .wrong(triesLeft: 4))
    }

    @Test func `new recovery codes take the place of the old`() async throws {
        let world = try await FactorWorld()
        let old = try await enrolCodes(world)
        let new = try await enrolCodes(world)
        let open = try await world.asked(.recoveryCode)

        #expect(try await world.authenticators().count == 1)
        #expect(
            try await reason { _ = try await world.answer(["code": .string(old[0])], .recoveryCode, open) }
                == .wrong(triesLeft: 4))
        _ = try await world.answer(["code": .string(new[0])], .recoveryCode, open)
    }

    @Test func `a password is not offered unless the realm lists it`() async throws {
        let world = try await FactorWorld()
        let open = try await world.challenge(world.ada)

        #expect(try await reason { _ = try await world.ask(.password, open) } == .notPermitted)
    }

    @Test func `a password that somebody was brought along with signs in, and is hashed anew where it is stale`()
        async throws
    {
        let world = try await FactorWorld(methods: [.password])
        try await world.change(world.ada) { $0.passwordHash = "old:esroh tcerroc" }
        let choices = try await world.desk.choices(for: try await world.challenge(world.ada).challenge, in: world.realm)
        #expect(choices.map(\.method) == [.password])
        let open = try await world.asked(.password)
        #expect(
            try await reason { _ = try await world.answer(["password": "horse"], .password, open) }
                == .wrong(triesLeft: 4))

        let done = try await world.answer(["password": "correct horse"], .password, open)

        #expect(done.challenge.proofs.first?.qualities == [.knowledge])
        #expect(try await world.person(world.ada)?.passwordHash == "esroh tcerroc")
    }

    @Test(arguments: [
        "short", "aaaaaaaaaaaaaaaaaaaa", "ada.lovelace@example.com", "fourteen chars", "passwordpassword",
        "demodemodemodemo", "adalovelace12345",
    ])
    func `a new password that is easily guessed is refused`(text: String) async throws {
        let world = try await FactorWorld(methods: [.password])
        try await world.change(world.ada) { $0.attributes["email"] = "ada.lovelace@example.com" }
        let begun = try await world.begin(
            .password, try await world.challenge(world.ada, scope: [EnrolmentDesk.additionScope]))

        let refusal = try await reason { _ = try await world.finish(["password": .string(text)], .password, begun) }
        #expect(refusal == .unacceptable)
        _ = try await world.finish(["password": "several plain words in a long row"], .password, begun)
    }
}
