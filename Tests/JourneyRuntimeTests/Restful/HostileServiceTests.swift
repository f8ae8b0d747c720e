import Base
import HTTP
import Journey
import Policy
import TestSupport
import Testing

@testable import JourneyRuntime

/// Services that answer as none should.
struct HostileServiceTests {
    private let world = TestWorld(
        TestWorld.policy([
            "age": .int, "total": .long, "isNew": .boolean, "born": .date, "seen": .dateTime,
            "roles": .stringCollection,
            "name": .string,
        ]))

    private func profile(_ metadata: [(String, String)] = [], outputs: [ClaimReference] = []) -> TechnicalProfile {
        .of("RestfulProvider", [("ServiceUrl", "https://api.example/x")] + metadata, outputs: outputs)
    }

    private func answer(_ text: String, status: Int = 200) {
        world.fetch.answer(FetchResponse(status: status, body: Bytes(utf8: text)))
    }

    @Test(arguments: [
        "not json", "{\"a\":1", "{\"a\":1}{\"a\":2}", "{\"age\":1,\"age\":2}", "\"text\"", "true", "7", "null", "\u{0}",
        String(repeating: "[", count: 100_000), String(repeating: "{\"a\":", count: 5000), "{\"a\":1e999}",
        "{\"a\":\"\\ud800\"}", "<xml/>",
    ])
    func `what is not a JSON object or array is refused, and not shown`(body: String) async throws {
        answer(body)
        let message = try await world.run(profile(outputs: [.claim("age", default: "1")])).message
        #expect(message?.code == "AADB2C90261" && message?.text == nil)
        #expect(world.events.names == ["restful.failed"])
    }

    @Test(arguments: [
        ("age", "\"forty\""), ("age", "4294967296"), ("age", "1.5"), ("age", "[]"), ("isNew", "\"maybe\""),
        ("born", "\"yesterday\""), ("born", "\"2026-02-30\""), ("seen", "{}"), ("total", "1e30"),
    ])
    func `a value of the wrong type is refused`(claim: String, value: String) async throws {
        answer("{\"\(claim)\":\(value)}")
        #expect(try await world.run(profile(outputs: [.claim(Name(claim))])).message?.code == "AADB2C90037")
    }

    @Test(arguments: [
        ("age", "41.0", ClaimValue.integer(41)), ("age", "\" 41 \"", .integer(41)), ("isNew", "\"TRUE\"", true),
        ("isNew", "0", false), ("seen", "1795250875", .dateTime(Timestamp(seconds: 1_795_250_875))),
        ("seen", "\"2026-11-21T08:47:55.0000000Z\"", .dateTime(Timestamp(seconds: 1_795_250_875))),
        ("roles", "[\"a\",null,3,{\"b\":1}]", .stringCollection(["a", "3", "{\"b\":1}"])),
        ("roles", "\"one\"", .stringCollection(["one"])), ("roles", "[]", .stringCollection([])),
        ("name", "{\"de\":\"Ada\"}", "{\"de\":\"Ada\"}"), ("name", "false", "False"), ("name", "12", "12"),
        ("total", "-9007199254740993", .integer(-9_007_199_254_740_993)),
    ])
    func `a value of another spelling is read`(claim: String, value: String, expected: ClaimValue) async throws {
        answer("{\"\(claim)\":\(value)}")
        #expect(try await world.run(profile(outputs: [.claim(Name(claim))])).claims?[Name(claim)] == expected)
    }

    @Test func `a byte order mark is passed over`() async throws {
        world.fetch.answer(FetchResponse(status: 200, body: [0xef, 0xbb, 0xbf] + Bytes(utf8: "{\"age\":3}")))
        #expect(try await world.run(profile(outputs: [.claim("age")])).claims?["age"] == .integer(3))
    }

    @Test(arguments: [
        ("a.b", "deep"), ("$.a.b", "deep"), ("$['a']['b']", "deep"), ("a[\"b\"]", "deep"), ("list[0].name", "first"),
        ("list.1.name", "second"), ("elements[0].handle~.mail", "m@x"), ("dotted.name", "whole"),
        ("['with space']", "spaced"), ("nothing.at.all", nil), ("list[9].name", nil), ("list[-1].name", nil),
        ("list[x", nil), ("a.null", nil), ("['a.b", nil), ("", nil), ("a.b.c", nil),
    ])
    func `a path finds its value, or nothing`(path: String, value: String?) async throws {
        world.fetch.answer([
            "a": ["b": "deep", "null": .null], "list": [["name": "first"], ["name": "second"]],
            "elements": [["handle~": ["mail": "m@x"]]], "dotted.name": "whole", "with space": "spaced",
        ])
        let reading = profile([("ResolveJsonPathsInJsonTokens", "true")], outputs: [.claim("name", path)])
        #expect(try await world.run(reading).claims?["name"] == value.map { .string($0) })
    }

    @Test func `without the switch a path is a name`() async throws {
        world.fetch.answer(["a": ["b": "deep"], "a.b": "whole"])
        let claims = try await world.run(profile(outputs: [.claim("name", "a.b"), .claim("other", "a.c")])).claims
        #expect(claims?["name"] == "whole" && claims?["other"] == nil)
    }

    @Test func `a required claim that does not come is missed`() async throws {
        world.fetch.answer(FetchResponse(status: 204))
        let message = try await world.run(profile(outputs: [.claim("age", required: true)])).message
        #expect(message?.code == "AADB2C90083")
    }

    @Test func `an answer too large, or one that leads elsewhere, is refused`() async throws {
        world.fetch.fail(.responseTooLarge)
        #expect(try await world.run(profile()).message?.code == "AADB2C90289")
        world.fetch.answer(FetchResponse(status: 307, headers: ["Location": "http://169.254.169.254/"], body: []))
        #expect(try await world.run(profile()).message?.code == "AADB2C90289")
        #expect(
            world.fetch.requests.allSatisfy { $0.url == "https://api.example/x" && $0.maximumResponseSize == 1 << 20 })
    }

    @Test func `what a service says to people is cut, and has no control characters`() async throws {
        let long = "a\r\nSet-Cookie: x\u{0}" + String(repeating: "ü", count: 100_000)
        world.fetch.answer(["userMessage": .string(long)], status: 409)
        let message = try #require(try await world.run(profile()).message)
        #expect(message.text?.count == 1000)
        #expect(message.text?.unicodeScalars.contains { $0.value < 0x20 } == false)
        #expect((message.party?.count ?? 0) < 1300)
    }

    @Test(arguments: [
        JSON.object([:]), [], "text", ["userMessage": .null], ["userMessage": ["de": "Nein"]], ["userMessage": " "],
    ])
    func `a refusal without a message for people has ours`(body: JSON) async throws {
        world.fetch.answer(body, status: 409)
        let message = try await world.run(profile()).message
        #expect(message?.id == "DefaultUserMessageIfRequestFailed" && message?.text == nil)
    }

    @Test func `the relying party hears the code and the reason`() async throws {
        world.fetch.answer(["userMessage": "Not you.", "code": 17, "developerMessage": "secret"], status: 409)
        let message = try #require(try await world.run(profile()).message)
        #expect(message.party == "The claims exchange 'P' returned an error with code '17' and reason 'Not you.'.")
    }
}
