import Base
import Directory
import Journey
import Policy
import TestSupport
import Testing

@testable import JourneyRuntime

/// b2c-reference §11.5.
struct LocalSignInTests {
    private let world = TestWorld(
        TestWorld.policy([
            "continueOnPasswordExpiration": .boolean, "forceChange": .boolean, "passwordExpired": .boolean,
        ]))

    private func profile(continues: Bool = false) -> TechnicalProfile {
        var profile = TechnicalProfile.of(
            "", [("grant_type", "password")],
            inputs: [.claim("signInName", "username"), .claim("password"), .claim("continueOnPasswordExpiration")],
            outputs: [
                .claim("objectId", "oid"), .claim("tenantId", "tid"), .claim("displayName", "name"),
                .claim("userPrincipalName", "upn"), .claim("passwordExpired"),
                .claim("forceChange", "forceChangePasswordNextLogin"),
                .claim("authenticationSource", default: "localAccountAuthentication"),
            ])
        profile.handler = nil
        profile.protocolName = .openIDConnect
        return profile
    }

    private func signIn(
        _ password: String = "Correct-horse-7", name: String = "ada@example.com", with more: Claims = [:],
        from address: String = TestWorld.address
    ) async throws -> TestWorld.Ran {
        try await world.run(
            profile(),
            Claims(dictionaryLiteral: ("signInName", .string(name)), ("password", .string(password)))
                .merging(more), from: address)
    }

    @Test func `the right password gives the account's claims`() async throws {
        let user = try await world.addUser { $0.attributes["displayName"] = "Ada" }

        let claims = try await signIn(name: "ADA@example.com").claims

        #expect(claims?["objectId"]?.text == user.id.text)
        #expect(claims?["tenantId"]?.text == world.tenant.id.text)
        #expect(claims?["displayName"] == "Ada")
        #expect(claims?["authenticationSource"] == "localAccountAuthentication")
    }

    @Test func `a wrong password, an unknown name and a person without a password are the same, in words and work`()
        async throws
    {
        _ = try await world.addUser()
        _ = try await world.addUser(
            "fed@example.com", id: "f0000000-0000-4000-8000-000000000001", password: nil)

        let answers = [
            try await signIn("wrong"), try await signIn(name: "nobody@example.com"),
            try await signIn(name: "fed@example.com"),
        ]

        #expect(answers.allSatisfy { $0 == answers[0] })
        #expect(answers[0].message?.id == "UserMessageIfInvalidPassword")
        #expect(world.passwords.checked == 3)
    }

