import Base
import Testing

@testable import HTTP

private func request(_ headers: Headers = [:], body: String = "") -> Request {
    Request(
        method: .post, path: "/", headers: headers, body: Bytes(utf8: body), origin: "http://a", address: "",
        correlationID: "")
}

struct FormTests {
    @Test func `a form is read`() throws {
        let form = try request(
            ["Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"], body: "a=1&b=%C3%A4+x&a=2"
        ).form()

        #expect(form == ["a": "1", "b": "ä x", "a": "2"])
    }

    @Test(
        arguments: [
            (nil, "a=1", 415), ("text/plain", "a=1", 415), ("application/json", "{}", 415),
            ("application/x-www-form-urlencoded; charset=utf-7", "a=1", 415),
            ("application/x-www-form-urlencoded", "a=%", 400), ("application/x-www-form-urlencoded", "a=%ff", 400),
            ("application/x-www-form-urlencoded", "a=%00", 400),
            ("application/x-www-form-urlencoded", String(repeating: "a&", count: 257), 400),
        ] as [(String?, String, Int)])
    func `what is not a form is refused`(type: String?, body: String, status: Int) {
        var headers = Headers()
        headers["Content-Type"] = type

        let error = #expect(throws: HTTPError.self) { try request(headers, body: body).form() }

        #expect(error?.status == status)
    }

    @Test func `a JSON body is read, and a broken one refused`() throws {
        #expect(try request(["Content-Type": "application/json"], body: "{\"a\":1}").json() == ["a": 1])
        #expect(throws: HTTPError.self) { try request(["Content-Type": "application/json"], body: "{").json() }
    }
}

struct CookieTests {
    @Test func `cookies are read in order, all of a name`() {
        let cookies = Cookies(["a=1; b=\"two\"; a=3", "c=x=y"])

        #expect(cookies.all("a") == ["1", "3"])
        #expect(cookies["b"] == "two")
        #expect(cookies["c"] == "x=y")
        #expect(cookies["d"] == nil)
    }

    @Test(arguments: ["nothing", "=1", "a b=1", "a=1 2", "a=ä", "a=" + String(repeating: "x", count: 4096)])
    func `what is no cookie is left out, and the others are not`(part: String) {
        #expect(Cookies(["\(part); good=1"]).pairs.map(\.name) == ["good"])
    }

    @Test func `the number of cookies is bounded`() {
        #expect(Cookies([String(repeating: "a=1;", count: 500)]).pairs.count == Cookies.maximumCount)
    }

    @Test func `a cookie is spelled with its attributes`() {
        #expect(SetCookie("a", "1").headerValue == "a=1; Path=/; Secure; HttpOnly; SameSite=Lax")
        #expect(
            SetCookie("a", "1", path: "/x", sameSite: .none, maximumAge: 60).headerValue
                == "a=1; Path=/x; Max-Age=60; Secure; HttpOnly; SameSite=None")
        #expect(
            SetCookie("a", "1", sameSite: .strict, isSecure: false, isHTTPOnly: false).headerValue
                == "a=1; Path=/; SameSite=Strict")
        #expect(SetCookie.expired("a").headerValue == "a=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax")
    }

    @Test func `two cookies are two fields`() {
        let response = Response.text("").setting(SetCookie("a", "1")).setting(SetCookie("b", "2"))

        #expect(response.headers.all("Set-Cookie").count == 2)
    }
}

struct ServerSentEventTests {
    @Test func `an event is framed, line by line`() {
        #expect(String(validating: ServerSentEvent(data: "a").framed) == "data: a\n\n")
        #expect(
            String(validating: ServerSentEvent(name: "n", id: "7", data: "a\nb\r\nc\r").framed)
                == "event: n\nid: 7\ndata: a\ndata: b\ndata: c\ndata: \n\n")
    }
}

struct SecurityHeaderTests {
    @Test func `defaults are added and what is set stays`() {
        var response = Response(status: 200, headers: ["cache-control": "max-age=60", "Content-Security-Policy": "x"])

        SecurityHeaders.apply(to: &response, isSecure: true)

        #expect(response.headers.all("Cache-Control") == ["max-age=60"])
        #expect(response.headers.all("Content-Security-Policy") == ["x"])
        #expect(response.headers["X-Content-Type-Options"] == "nosniff")
        #expect(response.headers["Strict-Transport-Security"] == "max-age=63072000")
        #expect(response.headers["Referrer-Policy"] == "strict-origin-when-cross-origin")
    }

