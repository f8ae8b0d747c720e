import Base
import Journey
import Policy
import TestSupport
import Testing

@testable import JourneyRuntime

struct CodeTests {
    private let world = TestWorld()

    private func book() -> CodeBook { CodeBook(random: world.random, keys: world.keys) }

    @Test func `a code is right once, for its subject`() throws {
        let book = book()
        let code = try #require(book.issue(for: "a", at: world.clock.now))
        #expect(code.count == 6)
        #expect(book.check(code, for: "b", at: world.clock.now) == .none)
        let typed = " \(code.prefix(3))-\(code.suffix(3)) "
        #expect(book.check(typed, for: "a", at: world.clock.now) == .right)
        #expect(book.check(code, for: "a", at: world.clock.now) == .none)
    }

    @Test func `too many tries void a code, even for the right one`() throws {
        let book = book()
        let code = try #require(book.issue(for: "a", at: world.clock.now))
        for _ in 0..<4 { #expect(book.check("nope", for: "a", at: world.clock.now) == .wrong) }
        #expect(book.check("nope", for: "a", at: world.clock.now) == .exhausted)
        #expect(book.check(code, for: "a", at: world.clock.now) == .exhausted)
    }

    @Test func `a code is good for its time, and a newer one voids it`() throws {
        let book = book()
        let first = try #require(book.issue(for: "a", at: world.clock.now))
        #expect(book.check(first, for: "a", at: world.clock.now.adding(seconds: 600)) == .expired)
        let second = try #require(book.issue(for: "a", at: world.clock.now))
        #expect(book.check(first, for: "a", at: world.clock.now) == .wrong)
        #expect(book.check(second, for: "a", at: world.clock.now.adding(seconds: 599)) == .right)
    }

    @Test func `a transaction gets so many codes and no more, and keeps count when it is stored`() throws {
        let first = book()
        for _ in 0..<5 { #expect(first.issue(for: "a", at: world.clock.now) != nil) }
        let again = CodeBook(
            CodeBook.Content(stored: first.content.stored), random: world.random, keys: world.keys)
        #expect(again.content == first.content)
        #expect(again.issue(for: "a", at: world.clock.now) == nil)
        #expect(again.issue(for: "b", at: world.clock.now) != nil)
    }

    private func send(
        _ recipient: String, from address: String = TestWorld.address
    ) async throws -> CodeSender.Outcome {
        var environment = world.environment
        environment.request.address = address
        return try await CodeSender(
            services: world.services, tenant: world.tenant, environment: environment, codes: book()
        ).send(.mail, to: recipient, for: "mail:\(recipient)")
    }

    @Test func `a stranger who has codes sent to somebody does not keep that person from getting one`() async throws {
        for stranger in 0..<3 {
            let address = "198.51.100.\(stranger)"
            for _ in 0..<10 { #expect(try await send("ada@example.com", from: address) == .sent) }
            #expect(try await send("ada@example.com", from: address).isThrottled)
        }
        #expect(try await send("ada@example.com") == .sent)
        // There is an end to what one recipient is sent, from however many networks.
        for stranger in 10..<60 { _ = try await send("ada@example.com", from: "198.51.100.\(stranger)") }
        #expect(try await send("ada@example.com", from: "203.0.113.1").isThrottled)
    }

    @Test func `one network has so many codes sent, to whomever, and the others are none the worse`() async throws {
        for number in 0..<301 { _ = try await send("p\(number)@example.com", from: "198.51.100.7") }
        #expect(try await send("ada@example.com", from: "198.51.100.7").isThrottled)
        #expect(try await send("ada@example.com", from: "198.51.100.8") == .sent)
        for number in 0..<400 { #expect(try await send("q\(number)@example.com", from: "10.0.0.1") == .sent) }
    }

    @Test func `a recipient gets so many codes over all browsers, all at once or not`() async throws {
        for _ in 0..<10 { #expect(try await send("ada@example.com") == .sent) }
        let until = world.clock.now.adding(seconds: 600)
        #expect(try await send("ADA@example.com") == .throttled(until: until))
        #expect(try await send("bob@example.com") == .sent)
        world.clock.advance(seconds: 600)
        #expect(try await send("ada@example.com") == .sent)
        #expect(world.courier.sent.count == 12)
    }

    @Test func `a courier that is down is a failure, for the log and the person`() async throws {
        world.courier.goDown()
        #expect(try await send("ada@example.com") == .failed)
        #expect(world.events.names == ["verification.notSent"])
    }

    @Test func `Azure MFA sends a code and checks it`() async throws {
        func profile(_ operation: String) -> TechnicalProfile {
            .of(
                "AzureMfaProtocolProvider", [("Operation", operation)],
                inputs: [.claim("phone", "phoneNumber"), .claim("code", "verificationCode")])
        }
        let codes = book()
        let phone: Claims = ["phone": .phoneNumber("+41446681800")]
        #expect(try await world.run(profile("OneWaySMS"), phone, codes: codes).claims != nil)
        let sent = try #require(world.courier.sent.first)
        #expect(sent.channel == .text && sent.recipient == "+41446681800" && sent.host == "login.example")

        let wrong = try await world.run(profile("Verify"), phone.merging(["code": "x"]), codes: codes)
        #expect(wrong.message?.id == "UserMessageIfWrongCodeEntered")
        let other: Claims = ["phone": .phoneNumber("+41446681801"), "code": .string(sent.code)]
        #expect(try await world.run(profile("Verify"), other, codes: codes).message != nil)
        let right = phone.merging(["code": .string(sent.code)])
        #expect(try await world.run(profile("Verify"), right, codes: codes).claims != nil)
        #expect(try await world.run(profile("Verify"), right, codes: codes).message != nil)
        let bad: Claims = ["phone": "0446681800"]
        #expect(try await world.run(profile("OneWaySMS"), bad, codes: codes).message?.code == "AADB2C90145")
        await #expect(throws: ProfileConfigurationError.self) { try await world.run(profile("Fax"), phone) }
    }
}

extension CodeSender.Outcome {
    fileprivate var isThrottled: Bool {
        if case .throttled = self { true } else { false }
    }
}
