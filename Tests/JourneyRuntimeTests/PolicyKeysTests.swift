import Base
import Directory
import JOSE
import Policy
import TestSupport
import Testing

@testable import JourneyRuntime

/// b2c-reference §10.
struct PolicyKeysTests {
    private let world = TestWorld()

    @Test func `the active key comes first, and the others that may still verify after it`() async throws {
        let now = world.clock.now
        try await world.addSigningKey("B2C_1A_Sign", id: "old", notBefore: now.adding(seconds: -100))
        try await world.addSigningKey("B2C_1A_Sign", id: "new", notBefore: now.adding(seconds: -50))
        try await world.addSigningKey("B2C_1A_Sign", id: "next", notBefore: now.adding(seconds: 50))
        try await world.addSigningKey("B2C_1A_Sign", id: "gone", expiresAt: now)

        let container = try #require(try await world.keys.container("b2c_1a_sign", of: world.tenant.id))

        #expect(container.signing.map(\.id) == ["new", "old"])
        #expect(container.secret == nil)
    }

    @Test func `a secret is text, and signs nothing`() async throws {
        try await world.addSecret("B2C_1A_Secret", "pässword")
        let container = try #require(try await world.keys.container("B2C_1A_Secret", of: world.tenant.id))
        #expect(container.secret?.exposed == "pässword")
        #expect(container.signing.isEmpty)
        #expect(try await world.keys.secret("B2C_1A_Secret", of: world.tenant.id)?.exposed == "pässword")
    }

    @Test func `there is no container of another name or tenant`() async throws {
        try await world.addSecret("B2C_1A_Secret", "x")
        #expect(try await world.keys.container("B2C_1A_Other", of: world.tenant.id) == nil)
        #expect(try await world.keys.secret("B2C_1A_Secret", of: Tenant.ID("other")) == nil)
    }

    @Test func `a key that was changed is seen after ten seconds, one that was made is too`() async throws {
        let keys = world.keys
        #expect(try await keys.secret("B2C_1A_Secret", of: world.tenant.id) == nil)
        try await world.addSecret("B2C_1A_Secret", "one")
        world.clock.advance(seconds: 10)
        #expect(try await keys.secret("B2C_1A_Secret", of: world.tenant.id)?.exposed == "one")
        try await world.addSecret("B2C_1A_Secret", "two")
        world.clock.advance(seconds: 9)
        #expect(try await keys.secret("B2C_1A_Secret", of: world.tenant.id)?.exposed == "one")
        world.clock.advance(seconds: 1)
        #expect(try await keys.secret("B2C_1A_Secret", of: world.tenant.id)?.exposed == "two")
    }

    @Test func `material that is no key is an error, not an empty container`() async throws {
        try await world.store.keySets.save(
            KeySet(
                tenant: world.tenant.id, name: "B2C_1A_Broken", use: .signature,
                keys: [KeySet.Key(id: "k", material: Secret(["kty": "EC"]), createdAt: world.clock.now)]))
        await #expect(throws: JOSEError.self) { try await world.keys.container("B2C_1A_Broken", of: world.tenant.id) }
    }

    @Test func `a digest tells answers apart, and purposes`() {
        let keys = world.keys
        #expect(keys.digest(of: "a", for: "x") == keys.digest(of: "a", for: "x"))
        #expect(keys.digest(of: "a", for: "x") != keys.digest(of: "b", for: "x"))
        #expect(keys.digest(of: "a", for: "x") != keys.digest(of: "a", for: "y"))
        #expect(keys.digest(of: "\u{0}b", for: "a") != keys.digest(of: "b", for: "a\u{0}"))
    }
}