    @Test func `after ten failures even the right password waits, longer each time, and costs the same work`()
        async throws
    {
        _ = try await world.addUser()
        for number in 0..<10 { #expect(try await signIn("wrong \(number)").message?.code == "AADB2C90054") }
        let before = world.passwords.checked

        #expect(try await signIn().message?.id == "UserMessageIfUserAccountLocked")
        #expect(try await signIn().message?.code == "AADB2C90114")
        #expect(world.passwords.checked == before + 2)
        #expect(try await signIn().message?.waitSeconds == 60)
        world.clock.advance(seconds: 25)
        #expect(try await signIn().message?.waitSeconds == 35)

        world.clock.advance(seconds: 35)
        #expect(try await signIn("wrong again").message?.code == "AADB2C90054")
        world.clock.advance(seconds: 60)
        #expect(try await signIn().message?.code == "AADB2C90114")
        #expect(try await signIn().message?.waitSeconds == 60)
        world.clock.advance(seconds: 60)
        #expect(try await signIn().claims != nil)
        // A success forgets it all.
        #expect(try await signIn("wrong 1").message?.code == "AADB2C90054")
        #expect(try await signIn().claims != nil)
    }

    @Test func `who guesses from elsewhere locks out themselves, not the person`() async throws {
        _ = try await world.addUser()
        for number in 0..<20 { _ = try await signIn("wrong \(number)", from: "198.51.100.\(number / 10)") }
        #expect(try await signIn(from: "198.51.100.0").message?.code == "AADB2C90114")
        #expect(try await signIn().claims != nil)
    }

    @Test func `many who guess at one account lock it, but not where its person has signed in before`() async throws {
        _ = try await world.addUser()
        #expect(try await signIn().claims != nil)
        for number in 0..<60 { _ = try await signIn("wrong \(number)", from: "198.51.100.\(number)") }
        #expect(try await signIn(from: "192.0.2.77").message?.code == "AADB2C90114")
        #expect(try await signIn().claims != nil)
        // After thirty days the place is one like any other.
        world.clock.advance(seconds: 30 * 86_400)
        for number in 0..<60 { _ = try await signIn("wrong \(number)", from: "198.51.100.\(number)") }
        #expect(try await signIn().message?.code == "AADB2C90114")
    }

    @Test func `one who tries many accounts waits, and the others do not`() async throws {
        _ = try await world.addUser()
        for number in 0..<140 { _ = try await signIn("Summer2026", name: "person\(number)@example.com") }
        // The work is the same for those that were not judged.
        #expect(world.passwords.checked == 140)
        #expect(try await signIn().message?.code == "AADB2C90114")
        #expect(try await signIn(from: "192.0.2.77").claims != nil)
        world.clock.advance(seconds: 10)
        #expect(try await signIn().claims != nil)
    }

    @Test func `many people behind one address sign in`() async throws {
        for person in 100..<250 {
            let name = "p\(person)@example.com"
            _ = try await world.addUser(name, id: "a0000000-0000-4000-8000-000000000\(person)")
            #expect(try await signIn(name: name).claims != nil)
        }
    }

    @Test func `an IPv6 network is one place, however many addresses it has`() async throws {
        for number in 0..<10 { _ = try await signIn("wrong \(number)", from: "2001:db8:1:2::\(number)") }
        #expect(try await signIn(from: "2001:db8:1:2:ffff::1").message?.code == "AADB2C90114")
        #expect(try await signIn("wrong", from: "2001:db8:1:3::1").message?.code == "AADB2C90054")
    }

    @Test(arguments: ["127.0.0.1", "10.20.30.40", "::1"])
    func `behind a proxy that nobody told us of, only the account that is guessed at waits`(
        address: String
    ) async throws {
        _ = try await world.addUser()
        for number in 0..<200 { _ = try await signIn("Summer2026", name: "p\(number)@example.com", from: address) }
        #expect(try await signIn(from: address).claims != nil)
        for number in 0..<10 { _ = try await signIn("wrong \(number)", from: address) }
        #expect(try await signIn(from: address).message?.code == "AADB2C90114")
    }

    @Test func `the same wrong password counts once`() async throws {
        _ = try await world.addUser()
        for _ in 0..<30 { _ = try await signIn("the old one") }
        #expect(try await signIn().claims != nil)
    }

    @Test func `an unknown name locks as a known one does`() async throws {
        for number in 0..<10 { _ = try await signIn("wrong \(number)", name: "nobody@example.com") }
        #expect(try await signIn(name: "Nobody@example.com").message?.code == "AADB2C90114")
    }

    @Test func `many guesses at once are no way round the limit`() async throws {
        _ = try await world.addUser()
        let (world, profile) = (world, profile())
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<60 {
                group.addTask {
                    _ = try? await world.run(
                        profile, ["signInName": "ada@example.com", "password": .string("guess \(number)")])
                }
            }
        }
        #expect(world.passwords.againstHash <= 10)
    }

    @Test func `a disabled account is told so only with the right password`() async throws {
        _ = try await world.addUser { $0.isEnabled = false }
        #expect(try await signIn("wrong").message?.code == "AADB2C90054")
        #expect(try await signIn().message?.id == "UserMessageIfUserAccountDisabled")
    }

    @Test func `a password that must change lets nobody in, unless the policy goes on with it`() async throws {
        _ = try await world.addUser { $0.forcesPasswordChange = true }
        #expect(try await signIn().message?.id == "UserMessageIfPasswordExpired")

        let claims = try await signIn(with: ["continueOnPasswordExpiration": true]).claims
        #expect(claims?["forceChange"] == true)
        #expect(claims?["objectId"] == nil)
    }

    @Test func `an old hash is made anew`() async throws {
        let user = try await world.addUser { $0.passwordHash = "old:Correct-horse-7" }
        #expect(try await signIn().claims != nil)
        #expect(try await world.user(user.id)?.passwordHash == "plain:Correct-horse-7")
    }

    @Test func `without a name or a password nothing is looked up`() async throws {
        let message = try await world.run(profile(), ["signInName": "ada@example.com"]).message
        #expect(message?.code == "AADB2C90054")
        #expect(world.passwords.checked == 0)
    }
}
