import Base
import HTTP
import Testing
import Transport

/// Every request here is one that two readers could understand differently.
struct StrictnessTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let request: String
        var statuses: [Int] = [400]

        init(_ name: String, _ request: String, _ statuses: [Int] = [400]) {
            testDescription = name
            self.request = request
            self.statuses = statuses
        }
    }

    static let cases = [
        Case(
            "length and coding",
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Case(
            "coding and length",
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"),
        Case(
            "two equal lengths", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc"),
        Case("two lengths", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
        Case("a list of lengths", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc"),
        Case("a signed length", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc"),
        Case(
            "a length beyond 64 bits", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
            [400, 413]),
        Case("no Host", "GET /hello HTTP/1.1\r\nAccept: a\r\n\r\n"),
        Case("no field at all", "GET /hello HTTP/1.1\r\n\r\n"),
        Case("no Host in HTTP/1.0", "GET /hello HTTP/1.0\r\nAccept: a\r\n\r\n"),
        Case("two Hosts", "GET /hello HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
        Case("a Host that is none", "GET /hello HTTP/1.1\r\nHost: a/b\r\n\r\n"),
        Case("a Host with a user", "GET /hello HTTP/1.1\r\nHost: a@b\r\n\r\n"),
        Case("an empty Host", "GET /hello HTTP/1.1\r\nHost:\r\n\r\n"),
        Case("a space before the colon", "GET /hello HTTP/1.1\r\nHost : a\r\n\r\n"),
        Case("a tab before the colon", "GET /hello HTTP/1.1\r\nHost: a\r\nX\t: b\r\n\r\n"),
        Case("an empty name", "GET /hello HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n"),
        Case("a line without a colon", "GET /hello HTTP/1.1\r\nHost: a\r\nbroken\r\n\r\n"),
        Case("bare LF everywhere", "GET /hello HTTP/1.1\nHost: a\n\n"),
        Case("bare LF after the request line", "GET /hello HTTP/1.1\nHost: a\r\n\r\n"),
        Case("bare LF after a field", "GET /hello HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"),
        Case("bare LF after the last field", "GET /hello HTTP/1.1\r\nHost: a\r\nX: b\n\r\n"),
        Case("bare LF as the empty line", "GET /hello HTTP/1.1\r\nHost: a\r\n\n"),
        Case("bare CR in a value", "GET /hello HTTP/1.1\r\nHost: a\r\nX: b\rc\r\n\r\n"),
        Case("NUL in a value", "GET /hello HTTP/1.1\r\nHost: a\r\nX: b\0c\r\n\r\n"),
        Case("NUL in a name", "GET /hello HTTP/1.1\r\nHost: a\r\nX\0: b\r\n\r\n"),
        Case("NUL at a value's end", "GET /hello HTTP/1.1\r\nHost: a\0\r\n\r\n"),
        Case("NUL in the target", "GET /hel\0lo HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("a control byte in a value", "GET /hello HTTP/1.1\r\nHost: a\r\nX: b\u{1}c\r\n\r\n"),
        Case("DEL in a value", "GET /hello HTTP/1.1\r\nHost: a\r\nX: b\u{7f}c\r\n\r\n"),
        Case("a folded line", "GET /hello HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n"),
        Case("a folded line, empty", "GET /hello HTTP/1.1\r\nHost: a\r\nX: b\r\n \r\n\r\n"),
        Case("a folded line with a tab, not the last", "GET /hello HTTP/1.1\r\nX: b\r\n\tc\r\nHost: a\r\n\r\n"),
        Case("a first line that is folded", "GET /hello HTTP/1.1\r\n X: b\r\nHost: a\r\n\r\n"),
        Case(
            "coding gzip, chunked",
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        Case("coding identity", "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n"),
        Case(
            "coding with a parameter",
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked;a=b\r\n\r\n0\r\n\r\n"),
        Case(
            "two codings",
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
        Case("a broken chunk size", "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n"),
        Case("an absolute target", "GET http://b/hello HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("a fragment in the target", "GET /hello#x HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("a space in the target", "GET /hello there HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("two spaces before the version", "GET /hello  HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("two spaces before the target", "GET  /hello HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("a broken escape in the query", "GET /hello?a=%zz HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("a method that we do not know", "BREW /hello HTTP/1.1\r\nHost: a\r\n\r\n", [405]),
        Case("more than 64 KB of fields", "GET /hello HTTP/1.1\r\nHost: a\r\n" + field(66_000) + "\r\n", [431]),
        Case("far more than 64 KB of fields", "GET /hello HTTP/1.1\r\nHost: a\r\n" + field(300_000) + "\r\n", [431]),
        Case(
            "more than 64 KB of target",
            "GET /" + String(repeating: "a", count: 300_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", [414]),
        Case(
            "101 fields", "GET /hello HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: a\r\n", count: 100) + "\r\n",
            [431]),
        Case(
            "5,000 fields", "GET /hello HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: a\r\n", count: 5000) + "\r\n",
            [431]),
    ]

    static func field(_ size: Int) -> String { "X-Long: " + String(repeating: "a", count: size - 10) + "\r\n" }

    /// A second request rides along: were the first understood differently, it would be answered.
    @Test(arguments: cases)
    func `a doubtful request gets one refusal and the connection ends`(test: Case) async throws {
        try await withServer { server in
            let socket = try Socket(port: server.port)
            socket.send(test.request + "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")

            let answer = await socket.receiveAll()

            #expect(statuses(answer).count == 1, "\(answer)")
            #expect(test.statuses.contains(statuses(answer).first ?? 0), "\(answer)")
            #expect(!answer.contains("errno"), "\(answer)")
        }
    }

    @Test func `what is allowed is not refused`() async throws {
        let requests = [
            "GET /hello HTTP/1.1\r\nHost: a\r\n" + StrictnessTests.field(60_000) + "\r\n",
            "GET /hello HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: a\r\n", count: 99) + "\r\n",
            "GET /hello?a=b&c=%20&d HTTP/1.1\r\nHost: [::1]:80\r\nX:\r\nY: \t a \t \r\nZ: ä\r\n\r\n",
            "\r\nGET /hello HTTP/1.0\r\nHost: a\r\n\r\n",
            "HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n",
        ]
        try await withServer { server in
            for request in requests {
                let socket = try Socket(port: server.port)
                socket.send(request)

                let answer = await socket.receive { $0.contains("\r\n\r\n") }

                #expect(statuses(answer.replacing("HTTP/1.0 ", with: "HTTP/1.1 ")) == [200], "\(request.prefix(50))")
            }
        }
    }
}