    @Test func `a bare answer is neither cached nor framed, and http promises nothing`() {
        var response = Response.html("")

        SecurityHeaders.apply(to: &response, isSecure: false)

        #expect(response.headers["Cache-Control"] == "no-store")
        #expect(response.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'")
        #expect(response.headers["Strict-Transport-Security"] == nil)
    }
}

struct URLTests {
    @Test func `the parts of a URL are read`() throws {
        let url = try #require(URL("HTTPS://Login.Example:8443/a%20b/c?d=e?f#g/h"))

        #expect(url.scheme == "https")
        #expect(url.host == "login.example")
        #expect(url.port == 8443)
        #expect(url.path == "/a%20b/c")
        #expect(url.query == "d=e?f")
        #expect(url.fragment == "g/h")
        #expect(url.origin == "https://login.example:8443")
        #expect(url.target == "/a%20b/c?d=e?f")
    }

    @Test(arguments: [
        ("https://a", "https://a"), ("https://a:443/x", "https://a"), ("http://a:443", "http://a:443"),
        ("http://[::1]:80/", "http://[::1]"), ("msauth.com.example://auth", "msauth.com.example://auth"),
        ("http://127.0.0.1:9000?x", "http://127.0.0.1:9000"),
    ])
    func `the origin leaves out the scheme's own port`(text: String, origin: String) {
        #expect(URL(text)?.origin == origin)
    }

    @Test(arguments: [
        "", "a", "/a", "//a", "https:a", "https:/a", "https://", "https:///a", "https://:80", "https://a:",
        "https://a:0",
        "https://a:65536", "https://a:8x", "https://a:080000", "https://user@a", "https://user:pw@a", "https://a b",
        "https://a\\b", "https://a/\\b", "https://ä", "https://a/ä", "https://a/%2", "https://a/%zz", "https://a\n",
        "https://a/\u{0}", "1https://a", "ht tps://a", "https://[::1", "https://[::1]x", "https://[x]",
        "https://a/#b#c",
        "https://a<b>", "https://%61", "https://a/\"", "https://" + String(repeating: "a", count: 300),
        "https://a/" + String(repeating: "a", count: 9000),
    ])
    func `what is not a whole URL is refused`(text: String) {
        #expect(URL(text) == nil)
    }

    @Test(arguments: [
        ("http://localhost/", true), ("http://LOCALHOST:1/", true), ("http://127.0.0.1", true),
        ("http://127.1.2.3", true),
        ("http://[::1]", true), ("http://127.0.0.1.example", false), ("http://localhost.example", false),
        ("http://127.1", false), ("http://128.0.0.1", false), ("http://127.0.0.256", false),
    ])
    func `loopback is told by its spelling`(text: String, isLoopback: Bool) {
        #expect(URL(text)?.isLoopback == isLoopback)
    }
}

struct MemoryFetchTests {
    private let fetch = MemoryFetch([
        "https://login.example": RoutedResponder(
            Router([
                Route(.get, "/hello") { request, _ in .text("\(request.query["a"] ?? "")") },
                Route(.post, "/echo", maximumBodySize: 3) { request, _ in
                    Response(status: 200, body: .bytes(request.body))
                },
                Route(.get, "/events") { _, _ in
                    .events(
                        AsyncStream { continuation in
                            continuation.yield(ServerSentEvent(data: "1").framed)
                            continuation.finish()
                        })
                },
            ])
        ) { _, _ in HTTPError.failed.response }
    ])

    @Test func `an application answers without a socket`() async throws {
        let hello = try await fetch.send(FetchRequest(url: "https://login.example:443/hello?a=%20b"))
        let events = try await fetch.send(FetchRequest(url: "https://login.example/events"))

        #expect(hello.body == Bytes(utf8: " b"))
        #expect(hello.headers["Cache-Control"] == "no-store")
        #expect(events.body == Bytes(utf8: "data: 1\n\n"))
    }

    @Test func `bodies are bounded and other origins unreachable`() async throws {
        let large = try await fetch.send(
            FetchRequest(method: .post, url: "https://login.example/echo", body: [1, 2, 3, 4]))

        #expect(large.status == 413)
        await #expect(throws: FetchError.connectionFailed) {
            try await fetch.send(FetchRequest(url: "https://other.example/"))
        }
        await #expect(throws: FetchError.invalidURL) { try await fetch.send(FetchRequest(url: "/hello")) }
    }
}
