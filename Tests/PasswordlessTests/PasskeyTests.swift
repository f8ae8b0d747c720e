import Base
import Cryptography
import Directory
import FIDO
import Passwordless
import TestSupport
import Testing

struct PasskeyTests {
    @Test func `a passkey that was enrolled signs in without a name`() async throws {
        let world = try await FactorWorld()
        var device = SoftwareAuthenticator(origin: FactorWorld.origin)
        let enrolled = try await world.enrol(.passkey, &device)
        world.clock.advance(seconds: 60)
        let open = try await world.ask(.passkey, try await world.challenge(nil), ["autofill": true])
        let shown = try #require(open.challenge.tasks[.passkey]?.task.shown)

        let done = try await world.answer(try device.get(try #require(shown["options"])), .passkey, open)

        #expect(shown["mediation"] == "conditional")
        #expect(shown["options"]?["allowCredentials"] == [])
        #expect(done.challenge.user == world.ada)
        let proof = try #require(done.challenge.proofs.first)
        #expect(proof.authenticator == enrolled.id)
        #expect(proof.qualities == [.possession, .phishingResistant, .userVerified, .deviceBound])
        #expect(done.challenge.assurance.level == 2)
        let kept = try #require(try await world.authenticators().first)
        #expect(kept.lastUsedAt == world.clock.now)
        #expect(kept.content.exposed["counter"] == 2)
    }

    @Test func `options for a registration have what the standard wants`() async throws {
        let world = try await FactorWorld { $0.webAuthn.appID = "https://login.example/u2f.json" }
        var device = SoftwareAuthenticator(origin: FactorWorld.origin)
        let first = try await world.enrol(.passkey, &device)
        let open = try await world.begin(
            .passkey, try await world.challenge(world.ada, scope: [EnrolmentDesk.additionScope]))

        let options = try #require(open.challenge.enrolments[.passkey]?.task.shown["options"])

        #expect(options["rp"] == ["id": "login.example", "name": "Demo"])
        #expect(options["user"]?["name"] == "ada@example.com")
        let handle = try #require(options["user"]?["id"]?.string.flatMap { Base64.decodeURL($0) })
        #expect(handle.count == 32)
        #expect(handle == device.credentials[0].userHandle)
        #expect(
            options["pubKeyCredParams"]?.array?.compactMap { $0["alg"]?.integer } == [-7, -8, -35, -36, -37, -257])
        #expect(options["excludeCredentials"]?.array?.compactMap { $0["id"]?.string } == [try #require(first.handle)])
        #expect(options["excludeCredentials"]?.array?.first?["transports"] == ["hybrid", "internal"])
        #expect(options["authenticatorSelection"]?["residentKey"] == "preferred")
        #expect(options["extensions"]?["credProps"] == true)
        #expect(options["extensions"]?["appidExclude"] == "https://login.example/u2f.json")
        #expect(options["attestation"] == "none")
        #expect((options["challenge"]?.string.flatMap { Base64.decodeURL($0) })?.count == 32)
    }

    @Test(arguments: [VerificationMethod.passkey, .securityKey])
    func `a realm that requires verification does so of every key`(method: VerificationMethod) async throws {
        let world = try await FactorWorld { $0.webAuthn.userVerification = .required }
        var device = SoftwareAuthenticator(origin: FactorWorld.origin)
        try await world.enrol(method, &device)
        let begun = try await world.begin(
            method, try await world.challenge(world.ada, scope: [EnrolmentDesk.additionScope]))
        let created = begun.challenge.enrolments[method]?.task.shown["options"]
        #expect(created?["authenticatorSelection"]?["userVerification"] == "required")
        let open = try await world.ask(method, try await world.challenge(world.ada))
        let options = try #require(open.challenge.tasks[method]?.task.shown["options"])
        #expect(options["userVerification"] == "required")
        device.flags = [.userPresent]
        let answer = try device.get(options)

        #expect(try await reason { _ = try await world.answer(answer, method, open) } == .wrong(triesLeft: 4))
    }

    @Test func `a realm says whether passkeys must be discoverable`() async throws {
        for (requirement, text) in [(WebAuthnSettings.Requirement.required, "required"), (.discouraged, "discouraged")]
        {
            let world = try await FactorWorld { $0.webAuthn.residentKey = requirement }
            let begun = try await world.begin(
                .passkey, try await world.challenge(world.ada, scope: [EnrolmentDesk.additionScope]))
            let options = begun.challenge.enrolments[.passkey]?.task.shown["options"]
            #expect(options?["authenticatorSelection"]?["residentKey"]?.string == text)
        }
    }

    @Test func `a security key is neither discoverable nor asked for a PIN, and names nobody`() async throws {
        let world = try await FactorWorld { $0.webAuthn.appID = "https://login.example/u2f.json" }
        var device = SoftwareAuthenticator(origin: FactorWorld.origin)
        device.flags = [.userPresent]
        try await world.enrol(.securityKey, &device)
        let begun = try await world.begin(
            .securityKey, try await world.challenge(world.ada, scope: [EnrolmentDesk.additionScope]))
        let selection = begun.challenge.enrolments[.securityKey]?.task.shown["options"]?["authenticatorSelection"]
        let open = try await world.ask(.securityKey, try await world.challenge(world.ada))
        let options = try #require(open.challenge.tasks[.securityKey]?.task.shown["options"])

        let done = try await world.answer(try device.get(options), .securityKey, open)

        #expect(selection?["residentKey"] == "discouraged")
        #expect(selection?["userVerification"] == "discouraged")
        #expect(selection?["authenticatorAttachment"] == "cross-platform")
        #expect(options["extensions"]?["appid"] == "https://login.example/u2f.json")
        #expect(done.challenge.assurance.level == 1)
        #expect(
            options["allowCredentials"]?.array?.compactMap { $0["id"]?.string }
                == [Base64.encodeURL(device.credentials[0].id)])
        let nobody = try await world.challenge(nil)
        #expect(
            try await reason { _ = try await world.ask(.securityKey, nobody, ["autofill": true]) } == .notPermitted)
    }

    @Test func `conditional create needs nobody present, and is no proof`() async throws {
        let world = try await FactorWorld { $0.webAuthn.userVerification = .required }
        var device = SoftwareAuthenticator(origin: FactorWorld.origin)
        device.flags = [.backupEligible, .backupState]
        let begun = try await world.begin(
            .passkey, try await world.challenge(world.ada, scope: [EnrolmentDesk.additionScope]),
            ["conditional": true])
        let shown = try #require(begun.challenge.enrolments[.passkey]?.task.shown)

        let done = try await world.finish(try device.create(try #require(shown["options"])), .passkey, begun)

        #expect(shown["mediation"] == "conditional")
        #expect(done.open.challenge.proofs.isEmpty)
        #expect(done.authenticator.lastUsedAt == nil)
    }

    @Test func `a synced passkey is not bound to its device, and is named by its keeper`() async throws {
        let world = try await FactorWorld()
        var device = SoftwareAuthenticator(origin: FactorWorld.origin)
        device.aaguid = try #require(AAGUID("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4")).bytes
        device.flags = [.userPresent, .userVerified, .backupEligible, .backupState]
        let enrolled = try await world.enrol(.passkey, &device)
        let open = try await world.ask(.passkey, try await world.challenge(world.ada))

        let done = try await world.answer(
            try device.get(try #require(open.challenge.tasks[.passkey]?.task.shown["options"])), .passkey, open)

        #expect(enrolled.name == "Google Password Manager")
        #expect(done.challenge.proofs.first?.qualities == [.possession, .phishingResistant, .userVerified])
    }

    @Test func `a counter that falls back is told to the owner, written down, and not kept`() async throws {
        let world = try await FactorWorld()
        var device = SoftwareAuthenticator(origin: FactorWorld.origin)
        try await world.enrol(.passkey, &device)
        var copy = device
        let first = try await world.ask(.passkey, try await world.challenge(world.ada))
        _ = try await world.answer(
            try device.get(try #require(first.challenge.tasks[.passkey]?.task.shown["options"])), .passkey, first)
        let second = try await world.ask(.passkey, try await world.challenge(world.ada))

        _ = try await world.answer(
            try copy.get(try #require(second.challenge.tasks[.passkey]?.task.shown["options"])), .passkey, second)

        #expect(world.events.names.contains("credential.counter_regressed"))
        #expect(try await world.activities().first == "authenticator.suspicious")
        #expect(world.sent.notices.map(\.what) == [.authenticatorSuspicious("Passkey")])
        #expect(try await world.authenticators().first?.content.exposed["counter"] == 2)
    }

    @Test func `a realm that lists models takes none that is not attested`() async throws {
        let model = "ee882879-721c-4913-9775-3dfcce97072a"
        let world = try await FactorWorld { $0.webAuthn.allowedAAGUIDs = [model] }
        var device = SoftwareAuthenticator(origin: FactorWorld.origin)
        device.aaguid = try #require(AAGUID(model)).bytes
        let begun = try await world.begin(
            .passkey, try await world.challenge(world.ada, scope: [EnrolmentDesk.additionScope]))
        let options = try #require(begun.challenge.enrolments[.passkey]?.task.shown["options"])
        let answer = try device.create(options)

        #expect(options["attestation"] == "direct")
        #expect(try await reason { _ = try await world.finish(answer, .passkey, begun) } == .unacceptable)
    }

    @Test(
        arguments: [
            ["relyingPartyId": "https://login.example"], ["relatedOrigins": ["http://login.example"]],
            ["allowedAaguids": ["yubikey"]], ["minimumCertification": "FIDO_CERTIFIED_L9"], ["appId": "http://a"],
            ["hints": ["usb"]],
        ] as [JSON])
    func `settings that could never work are refused`(json: JSON) {
        #expect(throws: ObjectReader.Fault.self) { _ = try RealmSettings(["webAuthn": json]) }
    }
}
