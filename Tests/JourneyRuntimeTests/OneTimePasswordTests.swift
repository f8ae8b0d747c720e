import Base
import Journey
import Policy
import TestSupport
import Testing

@testable import JourneyRuntime

/// b2c-reference §11.13, §11.14.
struct OneTimePasswordTests {
    private let world = TestWorld()

    private func profile(_ operation: String, _ metadata: (String, String)...) -> TechnicalProfile {
        .of(
            "OneTimePasswordProtocolProvider", [("Operation", operation)] + metadata,
            inputs: [.claim("email", "identifier"), .claim("typed", "otpToVerify")],
            outputs: [.claim("otp", "otpGenerated")])
    }

    private func book() -> CodeBook { CodeBook(random: world.random, keys: world.keys) }

    private func generate(
        _ codes: CodeBook, _ metadata: [(String, String)] = [], for email: String = "ada@example.com"
    ) async throws -> TestWorld.Ran {
        var profile = profile("GenerateCode")
        profile.metadata = .init(
            ([("Operation", "GenerateCode")] + metadata).map { .init(key: $0.0, value: $0.1, location: here) })
        return try await world.run(profile, ["email": .string(email)], codes: codes)
    }

    private func verify(
        _ code: String, _ codes: CodeBook, for email: String = "ada@example.com"
    ) async throws -> UserMessage? {
        try await world.run(
            profile("VerifyCode"), ["email": .string(email), "typed": .string(code)], codes: codes
        ).message
    }

    @Test func `a code is made, checked once, and of its identifier alone`() async throws {
        let codes = book()
        let code = try #require(try await generate(codes).claims?["otp"]?.text)
        #expect(code.count == 6 && code.allSatisfy(\.isNumber))
        #expect(try await verify(code, codes, for: "eve@example.com")?.id == "UserMessageIfSessionDoesNotExist")
        #expect(try await verify("nope", codes)?.id == "UserMessageIfVerificationFailedRetryAllowed")
        #expect(try await verify(code, codes, for: "ADA@example.com") == nil)
        #expect(try await verify(code, codes)?.id == "UserMessageIfSessionDoesNotExist")
    }

    @Test func `a stored transaction holds no code`() async throws {
        let codes = book()
        let code = try #require(try await generate(codes).claims?["otp"]?.text)
        #expect(!codes.content.stored.text.contains(code))
        let again = CodeBook(CodeBook.Content(stored: codes.content.stored), random: world.random, keys: world.keys)
        #expect(try await verify(code, again) == nil)
    }

