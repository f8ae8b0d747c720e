import Base
import Glibc
import HTTP
import Testing

@testable import Transport

struct ServerTests {
    @Test func `requests of one connection are answered in order, pipelined or not`() async throws {
        try await withServer { server in
            let socket = try Socket(port: server.port)
            socket.send(
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\noneGET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            let first = await socket.receive { $0.hasSuffix("hello") }

            #expect(statuses(first) == [200, 200])
            #expect(first.contains("one"))
            #expect(server.connectionCount == 1)

            socket.send("GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(statuses(await socket.receiveAll()) == [404])
        }
    }

    @Test func `a body may come in chunks`() async throws {
        try await withServer { server in
            let socket = try Socket(port: server.port)
            socket.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\nConnection: close\r\n\r\n")
            socket.send("4\r\nfour\r\n3;x=y\r\nfiv\r\n")
            socket.send("0\r\nX: trailer\r\n\r\n")

            let answer = await socket.receiveAll()

            #expect(answer.hasSuffix("\r\n\r\nfourfiv"), "\(answer)")
        }
    }

    @Test func `an answer has a date and the security headers`() async throws {
        try await withServer { server in
            let socket = try Socket(port: server.port)
            socket.send("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

            let answer = await socket.receiveAll()

            #expect(answer.contains("\r\nDate: "))
            #expect(answer.contains("\r\nCache-Control: no-store\r\n"))
            #expect(answer.contains("\r\nX-Content-Type-Options: nosniff\r\n"))
            #expect(!answer.contains("Strict-Transport-Security"))
        }
    }

    @Test func `HEAD has the header of GET and no body`() async throws {
        try await withServer { server in
            let socket = try Socket(port: server.port)
            socket.send("HEAD /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

            let answer = await socket.receiveAll()

            #expect(answer.contains("Content-Length: 5\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n"))
        }
    }

    @Test func `a declared body over the limit is refused before it is read`() async throws {
        try await withServer { server in
            let socket = try Socket(port: server.port)
            socket.send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n")

            #expect(statuses(await socket.receiveAll()) == [413])
        }
    }

    /// The peer sends on while we refuse; a reset must not take the answer from it.
    @Test(arguments: [100_000, 3_000_000])
    func `a client that sends all of a body over the limit reads its 413`(size: Int) async throws {
        try await withServer { server in
            let socket = try Socket(port: server.port)
            socket.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: \(size)\r\n\r\n")
            _ = await onThread { socket.send(Bytes(repeating: 97, count: size)) }

            #expect(statuses(await socket.receiveAll()) == [413])
        }
    }

    @Test func `a chunked body is cut at the limit, though it does not end`() async throws {
        try await withServer { server in
            let socket = try Socket(port: server.port)
            socket.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            socket.send("3e8\r\n" + String(repeating: "a", count: 1000) + "\r\n1\r\na\r\n")

            #expect(statuses(await socket.receiveAll()) == [413])
        }
    }

    @Test func `a body of exactly the limit is read`() async throws {
        try await withServer { server in
            let socket = try Socket(port: server.port)
            let body = String(repeating: "a", count: 1000)
            socket.send("POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n" + body)

            #expect(await socket.receiveAll().hasSuffix(body))
        }
    }

    @Test func `an address has no more connections than it may`() async throws {
        let configuration = ServerConfiguration.loopback { $0.limits.connectionsPerAddress = 3 }
        try await withServer([.hello], configuration) { server in
            let sockets = try (0..<3).map { _ in try Socket(port: server.port) }
            for socket in sockets {
                socket.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(statuses(await socket.receive { $0.hasSuffix("hello") }) == [200])
            }

            let refused = try Socket(port: server.port)
            refused.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")

            #expect(statuses(await refused.receiveAll()) == [])
        }
    }

    @Test func `IPv4 and IPv6 reach a server without a host`() async throws {
        try await withServer([.mirror], ServerConfiguration()) { server in
            for (host, address) in [("127.0.0.1", "127.0.0.1"), ("::1", "::1")] {
                let socket = try Socket(port: server.port, host: host)
                socket.send("GET /mirror HTTP/1.1\r\nHost: a:80\r\nConnection: close\r\n\r\n")

                #expect(await socket.receiveAll().contains("http://a \(address) "))
            }
        }
    }

    @Test func `two servers cannot have one port`() async throws {
        try await withServer { server in
            #expect(throws: ServerError.self) {
                let application = RoutedResponder(Router([.hello])) { _, _ in HTTPError.failed.response }
                _ = try HTTPServer(.loopback { $0.port = server.port }, application, random: testRandom)
            }
        }
    }

    struct Forwarding: Sendable {
        let fields: String
        let trusts: Bool
        let expected: String
    }

    @Test(arguments: [
        Forwarding(fields: "", trusts: true, expected: "http://a:8080 127.0.0.1"),
        Forwarding(
            fields: "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: b\r\n", trusts: false,
            expected: "http://a:8080 127.0.0.1"),
        Forwarding(
            fields: "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: B:443\r\n", trusts: true,
            expected: "https://b 1.2.3.4"),
        Forwarding(
            fields: "X-Forwarded-For: 6.6.6.6, 1.2.3.4, 127.0.0.1\r\n", trusts: true,
            expected: "http://a:8080 1.2.3.4"),
        Forwarding(
            fields: "X-Forwarded-For: nobody\r\nX-Forwarded-Proto: ftp\r\nX-Forwarded-Host: a b\r\n", trusts: true,
            expected: "http://a:8080 127.0.0.1"),
    ])
    func `only a trusted proxy may say where a request came from`(test: Forwarding) async throws {
        let configuration = ServerConfiguration.loopback {
            if test.trusts { $0.trustedProxies = AddressRanges(["127.0.0.0/8"])! }
        }
        try await withServer([.mirror], configuration) { server in
            let socket = try Socket(port: server.port)
            socket.send(
                "GET /mirror HTTP/1.1\r\nHost: A:8080\r\nConnection: close\r\nForwarded: for=6.6.6.6\r\n"
                    + "X-For: 1\r\n\(test.fields)\r\n")

            let answer = await socket.receiveAll()
            #expect(answer.contains("\r\n\r\n\(test.expected) "))
            // Whatever they say, nobody behind the transport can take them for true.
            let body = answer.split(separator: "\r\n\r\n").last ?? ""
            #expect(body.contains("x-for") && !body.contains("forwarded"), "\(body)")
        }
    }

    @Test func `a handler that throws is answered for`() async throws {
        struct Surprise: Error {}
        let routes = [
            Route(.get, "/refused") { _, _ in throw HTTPError.badRequest("no") },
            Route(.get, "/failed") { _, _ in throw Surprise() },
        ]
        try await withServer(routes) { server in
            let socket = try Socket(port: server.port)
            socket.send(
                "GET /refused HTTP/1.1\r\nHost: a\r\n\r\nGET /failed HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

            #expect(statuses(await socket.receiveAll()) == [400, 500])
        }
    }
}
