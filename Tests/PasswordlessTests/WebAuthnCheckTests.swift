import Base
import Cryptography
import Directory
import FIDO
import Passwordless
import Storage
import TestSupport
import Testing

/// The checks of a relying party (WebAuthn Level 3 §7.1 and §7.2), each left out once, through the desks.
struct WebAuthnCheckTests {
    struct Lie: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reason: FactorRefusal.Reason
        let tell: @Sendable (inout SoftwareAuthenticator) -> Void

        init(
            _ name: String, _ reason: FactorRefusal.Reason = .wrong(triesLeft: 4),
            _ tell: @escaping @Sendable (inout SoftwareAuthenticator) -> Void
        ) {
            (testDescription, self.reason, self.tell) = (name, reason, tell)
        }
    }

    private static let both = [
        Lie("another challenge") { $0.lies.challenge = Base64.encodeURL(Bytes(repeating: 1, count: 32)) },
        Lie("another origin") { $0.origin = "https://evil.example" },
        Lie("a subdomain") { $0.origin = "https://www.login.example" },
        Lie("an app that is not listed") { $0.origin = "android:apk-key-hash:" + String(repeating: "A", count: 43) },
        Lie("a frame") { $0.lies.crossOrigin = true },
        Lie("a page around") { $0.lies.topOrigin = "https://evil.example" },
        Lie("another relying party") { $0.lies.party = "evil.example" },
        Lie("nobody present") { $0.flags = [.userVerified] },
        Lie("nobody verified, though required") { $0.flags = [.userPresent] },
        Lie("backed up, yet not eligible") { $0.flags.insert(.backupState) },
    ]

    private static func world() async throws -> FactorWorld {
        try await FactorWorld { $0.webAuthn.userVerification = .required }
    }

    @Test(
        arguments: both + [
            Lie("the type of the other ceremony") { $0.lies.type = "webauthn.get" },
            Lie("an algorithm that was not offered") { $0.lies.algorithm = .es384 },
            Lie("an id of more than 1,023 bytes") { $0.lies.credentialID = Bytes(repeating: 1, count: 1024) },
        ])
    func `a registration with one thing wrong is refused, and nothing is kept`(lie: Lie) async throws {
        let world = try await Self.world()
        var device = SoftwareAuthenticator(origin: FactorWorld.origin)
        lie.tell(&device)
        let begun = try await world.begin(
            .passkey, try await world.challenge(world.ada, scope: [EnrolmentDesk.additionScope]))
        let answer = try device.create(try #require(begun.challenge.enrolments[.passkey]?.task.shown["options"]))

        let reason = try await reason { _ = try await world.finish(answer, .passkey, begun) }

        #expect(reason == (lie.testDescription.hasPrefix("an algorithm") ? .malformed : lie.reason))
        #expect(try await world.authenticators().isEmpty)
    }

    @Test(
        arguments: both + [
            Lie("the type of the other ceremony") { $0.lies.type = "webauthn.create" },
            Lie("the handle of another user") { $0.lies.userHandle = Bytes(utf8: "another") },
            Lie("eligible for backup all at once") { $0.flags.insert(.backupEligible) },
            Lie("a signature by another key") { $0.lies.signingKey = try? PrivateKey.elliptic(.p256) },
        ])
    func `an assertion with one thing wrong is refused, and proves nothing`(lie: Lie) async throws {
        let world = try await Self.world()
        var device = SoftwareAuthenticator(origin: FactorWorld.origin)
        try await world.enrol(.passkey, &device)
        lie.tell(&device)
        let open = try await world.ask(.passkey, try await world.challenge(world.ada))
        let answer = try device.get(try #require(open.challenge.tasks[.passkey]?.task.shown["options"]))

        #expect(try await reason { _ = try await world.answer(answer, .passkey, open) } == lie.reason)
        let kept = try await world.again(open)
        #expect(kept.challenge.proofs.isEmpty)
        #expect(try await world.authenticators().first?.content.exposed["counter"] == 1)
    }

    @Test func `an answer without a user handle is refused where nobody said a name`() async throws {
        let world = try await Self.world()
        var device = SoftwareAuthenticator(origin: FactorWorld.origin)
        try await world.enrol(.passkey, &device)
        device.lies.userHandle = .some(nil)
        let open = try await world.ask(.passkey, try await world.challenge(nil), ["autofill": true])
        let answer = try device.get(try #require(open.challenge.tasks[.passkey]?.task.shown["options"]))

        #expect(
            try await reason { _ = try await world.answer(answer, .passkey, open) } == .wrong(triesLeft: 4))
    }

    @Test func `a challenge is good for one answer, right or wrong`() async throws {
        let world = try await Self.world()
        var device = SoftwareAuthenticator(origin: FactorWorld.origin)
        try await world.enrol(.passkey, &device)
        let open = try await world.ask(.passkey, try await world.challenge(world.ada))
        let options = try #require(open.challenge.tasks[.passkey]?.task.shown["options"])
        let right = try device.get(options)
        var wrong = device
        wrong.origin = "https://evil.example"
        let lie = try wrong.get(options)

        #expect(try await reason { _ = try await world.answer(lie, .passkey, open) } == .wrong(triesLeft: 4))
        #expect(try await reason { _ = try await world.answer(right, .passkey, open) } == .expired)
        let again = try await world.ask(.passkey, open)
        let second = try device.get(try #require(again.challenge.tasks[.passkey]?.task.shown["options"]))
        _ = try await world.answer(second, .passkey, again)
        #expect(try await reason { _ = try await world.answer(second, .passkey, again) } == .expired)
        let other = try await world.ask(.passkey, try await world.challenge(world.ada))
        #expect(
            try await reason { _ = try await world.answer(second, .passkey, other) } == .wrong(triesLeft: 4))
    }

    @Test func `an answer after five minutes is refused`() async throws {
        let world = try await Self.world()
        var device = SoftwareAuthenticator(origin: FactorWorld.origin)
        try await world.enrol(.passkey, &device)
        let open = try await world.ask(.passkey, try await world.challenge(world.ada))
        let answer = try device.get(try #require(open.challenge.tasks[.passkey]?.task.shown["options"]))
        world.clock.advance(seconds: 300)

        #expect(try await reason { _ = try await world.answer(answer, .passkey, open) } == .expired)
    }

    @Test func `a credential of another person proves nothing`() async throws {
        let world = try await Self.world()
        let eve = User.ID("eve")
        try await world.person(eve, mail: "eve@example.com")
        var device = SoftwareAuthenticator(origin: FactorWorld.origin)
        try await world.enrol(.passkey, &device)
        var hers = SoftwareAuthenticator(origin: FactorWorld.origin, random: .seeded(8))
        try await world.enrol(.passkey, &hers, for: eve)
        for parameters: JSON.Object in [[:], ["autofill": true]] {
            let open = try await world.ask(.passkey, try await world.challenge(world.ada), parameters)
            let options = try #require(open.challenge.tasks[.passkey]?.task.shown["options"])
            let answer = try hers.assertion(by: hers.credentials[0], try #require(options["challenge"]?.string))

            #expect(
                try await reason { _ = try await world.answer(answer, .passkey, open) } == .wrong(triesLeft: 4))
        }
    }

    @Test func `a credential id that anybody has is not registered again, by either method`() async throws {
        let world = try await Self.world()
        try await world.person(User.ID("eve"), mail: "eve@example.com")
        var device = SoftwareAuthenticator(origin: FactorWorld.origin)
        try await world.enrol(.passkey, &device)
        device.lies.credentialID = device.credentials[0].id
        for method in [VerificationMethod.passkey, .securityKey] {
            let begun = try await world.begin(
                method, try await world.challenge(User.ID("eve"), scope: [EnrolmentDesk.additionScope]))
            let answer = try device.create(try #require(begun.challenge.enrolments[method]?.task.shown["options"]))

            #expect(try await reason { _ = try await world.finish(answer, method, begun) } == .alreadyEnrolled)
        }
    }

    @Test func `a credential that was never verified signs nobody in`() async throws {
        let world = try await Self.world()
        var device = SoftwareAuthenticator(origin: FactorWorld.origin)
        let enrolled = try await world.enrol(.passkey, &device)
        _ = try await world.store.authenticators.update(enrolled.id, of: enrolled.tenant) { kept in
            kept.verifiedAt = nil
            return true
        }
        let open = try await world.ask(.passkey, try await world.challenge(nil), ["autofill": true])
        let answer = try device.get(try #require(open.challenge.tasks[.passkey]?.task.shown["options"]))

        #expect(try await reason { _ = try await world.answer(answer, .passkey, open) } == .notEnrolled)
    }

    @Test func `of two answers at once, none undoes the other's counter`() async throws {
        let world = try await Self.world()
        var device = SoftwareAuthenticator(origin: FactorWorld.origin)
        try await world.enrol(.passkey, &device)
        var answers: [(Challenges.Open, JSON.Object)] = []
        for _ in 0..<3 {
            let open = try await world.ask(.passkey, try await world.challenge(world.ada))
            answers.append((open, try device.get(try #require(open.challenge.tasks[.passkey]?.task.shown["options"]))))
        }

        try await withThrowingTaskGroup(of: Void.self) { group in
            for (open, answer) in answers {
                group.addTask { _ = try await world.answer(answer, .passkey, open) }
            }
            try await group.waitForAll()
        }

        #expect(try await world.authenticators().first?.content.exposed["counter"] == 4)
    }

    @Test func `a disabled person's passkey signs nobody in`() async throws {
        let world = try await Self.world()
        var device = SoftwareAuthenticator(origin: FactorWorld.origin)
        try await world.enrol(.passkey, &device)
        try await world.change(world.ada) { $0.isEnabled = false }
        let open = try await world.ask(.passkey, try await world.challenge(nil), ["autofill": true])
        let answer = try device.get(try #require(open.challenge.tasks[.passkey]?.task.shown["options"]))

        #expect(try await reason { _ = try await world.answer(answer, .passkey, open) } == .notPermitted)
        let known = try await world.challenge(world.ada)
        #expect(try await reason { _ = try await world.ask(.passkey, known) } == .notPermitted)
    }

    @Test func `a page of a related origin and an app that is listed are taken`() async throws {
        let app = "android:apk-key-hash:" + Base64.encodeURL(Bytes(repeating: 3, count: 32))
        let world = try await FactorWorld {
            $0.webAuthn.relatedOrigins = ["https://shop.example"]
            $0.webAuthn.appOrigins = [app]
        }
        var device = SoftwareAuthenticator(origin: FactorWorld.origin)
        try await world.enrol(.passkey, &device)
        for origin in [FactorWorld.origin, "https://shop.example", app] {
            device.origin = origin
            let open = try await world.ask(.passkey, try await world.challenge(world.ada))
            let answer = try device.get(try #require(open.challenge.tasks[.passkey]?.task.shown["options"]))

            #expect(try await world.answer(answer, .passkey, open).challenge.user == world.ada)
        }
    }

    @Test(
        arguments: [("https://www.shop.example", nil), ("https://evil.example", .wrong(triesLeft: 4))]
            as [(String, FactorRefusal.Reason?)])
    func `a frame is taken in a page that the realm lists alone`(
        page: String, refusal: FactorRefusal.Reason?
    ) async throws {
        let world = try await FactorWorld { $0.webAuthn.embeddingOrigins = ["https://www.shop.example"] }
        var device = SoftwareAuthenticator(origin: FactorWorld.origin)
        try await world.enrol(.passkey, &device)
        (device.lies.crossOrigin, device.lies.topOrigin) = (true, page)
        let open = try await world.ask(.passkey, try await world.challenge(world.ada))
        let answer = try device.get(try #require(open.challenge.tasks[.passkey]?.task.shown["options"]))

        #expect(try await reason { _ = try await world.answer(answer, .passkey, open) } == refusal)
    }
}
