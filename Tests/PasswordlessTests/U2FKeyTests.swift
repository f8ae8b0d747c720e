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

    init() throws { key = try PrivateKey.elliptic(.p256) }

    private func world() async throws -> FactorWorld {
        let appID = appID
        return try await FactorWorld { $0.webAuthn.appID = appID }
    }

    private func clientData(_ type: String, _ challenge: JSON?, origin: String = FactorWorld.origin) -> Bytes {
        JSON.object(["typ": .string(type), "challenge": challenge ?? "", "origin": .string(origin)]).bytes
    }

    private func registration(_ request: JSON, _ world: FactorWorld) throws -> JSON.Object {
        guard case .ec(_, let x, let y) = try key.publicKey.parameters else { return JSON.Object() }
        let point = [4] + x + y
        let client = clientData(
            "navigator.id.finishEnrollment", request["registerRequests"]?.array?.first?["challenge"])
        let issued = try DevelopmentAuthority.create(now: world.clock.now, random: .openSSL).issue(
            names: ["localhost"], now: world.clock.now, random: .openSSL)
        let attestationKey = try PrivateKey(pem: issued.keyPEM.exposed)
        let signed = [0] + Hash.sha256(appID.utf8) + Hash.sha256(client) + handle + point
        let certificate = try Certificate.all(pem: issued.certificatePEM)[0].der
        let message =
            [5] + point + [UInt8(handle.count)] + handle + certificate
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

    @Test func `a facet that the realm does not list is refused, a counter that stands still is told`() async throws {
        let world = try await world()
        _ = try await enrol(world)
        let (open, request) = try await asked(world)
        let lie = try answer(request, counter: 1, origin: "https://evil.example")
        #expect(
            try await reason { _ = try await world.answer(lie, .securityKey, open) } == .wrong(triesLeft: 4))
        for _ in 0..<2 {
            let (open, request) = try await asked(world)
            _ = try await world.answer(try answer(request, counter: 3), .securityKey, open)
        }

        #expect(try await world.activities().first == "authenticator.suspicious")
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
