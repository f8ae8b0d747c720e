import Base
import Directory
import FIDO
import Passwordless
import TestSupport
import Testing

/// Who may add and remove authenticators (NIST SP 800-63B-4 §4.1.2.1).
struct EnrolmentRuleTests {
    /// Proves the address of ada, who has a passkey beside it.
    private func proven(_ world: FactorWorld) async throws -> Challenges.Open {
        try await world.enrolCode(.emailCode)
        var device = SoftwareAuthenticator(origin: FactorWorld.origin)
        try await world.enrol(.passkey, &device)
        world.clock.advance(seconds: 3600)
        let open = try await world.asked(.emailCode)
        return try await world.answer(
            ["code": .string(try await world.sent.lastCode(after: 1))], .emailCode, open)
    }

    @Test func `a code by mail adds nothing, and removes nothing, where there is a passkey`() async throws {
        let world = try await FactorWorld()
        let open = try await proven(world)
        let passkey = try #require(try await world.authenticators().first { $0.method == "PASSKEY" })
        for method in [VerificationMethod.passkey, .emailCode, .authenticatorApp, .recoveryCode, .securityKey] {
            #expect(try await reason { _ = try await world.begin(method, open) } == .needsProof)
        }

        let refusal = try await reason {
            _ = try await world.enrolments.remove(passkey.id, open.challenge, in: world.realm, world.client)
        }
        #expect(refusal == .needsProof)
        #expect(try await world.authenticators().count == 2)
    }

    @Test func `the passkey itself adds and removes, and each is told to the owner`() async throws {
        let world = try await FactorWorld()
        try await world.enrolCode(.emailCode)
        var device = SoftwareAuthenticator(origin: FactorWorld.origin)
        try await world.enrol(.passkey, &device)
        let asked = try await world.asked(.passkey)
        let open = try await world.answer(
            try device.get(try #require(asked.challenge.tasks[.passkey]?.task.shown["options"])), .passkey, asked)
        let codes = try await world.finish(JSON.Object(), .recoveryCode, try await world.begin(.recoveryCode, open))
        let mail = try #require(try await world.authenticators().first { $0.method == "EMAIL_OTP" })

        #expect(try await world.enrolments.remove(mail.id, codes.open.challenge, in: world.realm, world.client))

        let last = world.sent.notices.suffix(2).map(\.what)
        #expect(last == [.authenticatorAdded("Recovery codes"), .authenticatorRemoved("a•••@e•••.com")])
        #expect(try await world.activities().prefix(2) == ["authenticator.deleted", "authenticator.created"])
    }

    @Test func `whoever has only typed a name enrols nothing, also where the account is empty`() async throws {
        let world = try await FactorWorld()
        let open = try await world.challenge(world.ada, claim: "ada@example.com")

        #expect(try await reason { _ = try await world.begin(.passkey, open) } == .needsProof)
        let vouched = try await world.challenge(world.ada)
        _ = try await world.begin(.passkey, vouched)
    }

    @Test func `another person's authenticator is neither removed nor renamed`() async throws {
        let world = try await FactorWorld()
        let eve = User.ID("eve")
        try await world.person(eve, mail: "eve@example.com")
        var device = SoftwareAuthenticator(origin: FactorWorld.origin)
        let passkey = try await world.enrol(.passkey, &device)
        let hers = try await world.challenge(eve, scope: [EnrolmentDesk.removalScope])

        #expect(
            try await !world.enrolments.remove(passkey.id, hers.challenge, in: world.realm, world.client))
        #expect(try await !world.enrolments.rename(passkey.id, to: "mine", of: eve, in: world.realm))
        #expect(try await world.enrolments.rename(passkey.id, to: "Laptop\n", of: world.ada, in: world.realm))
        #expect(try await world.authenticators().map(\.name) == ["Laptop"])
    }
}
