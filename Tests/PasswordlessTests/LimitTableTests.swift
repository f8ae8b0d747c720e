import Base
import Cryptography
import Directory
import HTTP
import Storage
import TestSupport
import Testing

@testable import Passwordless

/// Every limit by itself: what differs from guess to guess, how many of those are free, and the waits that follow.
struct LimitTableTests {
    struct Guess: Sendable {
        var account: String?
        var claim: String?
        var address = "203.0.113.9"
        var device: String?
        var method = VerificationMethod.authenticatorApp
        var realm = "demo"
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let free: Int
        let waits: [Int64]
        let guess: @Sendable (Int) -> Guess

        init(_ name: String, free: Int, waits: [Int64], _ guess: @escaping @Sendable (Int) -> Guess) {
            (testDescription, self.free, self.waits, self.guess) = (name, free, waits, guess)
        }
    }

    /// Of all the networks there are, one after the other.
    private static func place(_ index: Int) -> String { "198.\(index % 90 + 18).\(index / 90 % 250).\(index / 22_500)" }

    private static let rows = [
        Row("an account, at an address", free: 10, waits: [60, 120, 240]) { _ in Guess(account: "ada") },
        Row("an identifier that nobody has, however it is written", free: 10, waits: [60, 120, 240]) { index in
            Guess(claim: index % 2 == 0 ? "nobody@example.com" : "NOBODY@example.com")
        },
        Row("an account, on a new device each time", free: 10, waits: [60, 120]) { index in
            Guess(account: "ada", device: "device-\(index)")
        },
        Row("an account, by a new method each time", free: 10, waits: [60, 120]) { index in
            Guess(account: "ada", method: [.authenticatorApp, .emailCode, .password][index % 3])
        },
        Row("an account, from everywhere", free: 50, waits: [60, 120, 240]) { index in
            Guess(account: "ada", address: place(index))
        },
        Row("an address, whatever the account", free: 101, waits: [10, 20, 40, 80, 160, 300, 300]) { index in
            Guess(account: "user-\(index)")
        },
        Row("a network of IPv6, whatever the account", free: 101, waits: [10, 20, 40]) { index in
            Guess(account: "user-\(index)", address: "2001:db8:0:7::\(index + 1)")
        },
        Row("a device, whatever the account and the address", free: 31, waits: [30, 60, 120]) { index in
            Guess(account: "user-\(index)", address: place(index), device: "device")
        },
        Row("a realm, whatever else", free: 3601, waits: [5, 10, 20, 40, 60, 60]) { index in
            Guess(account: "user-\(index)", address: place(index), device: "device-\(index)")
        },
    ]

    private struct World {
        let clock = TestClock()
        let limits: FactorLimits

        init() async throws {
            let store = try await Store.inMemory(sealing: OpenSealing())
            limits = FactorLimits(
                attempts: store.attempts, digestKey: Secret(Bytes(repeating: 7, count: 32)), now: clock.read)
        }

        private func parts(_ guess: Guess) -> (VerificationMethod, Passwordless.Challenge, RealmContext, ClientFacts) {
            let realm = Realm(
                id: Realm.ID(guess.realm), tenant: Tenant.ID("\(guess.realm)-tenant"), displayName: guess.realm)
            var notes = JSON.Object()
            notes["identifier"] = guess.claim.map { .string($0) }
            let challenge = Passwordless.Challenge(
                realm: realm.id, user: guess.account.map { User.ID($0) }, action: "signIn", notes: notes,
                createdAt: clock.now, expiresAt: clock.now.adding(seconds: 600))
            let context = RealmContext(
                realm: realm, settings: RealmSettings(), origin: FactorWorld.origin, base: FactorWorld.origin)
            let client = ClientFacts(
                address: guess.address, userAgent: "test", device: guess.device.map { Device.ID($0) },
                correlationID: "c")
            return (guess.method, challenge, context, client)
        }

        /// How long a guess has to wait; nil: it was judged, and wrong.
        func wait(_ guess: Guess) async throws -> Int64? {
            let (method, challenge, realm, client) = parts(guess)
            let counted = try await reason { try await limits.count(method, challenge, in: realm, client) }
            guard let counted else { return nil }
            // To ask is no way round, and counts nothing.
            #expect(try await reason { try await limits.check(method, challenge, in: realm, client) } == counted)
            guard case .tooMany(let until?) = counted else { return -1 }
            return until.seconds - clock.now.seconds
        }

        func succeed(_ guess: Guess) async throws {
            let (method, challenge, realm, client) = parts(guess)
            try await limits.count(method, challenge, in: realm, client)
            try await limits.forgive(method, challenge, in: realm, client)
        }
    }

    @Test(arguments: rows)
    func `a limit holds, and its waits grow`(row: Row) async throws {
        let world = try await World()
        var next = 0
        while try await world.wait(row.guess(next)) == nil, next <= row.free { next += 1 }
        #expect(next == row.free)
        var waits: [Int64] = []
        for _ in row.waits {
            let wait = try #require(try await world.wait(row.guess(next)))
            waits.append(wait)
            // Another realm's people wait for nothing of this.
            var elsewhere = row.guess(next)
            elsewhere.realm = "other"
            if waits.count == 1 { #expect(try await world.wait(elsewhere) == nil) }
            world.clock.advance(seconds: wait)
            #expect(try await world.wait(row.guess(next + 1)) == nil, "one guess after the wait")
            next += 2
        }
        #expect(waits == row.waits)
    }

    @Test func `a device that its person has signed in with waits for nobody else's guesses`() async throws {
        let world = try await World()
        let own = Guess(account: "ada", address: "192.0.2.1", device: "own")
        try await world.succeed(own)
        for index in 0..<3700 {
            _ = try await world.wait(
                Guess(account: index % 9 == 0 ? "ada" : "user-\(index)", address: Self.place(index)))
        }

        #expect(try await world.wait(Guess(account: "ada", address: "192.0.2.2", device: "new")) != nil)
        #expect(try await world.wait(own) == nil)
    }

    @Test(arguments: [VerificationMethod.passkey, .securityKey, .magicLink, .recoveryCode])
    func `what nobody can guess is not counted for the realm`(method: VerificationMethod) async throws {
        let world = try await World()
        for index in 0..<3700 {
            #expect(
                try await world.wait(Guess(account: "user-\(index)", address: Self.place(index), method: method)) == nil
            )
        }
    }

    @Test func `right answers make nobody wait`() async throws {
        let world = try await World()
        for index in 0..<4000 {
            try await world.succeed(Guess(account: "user-\(index % 7)", device: "device"))
        }
        #expect(try await world.wait(Guess(account: "ada", device: "device")) == nil)
    }
}
