import Base
import HTTP
import Messaging
import Testing

struct MailboxTests {
    let mailbox = Mailbox(capacity: 3)

    @Test func `the newest comes first and the oldest goes`() async throws {
        for number in 1...4 { try await mailbox.send(.sample(id: "m\(number)")) }

        #expect(mailbox.messages().map(\.id.text) == ["m4", "m3", "m2"])
    }

    @Test func `an address filters exactly, whatever its case`() async throws {
        try await mailbox.send(.sample(id: "a", to: "Ada@Example.com"))
        try await mailbox.send(.sample(id: "b", to: "ada@example.com.evil"))

        #expect(mailbox.messages(to: "ada@example.COM").map(\.id.text) == ["a"])
    }

    @Test func `the JSON is what the mailbox promises`() async throws {
        try await mailbox.send(.sample(.text, to: "+15550100", subject: nil))

        let response = try await answer("/mailbox/messages", query: ["to": "+15550100"])

        #expect(
            String(decoding: try #require(response.bytes), as: UTF8.self) == """
                [{"id":"m1","channel":"text","to":"+15550100","subject":null,"text":"Your code is 482913.",\
                "html":null,"sentAt":"2026-11-21T08:47:55Z"}]
                """)
    }

    @Test func `an open page hears of new messages only`() async throws {
        try await mailbox.send(.sample(id: "before"))
        let response = try await answer("/mailbox/events")
        guard case .events(let events) = response.body else {
            Issue.record("not a stream")
            return
        }

        try await mailbox.send(.sample(id: "after"))

        var reader = events.makeAsyncIterator()
        let event = String(decoding: try #require(await reader.next()), as: UTF8.self)
        #expect(event.hasPrefix("event: message\ndata: {\"id\":\"after\","))
        #expect(event.hasSuffix("}\n\n"))
    }

    @Test func `readers beyond the bound are turned away, and one that leaves makes room`() async throws {
        var readers = (0..<64).map { _ in mailbox.newMessages() }
        var refused = mailbox.newMessages().makeAsyncIterator()

        #expect(await refused.next() == nil)

        readers.removeAll()
        let admitted = mailbox.newMessages()
        try await mailbox.send(.sample())
        var reader = admitted.makeAsyncIterator()
        #expect(await reader.next() != nil)
    }

    private func answer(_ path: String, query: Parameters = Parameters()) async throws -> Response {
        let route = try #require(mailbox.routes.first { $0.pattern == path })
        let request = Request(
            method: .get, path: path, query: query, origin: "http://localhost", address: "127.0.0.1",
            correlationID: "c")
        return try await route.handler(request, PathParameters())
    }
}