    @Test(arguments: [
        ("0-9", 8, "0123456789"), ("a-f0-9", 12, "abcdef0123456789"), ("A-Z", 5, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        (#"0-9\-x"#, 20, "0123456789-x"),
    ])
    func `a code looks as the policy says`(set: String, length: Int, characters: String) async throws {
        let codes = book()
        let made = try await generate(codes, [("CharacterSet", set), ("CodeLength", String(length))])
        let code = try #require(made.claims?["otp"]?.text)
        #expect(code.count == length)
        #expect(code.allSatisfy { characters.contains($0) })
        #expect(try await verify(code, codes) == nil)
    }

    @Test(arguments: ["0-8", "9-0", "aaaaaaaaaaaaa", "\u{0}-\u{fff}", ""])
    func `a character set that makes codes too easy is refused when the policy is read`(set: String) async throws {
        await #expect(throws: ProfileConfigurationError.self) {
            _ = try await generate(book(), [("CharacterSet", set)])
        }
        await #expect(throws: ProfileConfigurationError.self) { try await world.run(profile("Make")) }
    }

    @Test func `the same code is said again where the policy wants it, and lives longer`() async throws {
        let codes = book()
        let reuse = [("ReuseSameCode", "true"), ("CodeExpirationInSeconds", "60")]
        let first = try await generate(codes, reuse).claims?["otp"]
        world.clock.advance(seconds: 50)
        #expect(try await generate(codes, reuse).claims?["otp"] == first)
        world.clock.advance(seconds: 50)
        let code = try #require(first?.text)
        #expect(try await verify(code, codes) == nil)
        #expect(try await generate(codes, reuse).claims?["otp"] != first)
        let other = try await generate(codes).claims?["otp"]
        #expect(try await generate(codes).claims?["otp"] != other)
    }

    @Test func `tries are counted over what is said again, and end with the policy's number`() async throws {
        let codes = book()
        let rules = [("ReuseSameCode", "true"), ("NumRetryAttempts", "2")]
        let code = try #require(try await generate(codes, rules).claims?["otp"]?.text)
        #expect(try await verify("a", codes)?.id == "UserMessageIfVerificationFailedRetryAllowed")
        _ = try await generate(codes, rules)
        #expect(try await verify("b", codes)?.id == "UserMessageIfMaxRetryAttempted")
        #expect(try await verify(code, codes)?.id == "UserMessageIfMaxRetryAttempted")
    }

    @Test func `so many codes and no more, until the last one has expired`() async throws {
        let codes = book()
        let rules = [("NumCodeGenerationAttempts", "3"), ("CodeExpirationInSeconds", "600")]
        for _ in 0..<3 { #expect(try await generate(codes, rules).claims != nil) }
        let refused = try await generate(codes, rules).message
        #expect(refused?.id == "UserMessageIfMaxNumberOfCodeGenerated")
        #expect((1...600).contains(refused?.waitSeconds ?? 0))
        #expect(try await generate(codes, rules, for: "bob@example.com").claims != nil)
        world.clock.advance(seconds: 600)
        #expect(try await generate(codes, rules).claims != nil)
    }

    @Test func `a code expires`() async throws {
        let codes = book()
        let code = try #require(try await generate(codes, [("CodeExpirationInSeconds", "60")]).claims?["otp"]?.text)
        world.clock.advance(seconds: 60)
        let message = try await verify(code, codes)
        #expect(message?.id == "UserMessageIfSessionDoesNotExist")
        #expect(message?.aliases == ["UserMessage.VerificationHasExpired"])
    }

    @Test func `guesses are counted over all transactions`() async throws {
        for _ in 0..<25 {
            let codes = book()
            _ = try await generate(codes)
            for _ in 0..<4 { _ = try await verify("nope", codes) }
        }
        let codes = book()
        let code = try #require(try await generate(codes).claims?["otp"]?.text)
        #expect(try await verify(code, codes)?.id == "UserMessageIfMaxRetryAttempted")
        world.clock.advance(seconds: 601)
        let later = book()
        let fresh = try #require(try await generate(later).claims?["otp"]?.text)
        #expect(try await verify(fresh, later) == nil)
    }

    private func reset(_ operation: String) -> TechnicalProfile {
        .of(
            "AadSsprProtocolProvider", [("Operation", operation), ("allowTestEmailAddressPassThrough", "true")],
            inputs: [.claim("email", "emailAddress"), .claim("typed", "verificationCode")])
    }

    @Test func `AadSspr mails a code and checks it`() async throws {
        let codes = book()
        let email: Claims = ["email": "ada@example.com"]
        #expect(try await world.run(reset("SendCode"), email, codes: codes).claims != nil)
        let sent = try #require(world.courier.sent.first)
        #expect(sent.channel == .mail && sent.recipient == "ada@example.com")

        func verify(_ code: String, _ email: Claims) async throws -> Name? {
            try await world.run(reset("VerifyCode"), email.merging(["typed": .string(code)]), codes: codes).message?.id
        }
        #expect(try await verify("nope", email) == "UserMessageIfVerificationFailedRetryAllowed")
        let retry: Name = "UserMessageIfVerificationFailedRetryAllowed"
        #expect(try await verify(sent.code, ["email": "eve@example.com"]) == retry)
        #expect(try await verify(sent.code, email) == nil)
        #expect(try await verify(sent.code, email) == retry)
        _ = try await world.run(reset("SendCode"), email, codes: codes)
        for _ in 0..<4 { #expect(try await verify("nope", email) == "UserMessageIfVerificationFailedRetryAllowed") }
        #expect(try await verify("nope", email) == "UserMessageIfVerificationFailedNoRetry")
    }

    @Test func `AadSspr says what is wrong with the address, the carrier, and too many mails`() async throws {
        let bad = try await world.run(reset("SendCode"), ["email": "nobody"])
        #expect(bad.message?.id == "UserMessageIfInternalError")
        for _ in 0..<10 { _ = try await world.run(reset("SendCode"), ["email": "ada@example.com"]) }
        let many = try await world.run(reset("SendCode"), ["email": "ada@example.com"])
        #expect(many.message?.id == "UserMessageIfThrottled")
        world.courier.goDown()
        let down = try await world.run(reset("SendCode"), ["email": "bob@example.com"])
        #expect(down.message?.id == "UserMessageIfInternalError")
    }
}
