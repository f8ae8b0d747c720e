import Base
import Cryptography
import Directory
import Passwordless
import Storage
import TestSupport
import Testing

struct SentCodeTests {
    private static func wrong(_ code: String) -> JSON.Object {
        ["code": .string(String(code.map { $0 == "9" ? "0" : Character(String((Int(String($0)) ?? 0) + 1)) }))]
    }

    @Test func `the code that was sent proves the address, and is kept nowhere`() async throws {
        let world = try await FactorWorld()
        let own = try await world.enrolCode(.emailCode)
        world.clock.advance(seconds: 3600)
        let open = try await world.asked(.emailCode)
        let code = try await world.sent.lastCode(after: 1)
        let task = try #require(open.challenge.tasks[.emailCode]?.task)

        let done = try await world.answer(["code": .string(" \(code.prefix(3)) \(code.suffix(3))")], .emailCode, open)

        #expect(task.shown["to"] == "a•••@e•••.com")
        #expect(!JSON.object(task.kept).text.contains(code))
        #expect(world.sent.codes.last?.to == "ada@example.com")
        #expect(world.sent.codes.last?.host == "login.example")
        let proof = try #require(done.challenge.proofs.first)
        #expect(proof.authenticator == own.id)
        #expect(proof.qualities == [.mail])
        #expect(done.challenge.assurance.level == 1)
        #expect(done.challenge.provenAddresses == [.mail("ada@example.com")])
        #expect(try await world.authenticators().first?.lastUsedAt == world.clock.now)
        #expect(
            try await reason { _ = try await world.answer(["code": .string(code)], .emailCode, open) } == .expired)
    }

    @Test func `five wrong codes end it, also for the right one, and in a new message`() async throws {
        let world = try await FactorWorld()
        try await world.enrolCode(.emailCode)
        world.clock.advance(seconds: 3600)
        let open = try await world.asked(.emailCode)
        let code = try await world.sent.lastCode(after: 1)
        for left in (0..<5).reversed() {
            #expect(
                try await reason { _ = try await world.answer(Self.wrong(code), .emailCode, open) }
                    == .wrong(triesLeft: left))
        }

        #expect(
            try await reason { _ = try await world.answer(["code": .string(code)], .emailCode, open) }
                == .tooMany(until: nil))
        world.clock.advance(seconds: 60)
        _ = try await world.ask(.emailCode, open)
        let next = try await world.sent.lastCode(after: 2)
        #expect(
            try await reason { _ = try await world.answer(["code": .string(next)], .emailCode, open) }
                == .tooMany(until: nil))
    }

    @Test(arguments: [(599, nil), (600, .expired)] as [(Int64, FactorRefusal.Reason?)])
    func `a code is good for ten minutes`(seconds: Int64, refusal: FactorRefusal.Reason?) async throws {
        let world = try await FactorWorld()
        try await world.enrolCode(.emailCode)
        world.clock.advance(seconds: 3600)
        let open = try await world.asked(.emailCode)
        let code = try await world.sent.lastCode(after: 1)
        world.clock.advance(seconds: seconds)

        #expect(
            try await reason { _ = try await world.answer(["code": .string(code)], .emailCode, open) } == refusal)
    }

    @Test func `a code is good in the challenge that asked for it alone`() async throws {
        let world = try await FactorWorld()
        try await world.enrolCode(.emailCode)
        world.clock.advance(seconds: 3600)
        _ = try await world.asked(.emailCode)
        let code = try await world.sent.lastCode(after: 1)
        world.clock.advance(seconds: 60)
        let other = try await world.asked(.emailCode)
        try #require(try await world.sent.lastCode(after: 2) != code)

        #expect(
            try await reason { _ = try await world.answer(["code": .string(code)], .emailCode, other) }
                == .wrong(triesLeft: 4))
        #expect(world.sent.codes.count == 3)
    }

    @Test func `another message has to wait, longer each time, and there are six an hour`() async throws {
        let world = try await FactorWorld()
        let begun = world.clock.now
        var waits: [Int64] = []
        for _ in 0..<6 {
            let open = try await world.ask(.emailCode, try await world.challenge(nil), ["email": "new@example.com"])
            let next = try #require(open.challenge.tasks[.emailCode]?.task.resendAt)
            waits.append(next.seconds - world.clock.now.seconds)
            let early = try await world.challenge(nil)
            #expect(
                try await reason { _ = try await world.ask(.emailCode, early, ["email": "NEW@example.com"]) }
                    == .tooMany(until: next))
            world.clock.advance(seconds: next.seconds - world.clock.now.seconds)
        }

        #expect(waits.dropLast() == [30, 60, 120, 240, 480])
        #expect(world.clock.now == begun.adding(seconds: 3600))
        _ = try await world.ask(.emailCode, try await world.challenge(nil), ["email": "new@example.com"])
        #expect(world.sent.codes.count == 7)
    }

    @Test func `an address is proven before there is an account, and becomes its first authenticator`() async throws {
        let world = try await FactorWorld()
        let open = try await world.ask(
            .emailCode, try await world.challenge(nil), ["email": " grace@Example.com "])
        let code = try await world.sent.lastCode()
        var done = try await world.answer(["code": .string(code)], .emailCode, open)
        #expect(done.challenge.user == nil)
        #expect(done.challenge.provenAddresses == [.mail("grace@example.com")])
        let grace = User(id: User.ID("grace"), tenant: world.realm.tenant, identities: [], createdAt: world.clock.now)
        try await world.create(grace)
        done.challenge.user = grace.id

        let adopted = try await world.enrolments.adopt(
            .mail("grace@example.com"), done, in: world.realm, world.client)

        #expect(adopted?.authenticator.method == "EMAIL_OTP")
        #expect(adopted?.authenticator.user == grace.id)
        #expect(try await world.person(grace.id)?.mailAddress == "grace@example.com")
        let again = try #require(adopted?.open)
        let stranger = try await world.enrolments.adopt(.mail("eve@example.com"), again, in: world.realm, world.client)
        #expect(stranger == nil)
    }

    @Test func `what a stranger has proven is nobody else's proof`() async throws {
        let world = try await FactorWorld()
        var open = try await world.ask(.emailCode, try await world.challenge(nil), ["email": "eve@example.com"])
        open.challenge.user = world.ada
        let kept = try #require(try await world.challenges.save(open))
        let code = try await world.sent.lastCode()

        #expect(
            try await reason { _ = try await world.answer(["code": .string(code)], .emailCode, kept) } == .expired)
    }

    @Test(arguments: [
        "", "ada", "ada@", "@example.com", "ada@localhost", "a b@example.com", "ada@example.com\r\nBcc: x",
        ".ada@example.com", "ada.@example.com", "ada@\(String(repeating: "a", count: 64)).com",
        "ada@\(String(repeating: "abc.", count: 64))com",
    ])
    func `what cannot be an address is not written to`(text: String) async throws {
        let world = try await FactorWorld()
        let open = try await world.challenge(nil)

        let reason = try await reason { _ = try await world.ask(.emailCode, open, ["email": .string(text)]) }

        #expect(reason == .badAddress)
        #expect(world.sent.codes.isEmpty)
    }

    @Test(arguments: [
        "", "491701234567", "+0491701234567", "+4917", "+491701234567890123", "+49170x234567",
        "+49170123456" + String(repeating: " ", count: 60) + "7",
    ])
    func `what cannot be a number is not written to`(text: String) async throws {
        let world = try await FactorWorld()
        let open = try await world.challenge(nil)

        let reason = try await reason {
            _ = try await world.ask(.textMessageCode, open, ["phoneNumber": .string(text)])
        }

        #expect(reason == .badAddress)
        #expect(world.sent.codes.isEmpty)
    }

    @Test func `the right code of a decoy is wrong, and that of what was removed proves nothing`() async throws {
        // The same digits each time, as if somebody had guessed them.
        let world = try await FactorWorld(codes: Random { Bytes(repeating: 7, count: $0) })
        let own = try await world.enrolCode(.emailCode)
        let code = try await world.sent.lastCode()
        try await world.person(User.ID("bare"), mail: "bare@example.com")
        for (user, name) in [(User.ID("bare") as User.ID?, "bare@example.com"), (nil, "nobody@example.com")] {
            let decoy = try await world.ask(.emailCode, try await world.challenge(user, claim: name))
            #expect(
                try await reason { _ = try await world.answer(["code": .string(code)], .emailCode, decoy) }
                    == .wrong(triesLeft: 4))
        }
        world.clock.advance(seconds: 3600)
        let open = try await world.asked(.emailCode)
        _ = try await world.store.authenticators.delete(own.id, of: own.tenant)

        #expect(
            try await reason { _ = try await world.answer(["code": .string(code)], .emailCode, open) } == .notEnrolled)
    }

    @Test(arguments: [(VerificationMethod.emailCode, 60), (.textMessageCode, 20)])
    func `one network sends so many an hour to whomever`(method: VerificationMethod, count: Int) async throws {
        let world = try await FactorWorld()
        func send(_ index: Int, from address: String) async throws {
            let client = ClientFacts(address: address, userAgent: "test", correlationID: "c")
            _ = try await world.ask(
                method, try await world.challenge(nil),
                ["email": .string("new-\(index)@example.com"), "phoneNumber": .string("+4917012345\(10 + index)")],
                from: client)
        }
        for index in 0..<count { try await send(index, from: "198.51.100.7") }

        #expect(
            try await reason { try await send(count, from: "198.51.100.7") }
                == .tooMany(until: world.clock.now.adding(seconds: 3600)))
        try await send(count, from: "198.51.100.8")
    }

    @Test func `text messages go to the countries that the realm lists, and cost so much an hour`() async throws {
        let world = try await FactorWorld { $0.messages.textsPerHour = 2 }
        for number in ["+49 170 1234567", "+49 (170) 1234-568"] {
            _ = try await world.ask(.textMessageCode, try await world.challenge(nil), ["phoneNumber": .string(number)])
        }
        let open = try await world.challenge(nil)

        let reason = try await reason {
            _ = try await world.ask(.textMessageCode, open, ["phoneNumber": "+491701234569"])
        }

        #expect(reason == .tooMany(until: world.clock.now.adding(seconds: 3600)))
        #expect(world.sent.codes.map(\.to) == ["+491701234567", "+491701234568"])
        let listing = try await FactorWorld { $0.messages.countries = ["DE"] }
        let other = try await listing.challenge(nil)
        #expect(
            try await PasswordlessTests.reason {
                _ = try await listing.ask(.textMessageCode, other, ["phoneNumber": "+491701234569"])
            } == .badAddress)
    }

    @Test func `a code by text message is possession, by a restricted way`() async throws {
        let world = try await FactorWorld()
        try await world.enrolCode(.textMessageCode, ["phoneNumber": "+491701234567"])
        world.clock.advance(seconds: 3600)
        let open = try await world.asked(.textMessageCode)

        let done = try await world.answer(
            ["code": .string(try await world.sent.lastCode(after: 1))], .textMessageCode, open)

        #expect(done.challenge.proofs.first?.qualities == [.possession, .telephone])
        #expect(done.challenge.assurance.methods == ["sms"])
        #expect(try await world.person(world.ada)?.phoneNumber == "+491701234567")
    }

    @Test func `an address that was changed takes the place of the old one, whose owner is told`() async throws {
        let world = try await FactorWorld()
        try await world.enrolCode(.emailCode)
        try await world.enrolCode(.emailCode, ["email": "ada@new.example"])

        let kept = try await world.authenticators()

        #expect(kept.map(\.content.exposed) == [["email": "ada@new.example"]])
        #expect(world.sent.notices.map(\.to) == ["ada@example.com"])
        #expect(world.sent.notices.map(\.what) == [.authenticatorAdded("a•••@n•••.example")])
    }
}
