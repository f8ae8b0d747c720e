import Base
import Glibc
import HTTP
import Testing

@testable import Transport

extension FetchRequest {
    fileprivate static func local(_ port: UInt16, _ path: String, _ method: Method = .get) -> FetchRequest {
        FetchRequest(method: method, url: "http://127.0.0.1:\(port)\(path)", mayReachPrivateAddresses: true)
    }
}

struct FetchTests {
    private let fetch = CurlFetch()

    private let routes = [
        Route(.get, "/hello") { request, _ in
            var response = Response.text("hello \(request.headers["X-Mine"] ?? "")\(request.query["q"] ?? "")")
            response.headers.add("Set-Cookie", "a=1")
            response.headers.add("Set-Cookie", "b=2")
            return response
        },
        Route(.get, "/away") { _, _ in .redirect(to: "/hello") },
        Route(.get, "/large") { _, _ in Response(status: 200, body: .bytes(Bytes(repeating: 97, count: 5000))) },
        Route(.get, "/many") { _, _ in
            var response = Response.text("")
            for index in 0..<250 { response.headers.add("X-\(index)", "a") }
            return response
        },
        Route(.get, "/slow") { _, _ in
            try await Task.sleep(for: .seconds(60))
            return .text("slow")
        },
        Route(.post, "/echo") { request, _ in
            .text("\(request.headers["Content-Type"] ?? "none") \(String(validating: request.body) ?? "")")
        },
        Route(.put, "/echo") { request, _ in .text("put \(request.body.count)") },
        Route(.delete, "/echo") { request, _ in .text("deleted") },
    ]

    private func text(_ request: FetchRequest) async throws -> String {
        String(validating: try await fetch.send(request).body) ?? ""
    }

    @Test func `requests of every kind are sent`() async throws {
        try await withServer(routes) { server in
            var get = FetchRequest.local(server.port, "/hello?q=%26")
            get.headers = ["X-Mine": "mine"]
            let answer = try await fetch.send(get)
            #expect(String(validating: answer.body) == "hello mine&")
            #expect(answer.headers.all("set-cookie") == ["a=1", "b=2"])

            var post = FetchRequest.local(server.port, "/echo", .post)
            #expect(try await text(post) == "none ")
            post.headers = ["Content-Type": "application/json"]
            post.body = Bytes(utf8: "{}")
            #expect(try await text(post) == "application/json {}")
            #expect(try await text(.local(server.port, "/echo", .delete)) == "deleted")
            #expect(try await text(.local(server.port, "/echo", .put)) == "put 0")
            #expect(try await fetch.send(.local(server.port, "/hello", .head)).status == 200)
        }
    }

