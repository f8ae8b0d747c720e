import Base
import Cryptography
import Testing

struct PasswordTests {
    let password = Secret("correct horse battery staple")

    @Test func `a hash names its costs, and matches its password only`() throws {
        let hash = try PasswordHash(hashing: password)

        #expect(hash.phc.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(hash.matches(password))
        #expect(!hash.matches(Secret("correct horse battery stapl")))
        #expect(!hash.matches(Secret("")))
        #expect(!hash.needsRehash)
        #expect(try PasswordHash(hashing: password) != hash)
    }

    /// From `src/test.c` of the reference implementation, phc-winner-argon2.
    @Test func `a hash with other costs matches and asks to be made again`() throws {
        let phc = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
        let hash = try #require(PasswordHash(phc: phc))

        #expect(hash.matches(Secret("password")))
        #expect(hash.needsRehash)
    }

    @Test(arguments: [
        "", "password", "$2b$10$abcdefghijklmnopqrstuv", "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$AAAA",
        "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$AAAA", "$argon2id$v=19$m=19456,t=200,p=1$c29tZXNhbHQ$AAAA",
        "$argon2id$v=19$m=19456,t=2,p=4$c29tZXNhbHQ$AAAA",
    ])
    func `a text that is no affordable Argon2id hash is refused`(phc: String) {
        #expect(PasswordHash(phc: phc) == nil)
    }

    @Test func `the hasher answers as the functions do`() async throws {
        let hasher = PasswordHasher(workers: 2)
        let hash = try await hasher.hash(password)

        #expect(try await hasher.verify(password, against: hash))
        #expect(try await !hasher.verify(Secret("wrong"), against: hash))
        try await hasher.decoy(password)
    }

    @Test func `an unknown user costs what a known one does`() async throws {
        let hasher = PasswordHasher(workers: 1)
        let hash = try await hasher.hash(password)
        let clock = ContinuousClock()

        var real: [Duration] = []
        var decoy: [Duration] = []
        func isAlike() throws -> Bool { try #require(decoy.min()) > (try #require(real.min())) / 2 }
        // The fastest of several, since others use this machine too; without the work the decoy would take
        // microseconds, in any round.
        for round in 1...40 where try round <= 5 || !isAlike() {
            real.append(try await clock.measure { _ = try await hasher.verify(Secret("wrong"), against: hash) })
            decoy.append(try await clock.measure { try await hasher.decoy(Secret("wrong")) })
        }

        #expect(try isAlike())
    }

    @Test func `beyond its limit the queue refuses and does not grow`() async throws {
        let hasher = PasswordHasher(workers: 1, queueLimit: 2)
        let hash = try PasswordHash(hashing: password)

        let answers = await withTaskGroup(of: String.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do {
                        return try await hasher.verify(Secret("correct horse battery staple"), against: hash)
                            ? "yes" : "no"
                    } catch is PasswordHasher.Overload { return "overload" } catch { return "\(error)" }
                }
            }
            return await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        }

        #expect(answers["overload", default: 0] > 0)
        #expect(answers["yes", default: 0] >= 3)
        #expect(answers["yes", default: 0] + answers["overload", default: 0] == 20)
        #expect(try await hasher.verify(password, against: hash))
    }
}
