import Base
import Glibc
import HTTP
import Synchronization
import Testing

@testable import Transport

/// All streams of a route, to speak to at once.
final class Broadcast: Sendable {
    private let state = Mutex<(listeners: [AsyncStream<Bytes>.Continuation], ended: Int)>(([], 0))

    var ended: Int { state.withLock { $0.ended } }
    var count: Int { state.withLock { $0.listeners.count } }

    var route: Route {
        Route(.get, "/events") { [self] _, _ in
            .events(
                AsyncStream { continuation in
                    continuation.onTermination = { [self] _ in state.withLock { $0.ended += 1 } }
                    state.withLock { $0.listeners.append(continuation) }
                })
        }
    }

    func say(_ text: String) {
        let listeners = state.withLock { $0.listeners }
        for listener in listeners { listener.yield(ServerSentEvent(data: text).framed) }
    }
}

@Suite(.serialized)
struct EventStreamTests {
    @Test func `events arrive as they are sent`() async throws {
        let broadcast = Broadcast()
        try await withServer([broadcast.route]) { server in
            let socket = try Socket(port: server.port)
            socket.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
            let head = await socket.receive { $0.contains("\r\n\r\n") }
            broadcast.say("one")
            let first = await socket.receive { $0.contains("data: one\n\n") }
            broadcast.say(String(repeating: "x", count: 200_000))
            let second = await socket.receive { $0.contains("x\n\n") }

            #expect(head.contains("Content-Type: text/event-stream"))
            #expect(head.contains("Transfer-Encoding: chunked"))
            #expect(first.contains("data: one"))
            #expect(second.filter { $0 == "x" }.count == 200_000)
        }
    }

    @Test func `HEAD of a stream ends at once`() async throws {
        let broadcast = Broadcast()
        try await withServer([broadcast.route]) { server in
            let socket = try Socket(port: server.port)
            socket.send("HEAD /events HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

            #expect(statuses(await socket.receiveAll()) == [200])
        }
    }

    @Test func `a quiet stream says a comment, and one whose client is gone ends`() async throws {
        let broadcast = Broadcast()
        let configuration = ServerConfiguration.loopback { $0.limits.heartbeatMilliseconds = 200 }
        try await withServer([broadcast.route], configuration) { server in
            do {
                let socket = try Socket(port: server.port)
                socket.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(await socket.receive { $0.contains(":\n\n") }.contains(":\n\n"))
            }
            _ = try await eventually { broadcast.ended == 1 }

            #expect(broadcast.ended == 1)
        }
    }

    @Test func `a client that does not read is let go`() async throws {
        let broadcast = Broadcast()
        try await withServer([broadcast.route]) { server in
            let socket = try Socket(port: server.port)
            socket.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = await socket.receive { $0.contains("\r\n\r\n") }
            for _ in 0..<400 where broadcast.ended == 0 {
                broadcast.say(String(repeating: "x", count: 100_000))
                try await Task.sleep(for: .milliseconds(5))
            }
            _ = try await eventually { broadcast.ended == 1 }

            #expect(broadcast.ended == 1)
        }
    }

    /// The bar of the design: 5,000 people waiting cost 16 KB each at most.
    @Test(arguments: [false, true])
    func `five thousand idle streams are cheap and alive`(isReused: Bool) async throws {
        raiseDescriptorLimit()
        let broadcast = Broadcast()
        try await withServer([broadcast.route, .hello]) { server in
            let warm = try Socket(port: server.port)
            warm.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = await warm.receive { $0.contains("\r\n\r\n") }
            let before = residentBytes()
            let port = server.port
            let sockets = try await onThread { Result { try open(5000, port, isReused: isReused) } }.get()
            #expect(try await eventually { broadcast.count == 5001 })
            try await Task.sleep(for: .milliseconds(300))

            let each = (residentBytes() - before) / 5000
            print("an idle event stream\(isReused ? " on a used connection" : "") costs \(each) bytes")
            #expect(each <= 16 << 10)

            broadcast.say("all")
            let hearing = await onThread { sockets.filter { hears("data: all", $0) }.count }
            #expect(hearing == 5000)
        }
    }
}

private func open(_ count: Int, _ port: UInt16, isReused: Bool) throws -> [Socket] {
    try (0..<count).map { _ in
        let socket = try Socket(port: port)
        if isReused {
            socket.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = hears("hello", socket)
        }
        socket.send(
            "GET /events HTTP/1.1\r\nHost: login.example\r\nAccept: text/event-stream\r\nUser-Agent: a browser\r\n\r\n")
        return socket
    }
}

/// Reads until the text comes; waits while it does not.
private func hears(_ text: String, _ socket: Socket) -> Bool {
    var buffer = Bytes(repeating: 0, count: 4096)
    var all = ""
    while !all.contains(text) {
        let count = recv(socket.descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        all += String(decoding: buffer.prefix(count), as: UTF8.self)
    }
    return true
}

private func residentBytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 200)
    guard fgets(&line, 200, file) != nil else { return 0 }
    let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return (Int(text.split(separator: " ")[1]) ?? 0) * 4096
}
