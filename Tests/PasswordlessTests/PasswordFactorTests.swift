import Base
import Cryptography
import Directory
import Passwordless
import TestSupport
import Testing

/// What a realm takes as a password (NIST SP 800-63B-4 §3.1.1.2, ASVS 6.2).
struct PasswordFactorTests {
    private func refusal(_ password: String, _ world: FactorWorld) async throws -> FactorRefusal? {
        let begun = try await world.begin(
            .password, try await world.challenge(world.ada, scope: [EnrolmentDesk.additionScope]))
        do {
            _ = try await world.finish(["password": .string(password)], .password, begun)
            return nil
        } catch let refusal as FactorRefusal {
            return refusal
        }
    }

    @Test(arguments: [
        ([], "kT7!vq02pLx9", false), ([], "kT7!vq02pLx9ab4", true), (["urn:cardea:aal1"], "kT7!vq02pLx9", false),
        (["urn:cardea:aal2"], "kT7!vq02pLx9", true), (["phr"], "kT7!vq02", true), (["phr"], "kT7!vq0", false),
        ([], String(repeating: "many words that nobody guesses ", count: 20), true),
    ])
    func `fifteen characters stand alone, eight beside a second factor`(
        classes: [String], password: String, isTaken: Bool
    ) async throws {
        let world = try await FactorWorld(methods: [.password, .passkey]) { $0.requiredClasses = classes }
        let refusal = try await refusal(password, world)
        #expect((refusal == nil) == isTaken, "\(String(describing: refusal))")
    }

    @Test func `no kinds of characters are asked for, and none is refused`() async throws {
        for password in ["plainwordsofmanykinds", "Ωραία μέρα σήμερα ναι", "雨の日には本を読むのが好きです。"] {
            let world = try await FactorWorld(methods: [.password])
            #expect(try await refusal(password, world) == nil, "\(password)")
        }
    }

    @Test func `what is written in two ways is one password, and a long one is not cut`() async throws {
        let world = try await FactorWorld(methods: [.password])
        let tail = String(repeating: "x", count: 300)
        #expect(try await refusal("e\u{301}tude in ﬁve parts \(tail)1", world) == nil)
        for (typed, isRight) in [
            ("étude in five parts \(tail)1", true), ("étude in five parts \(tail)2", false),
            ("étude in five parts \(tail)", false),
        ] {
            let open = try await world.asked(.password)
            let reason = try await reason { _ = try await world.answer(["password": .string(typed)], .password, open) }
            #expect((reason == nil) == isRight, "\(typed.prefix(25))")
        }
    }

    @Test func `whoever was brought along with an unusual spelling gets in by it, and by the usual one afterwards`()
        async throws
    {
        let world = try await FactorWorld(methods: [.password])
        let typed = "e\u{301}tude in ﬁve parts"
        try await world.change(world.ada) { $0.passwordHash = String(typed.reversed()) }
        for spelling in [typed, "étude in five parts"] {
            let open = try await world.asked(.password)
            _ = try await world.answer(["password": .string(spelling)], .password, open)
        }
    }

    @Test func `a breached one is refused, and none is taken while the list is not there`() async throws {
        let folder = TemporaryDirectory()
        let breached = "several plain words in a long row"
        let line = "\(Hex.encode(Hash.sha1(breached.utf8)).uppercased()):12"
        let path = try folder.write("\(line)\r\n", to: "breached")
        let world = try await FactorWorld(methods: [.password]) { $0.breachedPasswords = path }
        #expect(try await refusal(breached, world)?.detail.contains("breached") == true)
        #expect(try await refusal("several other plain words in a row", world) == nil)

        let lost = try await FactorWorld(methods: [.password]) { $0.breachedPasswords = "\(path).gone" }
        let refusal = try await refusal("several other plain words in a row", lost)
        #expect(refusal?.reason == .unacceptable && refusal?.detail.contains("cannot be read") == true)
    }
}
