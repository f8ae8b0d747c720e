import Base
import Directory
import Journey
import Passwordless
import Policy
import TestSupport
import Testing

@testable import JourneyRuntime

/// The authenticator apps of b2c-reference §11.12.
struct AuthenticatorAppTests {
    private let world = TestWorld(TestWorld.policy(["devices": .int]))
    private static let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

    /// RFC 6238 Appendix B, of whose eight digits the last six count.
    @Test(arguments: [
        (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
        (2_000_000_000, "279037"), (20_000_000_000, "353130"),
    ])
    func `codes are those of RFC 6238`(seconds: Int64, code: String) {
        let app = TimeBasedCode(secret: Bytes(utf8: "12345678901234567890"))
        #expect(app.text(at: TimeBasedCode.step(at: Timestamp(seconds: seconds))) == code)
    }

    @Test(arguments: ["MY======", "my", "m y", "M-Y"])
    func `secrets are read as people type them`(text: String) {
        #expect(Base32.decode(text) == Bytes(utf8: "f"))
    }

    @Test func `what is no base32 is refused, and what is encoded comes back`() {
        #expect(Base32.decode("A1") == nil)
        let bytes = Bytes((0..<40).map { UInt8($0 * 6) })
        #expect(Base32.decode(Base32.encode(bytes)) == bytes)
    }

    private func profile(_ operation: String) -> TechnicalProfile {
        .of(
            "AzureMfaProtocolProvider", [("Operation", operation)],
            inputs: [
                .claim("upn", "userPrincipalName"), .claim("id", "objectId"), .claim("secretKey"), .claim("otpCode"),
            ], outputs: [.claim("devices", "numberOfAvailableDevices")])
    }

    private func book() -> CodeBook { CodeBook(random: world.random, keys: world.keys) }

    private func code(_ offset: Int64 = 0) throws -> String {
        let secret = try #require(Base32.decode(Self.secret))
        return TimeBasedCode(secret: secret).text(at: TimeBasedCode.step(at: world.clock.now) + offset)
    }

    private func begin(_ user: User, secret: String? = nil) async throws -> CodeBook {
        let codes = book()
        var claims: Claims = ["id": .string(user.id.text)]
        claims["secretKey"] = secret.map { .string($0) }
        let ran = try await world.run(profile("BeginVerifyOTP"), claims, codes: codes)
        #expect(ran.claims != nil, "\(ran)")
        return codes
    }

    private func verify(_ code: String, _ codes: CodeBook) async throws -> Name? {
        try await world.run(profile("VerifyOTP"), ["otpCode": .string(code)], codes: codes).message?.id
    }

    private func count(_ claims: Claims) async throws -> ClaimValue? {
        try await world.run(profile("GetAvailableDevices"), claims).claims?["devices"]
    }

    private func enrolled() async throws -> User {
        let user = try await world.addUser()
        #expect(try await verify(code(), begin(user, secret: Self.secret)) == nil)
        world.clock.advance(seconds: 60)
        return user
    }

    @Test func `the first right code makes the app the person's`() async throws {
        let user = try await world.addUser()
        #expect(try await count(["upn": "ada@example.com"]) == .integer(0))
        let codes = try await begin(user, secret: Self.secret)
        #expect(try await verify("000000", codes) == "UserMessageIfWrongCodeEntered")
        #expect(try await count(["upn": "ada@example.com"]) == .integer(0))
        let stored = CodeBook(CodeBook.Content(stored: codes.content.stored), random: world.random, keys: world.keys)
        #expect(try await verify(code(), stored) == nil)
        #expect(try await count(["upn": "ADA@example.com"]) == .integer(1))
        #expect(try await count(["objectId": .string(user.id.text)]) == .integer(1))
        #expect(try await count(["upn": "nobody@example.com"]) == .integer(0))
    }

    @Test func `the secret is sealed, and no policy reads or writes it`() async throws {
        let user = try await enrolled()
        let kept = try #require(try await world.user(user.id))
        let attributes = JSON.object(kept.attributes).text
        #expect(attributes.contains("softwareTokens") && !attributes.contains(Self.secret))
        #expect(!attributes.contains(Base64.encodeURL(try #require(Base32.decode(Self.secret)))))

        let key = ClaimReference.claim("id", "objectId")
        let read = TechnicalProfile.directory(
            "Read", key: key, outputs: [.claim("stolen", "cardea.softwareTokens")])
        let claims: Claims = ["id": .string(user.id.text), "mine": "x"]
        #expect(try await world.run(read, claims).claims?["stolen"] == nil)
        let write = TechnicalProfile.directory(
            "Write", key: key, persisted: [.claim("mine", "Cardea.softwareTokens")])
        _ = try await world.run(write, claims)
        let delete = TechnicalProfile.directory(
            "DeleteClaims", key: key, persisted: [.claim("mine", "cardea.softwareTokens")])
        _ = try await world.run(delete, claims)
        #expect(try await world.user(user.id)?.attributes == kept.attributes)
    }

    @Test func `each code is good once, also for two who send it at once`() async throws {
        let user = try await enrolled()
        let books = [try await begin(user), try await begin(user), try await begin(user), try await begin(user)]
        let code = try code()
        let right = try await withThrowingTaskGroup(of: Bool.self) { group in
            for codes in books { group.addTask { try await verify(code, codes) == nil } }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(right == 1)
        // An earlier step is void as well.
        #expect(try await verify(self.code(-1), begin(user)) == "UserMessageIfWrongCodeEntered")
        #expect(try await verify(self.code(1), begin(user)) == nil)
    }

    @Test func `a clock may be half a minute off and no more`() async throws {
        let user = try await enrolled()
        #expect(try await verify(code(-2), begin(user)) == "UserMessageIfWrongCodeEntered")
        #expect(try await verify(code(2), begin(user)) == "UserMessageIfWrongCodeEntered")
        #expect(try await verify(code(-1), begin(user)) == nil)
    }

    @Test func `guesses end, over all transactions`() async throws {
        let user = try await enrolled()
        for _ in 0..<10 { #expect(try await verify("000000", begin(user)) == "UserMessageIfWrongCodeEntered") }
        #expect(try await verify(code(), begin(user)) == "UserMessageIfMaxAllowedCodeRetryReached")
        world.clock.advance(seconds: 60)
        #expect(try await verify(code(), begin(user)) == nil)
    }

    @Test func `without an app, a person or a usable secret there is nothing to verify`() async throws {
        let user = try await world.addUser()
        let begin = profile("BeginVerifyOTP")
        let id: Claims = ["id": .string(user.id.text)]
        #expect(try await world.run(begin, id).message?.id == "UserMessageIfServerError")
        #expect(try await world.run(begin, id.merging(["secretKey": "AAAA"])).message?.id == "UserMessageIfServerError")
        #expect(try await world.run(begin, id.merging(["secretKey": "11"])).message?.id == "UserMessageIfServerError")
        #expect(try await world.run(begin, ["secretKey": "GEZDGNBVGY3TQOJQ"]).message != nil)
        #expect(try await verify("000000", book()) == "UserMessageIfServerError")
    }

    @Test func `a person has five apps at most`() async throws {
        let user = try await world.addUser()
        for number in 0..<5 {
            let secret = Bytes(repeating: UInt8(number), count: 20)
            let codes = try await begin(user, secret: Base32.encode(secret))
            let code = TimeBasedCode(secret: secret).text(at: TimeBasedCode.step(at: world.clock.now))
            #expect(try await verify(code, codes) == nil)
        }
        let sixth = try await world.run(
            profile("BeginVerifyOTP"), ["id": .string(user.id.text), "secretKey": .string(Self.secret)])
        #expect(sixth.message?.id == "UserMessageIfServerError")
    }
}
