import Base
import Cryptography
import Directory
import FIDO
import Passwordless
import TestSupport
import Testing

/// Keys of U2F, by their raw messages, as native clients send them.
struct U2FKeyTests {
    private let appID = "https://login.example/u2f.json"
    private let key: PrivateKey
    private let handle = Bytes(utf8: "key-handle")
    private let authority: DevelopmentAuthority
    private let attestationKey: PrivateKey
    private let certificate: Certificate

    init() throws {
        key = try PrivateKey.elliptic(.p256)
        let now = TestClock().now
        authority = try DevelopmentAuthority.create(now: now, random: .openSSL)
        let issued = try authority.issue(names: ["localhost"], now: now, random: .openSSL)
        attestationKey = try PrivateKey(pem: issued.keyPEM.exposed)
        certificate = try Certificate.all(pem: issued.certificatePEM)[0]
    }

    private func world(_ attestation: WebAuthnSettings.Attestation = .none) async throws -> FactorWorld {
        let appID = appID
        return try await FactorWorld {
            $0.webAuthn.appID = appID
            $0.webAuthn.attestation = attestation
        }
    }

    /// Metadata that knows the key, and a model, with these statuses.
    private func metadata(_ statuses: [String], model: AAGUID? = nil, _ now: Timestamp) throws -> MetadataBLOB {
        let root = try Certificate.all(pem: authority.certificatePEM)[0]
        let reports = JSON.array(statuses.map { ["status": .string($0)] })
        let payload: JSON = [
            "no": 1, "nextUpdate": "2030-01-01",
            "entries": [
                ["aaguid": .string((model ?? .zero).description), "statusReports": reports],
                [
                    "attestationCertificateKeyIdentifiers": [.string(Hex.encode(certificate.keyIdentifier))],
                    "metadataStatement": [
                        "description": "A key", "attestationTypes": ["basic_full"],
                        "keyProtection": ["hardware", "secure_element"],
                        "attestationRootCertificates": [.string(Base64.encode(root.der))],
                    ],
                    "statusReports": reports,
                ],
            ],
        ]
        let header: JSON = ["alg": "ES256", "x5c": [.string(Base64.encode(certificate.der))]]
        let signed = "\(Base64.encodeURL(header.bytes)).\(Base64.encodeURL(payload.bytes))"
        let signature = try attestationKey.sign(Bytes(utf8: signed), using: .es256)
        return try MetadataBLOB("\(signed).\(Base64.encodeURL(signature))", root: root, now: now)
    }

    private func clientData(_ type: String, _ challenge: JSON?, origin: String = FactorWorld.origin) -> Bytes {
        JSON.object(["typ": .string(type), "challenge": challenge ?? "", "origin": .string(origin)]).bytes
    }

    private func registration(_ request: JSON, _ world: FactorWorld) throws -> JSON.Object {
        guard case .ec(_, let x, let y) = try key.publicKey.parameters else { return JSON.Object() }
        let point = [4] + x + y
        let client = clientData(
            "navigator.id.finishEnrollment", request["registerRequests"]?.array?.first?["challenge"])
        let signed = [0] + Hash.sha256(appID.utf8) + Hash.sha256(client) + handle + point
        let message =
            [5] + point + [UInt8(handle.count)] + handle + certificate.der
            + (try attestationKey.signDER(signed, using: .es256))
        return [
            "version": "U2F_V2", "registrationData": .string(Base64.encodeURL(message)),
            "clientData": .string(Base64.encodeURL(client)),
        ]
    }

    private func answer(
        _ request: JSON, counter: UInt8, origin: String = FactorWorld.origin
    ) throws -> JSON.Object {
        let client = clientData("navigator.id.getAssertion", request["challenge"], origin: origin)
        let head: Bytes = [1, 0, 0, 0, counter]
        let signed = Hash.sha256(appID.utf8) + head + Hash.sha256(client)
        return [
            "keyHandle": .string(Base64.encodeURL(handle)), "clientData": .string(Base64.encodeURL(client)),
            "signatureData": .string(Base64.encodeURL(head + (try key.signDER(signed, using: .es256)))),
        ]
    }

    private func enrol(_ world: FactorWorld) async throws -> Authenticator {
        let begun = try await world.begin(
            .securityKey, try await world.challenge(world.ada, scope: [EnrolmentDesk.additionScope]), ["u2f": true])
        let request = try #require(begun.challenge.enrolments[.securityKey]?.task.shown["u2f"])
        return try await world.finish(try registration(request, world), .securityKey, begun).authenticator
    }

