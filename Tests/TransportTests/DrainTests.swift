import Base
import HTTP
import Synchronization
import Testing

@testable import Transport

struct DrainTests {
    private let isAsked = Flag()
    private let mayAnswer = Flag()

    private var slow: Route {
        Route(.get, "/slow") { [isAsked, mayAnswer] _, _ in
            isAsked.set()
            while !mayAnswer.isSet { try await Task.sleep(for: .milliseconds(10)) }
            return .text("slow")
        }
    }

    @Test func `what was accepted is answered, what is idle is closed, and nothing new comes`() async throws {
        let application = RoutedResponder(Router([slow, .hello])) { _, _ in HTTPError.failed.response }
        let server = try HTTPServer(.loopback(), application, random: testRandom)
        let busy = try Socket(port: server.port)
        busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
        let idle = try Socket(port: server.port)
        idle.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = await idle.receive { $0.hasSuffix("hello") }
        let silent = try Socket(port: server.port)
        try await isAsked.wait()

        let began = monotonicMilliseconds()
        async let drained: Void = server.drain(within: 30)
        let isClosed = try await eventually { (try? Socket(port: server.port)) == nil }

        #expect(isClosed)
        #expect(await idle.receiveAll() == "")
        mayAnswer.set()
        let answer = await busy.receiveAll()
        #expect(answer.hasSuffix("slow"))
        #expect(answer.contains("Connection: close"))
        #expect(await silent.receiveAll() == "")
        await drained
        // Not because it has given up.
        #expect(monotonicMilliseconds() - began < 25_000)
    }

    @Test func `a request that is on its way is answered`() async throws {
        let application = RoutedResponder(Router([.echo])) { _, _ in HTTPError.failed.response }
        let server = try HTTPServer(.loopback(), application, random: testRandom)
        let socket = try Socket(port: server.port)
        socket.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab")
        try await Task.sleep(for: .milliseconds(500))

        async let drained: Void = server.drain(within: 30)
        try await Task.sleep(for: .milliseconds(300))
        socket.send("cde")

        #expect(await socket.receiveAll().hasSuffix("abcde"))
        await drained
    }

    @Test func `event streams end, and their producers learn of it`() async throws {
        let isEnded = Flag()
        let route = Route(.get, "/events") { _, _ in
            .events(
                AsyncStream { continuation in
                    continuation.onTermination = { _ in isEnded.set() }
                    continuation.yield(ServerSentEvent(data: "one").framed)
                })
        }
        let application = RoutedResponder(Router([route])) { _, _ in HTTPError.failed.response }
        let server = try HTTPServer(.loopback(), application, random: testRandom)
        let socket = try Socket(port: server.port)
        socket.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = await socket.receive { $0.contains("data: one") }

        let began = monotonicMilliseconds()
        await server.drain(within: 30)

        #expect(await socket.receiveAll().hasSuffix("0\r\n\r\n"))
        #expect(monotonicMilliseconds() - began < 25_000)
        #expect(isEnded.isSet)
    }

    @Test func `a handler that does not end is given up in time`() async throws {
        let stuck = Route(.get, "/stuck") { [isAsked] _, _ in
            isAsked.set()
            try await Task.sleep(for: .seconds(60))
            return .text("never")
        }
        let application = RoutedResponder(Router([stuck])) { _, _ in HTTPError.failed.response }
        let server = try HTTPServer(.loopback(), application, random: testRandom)
        let socket = try Socket(port: server.port)
        socket.send("GET /stuck HTTP/1.1\r\nHost: a\r\n\r\n")
        try await isAsked.wait()

        let began = monotonicMilliseconds()
        await server.drain(within: 1)

        #expect(statuses(await socket.receiveAll()) == [503])
        // Not the minute that the handler takes.
        #expect(monotonicMilliseconds() - began < 55_000)
    }
}

/// Whether `condition` holds within half a minute, which is long on the busiest machine.
func eventually(_ condition: () -> Bool) async throws -> Bool {
    for _ in 0..<600 {
        if condition() { return true }
        try await Task.sleep(for: .milliseconds(50))
    }
    return false
}

final class Flag: Sendable {
    private let value = Atomic(false)
    var isSet: Bool { value.load(ordering: .acquiring) }
    func set() { value.store(true, ordering: .releasing) }
    func wait() async throws { #expect(try await eventually { isSet }) }
}