    @Test func `many requests at once are answered`() async throws {
        try await withServer(routes) { server in
            let fetch = fetch
            let port = server.port
            let count = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<200 { group.addTask { try await fetch.send(.local(port, "/hello")).status } }
                return try await group.reduce(into: 0) { count, status in count += status == 200 ? 1 : 0 }
            }

            #expect(count == 200)
        }
    }

    @Test func `a redirect is an answer`() async throws {
        try await withServer(routes) { server in
            let answer = try await fetch.send(.local(server.port, "/away"))

            #expect(answer.status == 302)
            #expect(answer.headers["Location"] == "/hello")
        }
    }

    @Test func `an answer that is too large is refused`() async throws {
        try await withServer(routes) { server in
            var request = FetchRequest.local(server.port, "/large")
            request.maximumResponseSize = 5000
            let whole = try await fetch.send(request)
            #expect(whole.body.count == 5000)

            request.maximumResponseSize = 4999
            await #expect(throws: FetchError.responseTooLarge) { try await fetch.send(request) }
            await #expect(throws: FetchError.responseTooLarge) {
                try await fetch.send(.local(server.port, "/many"))
            }
        }
    }

    @Test func `a slow answer is given up`() async throws {
        try await withServer(routes) { server in
            var request = FetchRequest.local(server.port, "/slow")
            request.timeoutMilliseconds = 300
            let began = monotonicMilliseconds()

            await #expect(throws: FetchError.timedOut) { try await fetch.send(request) }

            #expect(monotonicMilliseconds() - began < 50_000)
        }
    }

    @Test func `a cancelled task is given up`() async throws {
        try await withServer(routes) { server in
            let request = FetchRequest.local(server.port, "/slow")
            let fetch = fetch
            let began = monotonicMilliseconds()
            let task = Task { try await fetch.send(request) }
            try await Task.sleep(for: .milliseconds(200))
            task.cancel()

            await #expect(throws: FetchError.cancelled) { try await task.value }
            #expect(monotonicMilliseconds() - began < 50_000)
        }
    }

    @Test(arguments: [
        ("ftp://example.com/", FetchError.invalidURL), ("/hello", .invalidURL), ("http://user@a/", .invalidURL),
        ("http://127.0.0.1:1/", .connectionFailed), ("http://nothing.invalid/", .nameNotFound),
    ])
    func `what cannot be reached says why`(url: String, error: FetchError) async {
        await #expect(throws: error) {
            try await fetch.send(FetchRequest(url: url, mayReachPrivateAddresses: true))
        }
    }

    @Test func `an answer that is not HTTP is refused`() async throws {
        let listener = try ListeningSocket.open(host: "127.0.0.1", port: 0)
        let port = ListeningSocket.port(of: listener)
        async let answered: Void = onThread { serveOnce(listener, "nonsense\r\n\r\n") }

        await #expect(throws: FetchError.invalidResponse) { try await fetch.send(.local(port, "/")) }
        await answered
    }

    @Test(arguments: ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "0.0.0.0", "[::ffff:127.0.0.1]"])
    func `a loopback address is refused under every name`(host: String) async throws {
        try await withServer(routes, ServerConfiguration()) { server in
            await #expect(throws: FetchError.addressRefused) {
                try await fetch.send(FetchRequest(url: "http://\(host):\(server.port)/hello"))
            }
        }
    }

    /// The reproduction of the way round: the connection is open already, so nothing is opened that could be judged.
    @Test func `a connection that another request opened is not used by one that may not`() async throws {
        try await withServer(routes) { server in
            let loop = CurlLoop()
            defer { loop.stop() }
            var request = FetchRequest.local(server.port, "/hello")
            let first = try await CurlFetch.send(request, over: loop, nil)
            #expect(first.status == 200)
            #expect(server.connectionCount == 1)

            request.mayReachPrivateAddresses = false
            await #expect(throws: FetchError.addressRefused) { try await CurlFetch.send(request, over: loop, nil) }
        }
    }
}

struct AddressGuardTests {
    @Test(arguments: [
        "127.0.0.1", "127.255.255.255", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "100.127.255.255", "0.0.0.0", "0.1.2.3", "224.0.0.1", "239.1.1.1", "255.255.255.255", "240.0.0.1",
        "192.0.2.1", "198.18.0.1", "198.19.255.255", "203.0.113.9", "192.88.99.1", "::", "::1", "fe80::1", "febf::1",
        "fec0::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::10.0.0.1",
        "::127.0.0.1", "2002:0a00:0001::1", "2002:7f00:0001::", "64:ff9b::10.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b:1::1", "2001::1", "2001:db8::1", "100::1", "3fff::1", "4000::1",
    ])
    func `an address that is not public is refused`(text: String) throws {
        #expect(!AddressGuard.isPublic(try #require(IPAddress(text))))
    }

    @Test(arguments: [
        "1.1.1.1", "172.15.0.1", "172.32.0.1", "100.63.0.1", "100.128.0.1", "169.253.0.1", "198.20.0.1",
        "223.255.255.1",
        "2606:4700::1111", "2a00:1450:4001::1", "::ffff:1.1.1.1", "2002:0101:0101::1", "64:ff9b::1.1.1.1",
    ])
    func `a public address is allowed`(text: String) throws {
        #expect(AddressGuard.isPublic(try #require(IPAddress(text))))
    }

    @Test func `ranges hold what their prefix says`() throws {
        let ranges = try #require(AddressRanges(["10.0.0.0/9", "2001:db8::/33", "1.2.3.4"]))

        #expect(ranges.contains(IPAddress("10.127.0.1")!))
        #expect(!ranges.contains(IPAddress("10.128.0.1")!))
        #expect(ranges.contains(IPAddress("1.2.3.4")!))
        #expect(ranges.contains(IPAddress("2001:db8:7fff::1")!))
        #expect(!ranges.contains(IPAddress("2001:db8:8000::1")!))
        #expect(AddressRanges(["10.0.0.0/33"]) == nil)
        #expect(AddressRanges(["10.0.0"]) == nil)
    }
}

/// Takes one connection, reads something, says `answer` and closes.
func serveOnce(_ listener: Int32, _ answer: String) {
    var poll = pollfd(descriptor: listener)
    Glibc.poll(&poll, 1, 10_000)
    let peer = accept(listener, nil, nil)
    var buffer = Bytes(repeating: 0, count: 4096)
    recv(peer, &buffer, buffer.count, 0)
    let bytes = Bytes(utf8: answer)
    send(peer, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    close(peer)
    close(listener)
}