    private func asked(_ world: FactorWorld) async throws -> (Challenges.Open, JSON) {
        let open = try await world.ask(.securityKey, try await world.challenge(world.ada), ["u2f": true])
        return (open, try #require(open.challenge.tasks[.securityKey]?.task.shown["u2f"]))
    }

    @Test func `a key registers and signs in by raw messages, and each only once`() async throws {
        let world = try await world()
        let own = try await enrol(world)
        let (open, request) = try await asked(world)
        #expect(request["registeredKeys"]?.array?.first?["keyHandle"]?.string == own.handle)
        let answer = try answer(request, counter: 1)

        let done = try await world.answer(answer, .securityKey, open)

        #expect(done.challenge.proofs.first?.authenticator == own.id)
        #expect(done.challenge.proofs.first?.qualities == [.possession, .phishingResistant, .deviceBound])
        #expect(try await reason { _ = try await world.answer(answer, .securityKey, open) } == .expired)
    }

    @Test func `a key whose maker attests hardware is hardware, until its model is compromised`() async throws {
        let world = try await world(.indirect)
        world.metadata.blob = try metadata(["FIDO_CERTIFIED"], world.clock.now)
        _ = try await enrol(world)
        let (first, request) = try await asked(world)
        let done = try await world.answer(try answer(request, counter: 1), .securityKey, first)
        #expect(done.challenge.proofs.first?.qualities.contains(.hardware) == true)

        world.metadata.blob = try metadata(["FIDO_CERTIFIED", "REVOKED"], world.clock.now)
        let (second, next) = try await asked(world)
        let right = try answer(next, counter: 2)

        #expect(try await reason { _ = try await world.answer(right, .securityKey, second) } == .unacceptable)
        // A realm that does not ask for attestation takes the key, as one that nobody attests.
        var settings = world.realm.settings
        settings.webAuthn.attestation = .none
        let careless = RealmContext(
            realm: world.realm.realm, settings: settings, origin: world.realm.origin, base: world.realm.base)
        let (third, last) = try await asked(world)
        let taken = try await world.desk.answer(
            try answer(last, counter: 3), to: .securityKey, of: third, in: careless, world.client)
        #expect(taken.challenge.proofs.first?.qualities == [.possession, .phishingResistant, .deviceBound])
        let other = try await self.world(.indirect)
        other.metadata.blob = world.metadata.blob
        let begun = try await other.begin(
            .securityKey, try await other.challenge(other.ada, scope: [EnrolmentDesk.additionScope]), ["u2f": true])
        let wanted = try #require(begun.challenge.enrolments[.securityKey]?.task.shown["u2f"])
        let registration = try registration(wanted, other)
        #expect(try await reason { _ = try await other.finish(registration, .securityKey, begun) } == .unacceptable)
    }

    @Test func `a facet that the realm does not list is refused, a counter that stands still is told`() async throws {
        let world = try await world()
        _ = try await enrol(world)
        let (open, request) = try await asked(world)
        let lie = try answer(request, counter: 1, origin: "https://evil.example")
        #expect(
            try await reason { _ = try await world.answer(lie, .securityKey, open) } == .wrong(triesLeft: 4))
        let right = try answer(request, counter: 1)
        #expect(try await reason { _ = try await world.answer(right, .securityKey, open) } == .expired)
        for _ in 0..<2 {
            let (open, request) = try await asked(world)
            _ = try await world.answer(try answer(request, counter: 3), .securityKey, open)
        }

        #expect(try await world.activities().first == "authenticator.suspicious")
    }

    @Test func `a passkey of a model that is compromised since signs nobody in where attestation counts`() async throws
    {
        let world = try await FactorWorld { $0.webAuthn.attestation = .indirect }
        var device = SoftwareAuthenticator(origin: FactorWorld.origin)
        device.aaguid = Bytes(repeating: 3, count: 16)
        let model = try #require(AAGUID(device.aaguid))
        try await world.enrol(.passkey, &device)
        for (statuses, refusal) in [(["FIDO_CERTIFIED"], nil), (["REVOKED"], .unacceptable)]
            as [([String], FactorRefusal.Reason?)]
        {
            world.metadata.blob = try metadata(statuses, model: model, world.clock.now)
            let open = try await world.ask(.passkey, try await world.challenge(world.ada))
            let answer = try device.get(try #require(open.challenge.tasks[.passkey]?.task.shown["options"]))
            #expect(try await reason { _ = try await world.answer(answer, .passkey, open) } == refusal)
        }
    }

    @Test func `who has no key of U2F is not asked for one`() async throws {
        let world = try await world()
        var device = SoftwareAuthenticator(origin: FactorWorld.origin)
        try await world.enrol(.securityKey, &device)
        let open = try await world.challenge(world.ada)

        #expect(try await reason { _ = try await world.ask(.securityKey, open, ["u2f": true]) } == .notEnrolled)
    }

    @Test func `a key that anybody has is registered for nobody else`() async throws {
        let world = try await world()
        _ = try await enrol(world)
        try await world.person(User.ID("eve"), mail: "eve@example.com")
        let begun = try await world.begin(
            .securityKey, try await world.challenge(User.ID("eve"), scope: [EnrolmentDesk.additionScope]),
            ["u2f": true])
        let request = try #require(begun.challenge.enrolments[.securityKey]?.task.shown["u2f"])
        let answer = try registration(request, world)

        #expect(try await reason { _ = try await world.finish(answer, .securityKey, begun) } == .alreadyEnrolled)
    }

    @Test func `a realm without an AppID takes no raw messages`() async throws {
        let world = try await FactorWorld()
        let open = try await world.challenge(world.ada, scope: [EnrolmentDesk.additionScope])

        #expect(try await reason { _ = try await world.begin(.securityKey, open, ["u2f": true]) } == .notPermitted)
    }

    @Test func `the list of facets has the realm's pages and applications`() async throws {
        let world = try await FactorWorld { $0.webAuthn.relatedOrigins = ["https://shop.example"] }

        #expect(
            try world.realm.trustedFacets().json == [
                "trustedFacets": [
                    [
                        "version": ["major": 1, "minor": 0],
                        "ids": ["https://login.example", "https://shop.example"],
                    ]
                ]
            ])
    }
}
