import Base
import Directory
import FIDO
import Passwordless
import TestSupport
import Testing

struct FactorLimitsTests {
    private func client(_ address: String, device: Device.ID? = nil) -> ClientFacts {
        ClientFacts(address: address, userAgent: "test", device: device, correlationID: "c")
    }

    /// An app of ada's, with a secret that the test knows.
    private func app(_ world: FactorWorld) async throws -> TimeBasedCode {
        let secret = Bytes(repeating: 5, count: 20)
        try await world.give(
            world.ada, .authenticatorApp, ["secret": .string(Base64.encodeURL(secret)), "step": 0])
        return TimeBasedCode(secret: secret)
    }

    private func fail(_ world: FactorWorld, times: Int, from client: ClientFacts) async throws {
        var left = times
        while left > 0 {
            let open = try await world.asked(.authenticatorApp, from: client)
            for _ in 0..<min(left, 5) {
                let refusal = try await reason {
                    _ = try await world.answer(["code": "x"], .authenticatorApp, open, from: client)
                }
                guard case .wrong? = refusal else {
                    Issue.record("\(String(describing: refusal)) with \(left) to go")
                    return
                }
                left -= 1
            }
        }
    }

    @Test func `ten wrong answers make an account wait where they came from, and nowhere else`() async throws {
        let world = try await FactorWorld()
        _ = try await app(world)
        let here = client("203.0.113.9")
        try await fail(world, times: 10, from: here)

        #expect(
            try await reason { _ = try await world.asked(.authenticatorApp, from: here) }
                == .tooMany(until: world.clock.now.adding(seconds: 60)))
        _ = try await world.asked(.authenticatorApp, from: client("198.51.100.1"))
        world.clock.advance(seconds: 60)
        try await fail(world, times: 1, from: here)
        #expect(
            try await reason { _ = try await world.asked(.authenticatorApp, from: here) }
                == .tooMany(until: world.clock.now.adding(seconds: 120)))
    }

    @Test func `a device that its person has signed in with does not wait for what others did`() async throws {
        let world = try await FactorWorld()
        let app = try await app(world)
        let own = client("203.0.113.9", device: Device.ID("own-device-000000"))
        let open = try await world.asked(.authenticatorApp, from: own)
        let code = app.text(at: TimeBasedCode.step(at: world.clock.now))
        _ = try await world.answer(["code": .string(code)], .authenticatorApp, open, from: own)
        for index in 0..<10 { try await fail(world, times: 5, from: client("198.51.100.\(index)")) }

        guard
            case .tooMany? = try await reason({
                _ = try await world.asked(.authenticatorApp, from: client("192.0.2.1"))
            })
        else { return #expect(Bool(false), "a stranger waits") }
        _ = try await world.asked(.authenticatorApp, from: own)
    }

    @Test func `wrong passkeys of nobody in particular make nobody wait`() async throws {
        let world = try await FactorWorld()
        var stranger = SoftwareAuthenticator(origin: FactorWorld.origin)
        _ = try stranger.create(["rp": ["id": "login.example"], "challenge": "AAAA", "user": ["id": "AAAA"]])
        for _ in 0..<60 {
            let open = try await world.ask(.passkey, try await world.challenge(nil), ["autofill": true])
            let answer = try stranger.get(try #require(open.challenge.tasks[.passkey]?.task.shown["options"]))
            #expect(try await reason { _ = try await world.answer(answer, .passkey, open) } == .notEnrolled)
        }

        _ = try await world.ask(.passkey, try await world.challenge(nil), ["autofill": true])
    }
}
