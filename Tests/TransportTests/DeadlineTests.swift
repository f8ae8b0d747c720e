import Base
import Glibc
import HTTP
import Testing

@testable import Transport

@Suite(.serialized)
struct DeadlineTests {
    @Test func `the deadlines are ten and thirty seconds`() {
        let limits = ServerConfiguration().limits

        #expect(limits.headerMilliseconds == 10_000)
        #expect(limits.idleSeconds == 30)
        #expect(limits.headerSize == 65_536)
        #expect(limits.headerCount == 100)
    }

    private static let quick = ServerConfiguration.loopback {
        $0.limits.headerMilliseconds = 400
        $0.limits.bodyMilliseconds = 800
        $0.limits.idleSeconds = 2
    }

    /// Much longer than any deadline here, and than a busy machine is late.
    private static let patience: Int64 = 30_000

    /// Sends a piece every 50 ms; how long until the connection ends, in milliseconds.
    private func trickle(_ socket: Socket, _ start: String, _ piece: String) async -> Int64 {
        let began = monotonicMilliseconds()
        socket.send(start)
        await onThread {
            while monotonicMilliseconds() - began < DeadlineTests.patience {
                guard socket.send(piece) else { break }
                var poll = pollfd(descriptor: socket.descriptor)
                Glibc.poll(&poll, 1, 50)
                if poll.revents != 0 { break }
            }
        }
        return monotonicMilliseconds() - began
    }

    @Test(arguments: ["GET /hello HTTP/1.1\r\nHost: a\r\n", "G", ""])
    func `a header block that trickles is cut at an absolute deadline`(start: String) async throws {
        try await withServer([.hello], DeadlineTests.quick) { server in
            let time = await trickle(try Socket(port: server.port), start, start.count > 1 ? "X: a\r\n" : "G")

            #expect((300..<DeadlineTests.patience).contains(time))
        }
    }

    @Test func `the header of a second request has the same deadline`() async throws {
        try await withServer([.hello], DeadlineTests.quick) { server in
            let socket = try Socket(port: server.port)
            socket.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = await socket.receive { $0.hasSuffix("hello") }
            try await Task.sleep(for: .milliseconds(700))

            let time = await trickle(socket, "G", "G")

            #expect((300..<DeadlineTests.patience).contains(time))
        }
    }

    @Test func `an idle connection outlives the header's deadline`() async throws {
        try await withServer([.hello], DeadlineTests.quick) { server in
            let socket = try Socket(port: server.port)
            for _ in 0..<2 {
                socket.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(statuses(await socket.receive { $0.hasSuffix("hello") }) == [200])
                try await Task.sleep(for: .milliseconds(900))
            }
        }
    }

    @Test func `a handler may take longer than any header`() async throws {
        let slow = Route(.get, "/slow") { _, _ in
            try await Task.sleep(for: .milliseconds(1200))
            return .text("slow")
        }
        try await withServer([slow], DeadlineTests.quick) { server in
            let socket = try Socket(port: server.port)
            socket.send("GET /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

            #expect(await socket.receiveAll().hasSuffix("slow"))
        }
    }

    @Test func `a body that pauses is cut`() async throws {
        let configuration = ServerConfiguration.loopback { $0.limits.idleSeconds = 1 }
        try await withServer([.echo], configuration) { server in
            let socket = try Socket(port: server.port)
            let began = monotonicMilliseconds()
            socket.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")

            #expect(statuses(await socket.receiveAll()) == [])
            #expect((800..<DeadlineTests.patience).contains(monotonicMilliseconds() - began))
        }
    }

    @Test func `a body that trickles is cut`() async throws {
        try await withServer([.echo], DeadlineTests.quick) { server in
            let start = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n"

            let time = await trickle(try Socket(port: server.port), start, "a")

            #expect((600..<DeadlineTests.patience).contains(time))
        }
    }
}

extension pollfd {
    init(descriptor: Int32) { self.init(fd: descriptor, events: Int16(POLLIN | POLLRDHUP), revents: 0) }
}

private let POLLRDHUP: Int32 = 0x2000
