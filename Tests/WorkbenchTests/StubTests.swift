import Base
import HTTP
import Messaging
import Synchronization
import Testing

@testable import Workbench

struct StubTests {
    private final class World: Fetch {
        let asked = Mutex<[String]>([])

        func send(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
            asked.withLock { $0.append(request.url) }
            return FetchResponse(status: 299)
        }
    }

    private let outside = World()
    private let waited = Waited()
    private let mailbox = Mailbox()

    private final class Waited: Sendable {
        let total = Mutex<Int64>(0)
    }

    private func fetch(
        _ files: [String], reach: StubFetch.Reach = .nothing, read: (String) -> Bytes? = { _ in nil }
    ) throws -> StubFetch {
        let (waited, mailbox) = (waited, mailbox)
        return StubFetch(
            try files.enumerated().map { try StubFile(Bytes(utf8: $1), name: "stubs/\($0).json", readFile: read) },
            outside: outside, reach: reach, provider: nil, deliver: { try? await mailbox.send($0) },
            wait: { time in waited.total.withLock { $0 += time } },
            now: { Timestamp(seconds: 1000) }, random: Random { Bytes(repeating: 7, count: $0) }, emit: { _ in })
    }

    private func post(_ url: String, _ json: JSON = [:]) -> FetchRequest {
        FetchRequest(method: .post, url: url, headers: ["Content-Type": "application/json"], body: json.bytes)
    }

    @Test func `a service that sends mail has it in the mailbox, unless it fails`() async throws {
        let fetch = try fetch([
            """
            {"host": "mail.example", "stubs": [
              {"match": {"body": {"to": "*@down.example"}}, "failure": "timeout", "message": {"to": "x", "text": "y"}},
              {"answer": 202, "message": {"channel": "text", "to": "{{body.to}}", "text": "{{body.code}} it is"}}
            ]}
            """
        ])
        _ = try await fetch.send(post("https://mail.example/", ["to": "+4179", "code": 493_027]))
        await #expect(throws: FetchError.timedOut) {
            try await fetch.send(self.post("https://mail.example/", ["to": "a@down.example"]))
        }
        let sent = mailbox.messages()
        #expect(sent.map(\.to) == ["+4179"] && sent[0].text == "493027 it is" && sent[0].channel == .text)
    }

    @Test(arguments: [
        (#"{"to": "x"}"#, "a message says whom"),
        (#"{"to": "x", "text": "y", "channel": "fax"}"#, "no channel \"fax\""),
        (#"{"to": "x", "txt": "y"}"#, "did you mean \"text\""),
    ])
    func `a message that cannot be sent is an error of the file`(message: String, problem: String) throws {
        let file = Bytes(utf8: "{\"host\": \"mail.example\", \"message\": \(message)}")
        let error = #expect(throws: SourceProblem.self) { try StubFile(file, name: "x.json") }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test func `the first stub that matches answers, filled in from the request`() async throws {
        let fetch = try fetch([
            """
            {"host": "api.example", "stubs": [
              {"match": {"method": "POST", "path": "/u/{id}", "query": {"q": "*"}, "body": {"email": "*@x.example"}},
               "status": 201, "headers": {"X-Id": "{{path.2}}"},
               "json": {"mail": "{{body.email}}", "n": "{{body.n}}", "all": "{{method}} {{host}} {{query.q}}", "at": "{{now}}",
                        "none": "{{body.x}}", "uuid": "{{uuid}}", "count": "{{count}}", "{{path.1}}": [true, "a{{header.accept}}"]}},
              {"match": "GET /plain", "text": "hello {{now.iso}}"},
              {"answer": 418}
            ]}
            """
        ])
        var request = post("https://api.example/u/7?q=a%20b", ["email": "ada@x.example", "n": 4])
        request.headers["Accept"] = "json"
        let answer = try await fetch.send(request)
        let json = try JSON(parsing: answer.body)
        #expect(answer.status == 201)
        #expect(answer.headers["X-Id"] == "7")
        #expect(json["mail"] == "ada@x.example")
        #expect(json["n"] == 4)
        #expect(json["all"] == "POST api.example a b")
        #expect(json["at"] == 1000)
        #expect(json["none"] == .null)
        #expect(json["count"] == 1)
        #expect(json["u"] == [true, "ajson"])
        #expect(json["uuid"]?.string?.count == 36)
        let plain = try await fetch.send(FetchRequest(url: "https://api.example/plain"))
        #expect(String(decoding: plain.body, as: UTF8.self) == "hello 1970-01-01T00:16:40Z")
        #expect(try await fetch.send(post("https://api.example/u/7/8?q=1", ["email": "a@x.example"])).status == 418)
        #expect(fetch.calls.map(\.outcome) == ["201", "200", "418"])
    }

    @Test func `sequences, times, delays and failures`() async throws {
        let fetch = try fetch([
            """
            {"host": ["a.example", "*.b.example"], "stubs": [
              {"match": "/seq", "answers": [{"status": 500}, {"failure": "connection"}, {"answer": {"status": 204}}]},
              {"match": "/twice", "times": 2, "answer": 200}, {"match": "/twice", "answer": 410},
              {"match": "/slow", "delay": "2s", "answer": 200}, {"match": "/late", "delay": "1m"},
              {"match": "/dns", "failure": "dns"}, {"match": "/bad", "failure": "malformed"}
            ]}
            """
        ])
        func status(_ path: String, host: String = "a.example") async -> String {
            do throws(FetchError) {
                return String(try await fetch.send(FetchRequest(url: "https://\(host)\(path)")).status)
            } catch {
                return "\(error)"
            }
        }
        #expect(await status("/seq") == "500")
        #expect(await status("/seq") == "connectionFailed")
        #expect(await status("/seq") == "204")
        #expect(await status("/seq") == "204")
        #expect(await status("/twice", host: "x.b.example") == "200")
        #expect(await status("/twice") == "200")
        #expect(await status("/twice") == "410")
        #expect(await status("/slow") == "200")
        #expect(waited.total.withLock { $0 } == 2000)
        #expect(await status("/late") == "timedOut")
        #expect(waited.total.withLock { $0 } == 12_000)
        #expect(await status("/dns") == "nameNotFound")
        #expect(await status("/bad") == "invalidResponse")
    }

    @Test func `the server that the stubs are for answers under its own names`() async throws {
        let fetch = try fetch(["{\"host\": \"contoso.b2clogin.com\", \"match\": \"/stubbed\", \"answer\": 418}"])
        fetch.serve(
            .init(
                origin: "http://localhost:8080", aliases: StubFetch.Own.hosts(ofTenant: "Contoso.onmicrosoft.com"),
                fetch: outside))
        for url in ["https://contoso.b2clogin.com/t/p?a=1", "http://localhost:8080/t/p?a=1"] {
            #expect(try await fetch.send(FetchRequest(url: url)).status == 299)
        }
        #expect(outside.asked.withLock { $0 } == Array(repeating: "http://localhost:8080/t/p?a=1", count: 2))
        #expect(try await fetch.send(FetchRequest(url: "https://contoso.b2clogin.com/stubbed")).status == 418)
        for url in ["https://fabrikam.b2clogin.com/t", "http://contoso.b2clogin.com/t", "http://localhost:8081/t"] {
            await #expect(throws: FetchError.self) { try await fetch.send(FetchRequest(url: url)) }
        }
    }

    @Test func `what no stub answers names the host and the file to write`() async throws {
        let fetch = try fetch(["{\"host\": \"known.example\", \"match\": \"POST /a\", \"answer\": 200}"])
        await #expect(
            throws: FetchError.notStubbed(
                "no stub answers POST https://api.example/x; write stubs/api.example.json for it, or let it out with --online"
            )
        ) { try await fetch.send(post("https://api.example/x?secret=1")) }
        let error = await #expect(throws: FetchError.self) { try await fetch.send(post("https://known.example/b")) }
        #expect(
            "\(String(describing: error))".contains(
                "in stubs/0.json (that at line 1 does not: path: expected /a, got /b)"))
        #expect(outside.asked.withLock { $0 }.isEmpty)
    }

    @Test(arguments: [
        (StubFetch.Reach.nothing, "http://localhost:9/x", false), (.loopback, "http://localhost:9/x", true),
        (.loopback, "https://127.0.0.1/x", true), (.loopback, "http://id.localhost:9/x", true),
        (.loopback, "https://localhost.example/x", false), (.loopback, "https://api.example/x", false),
        (.everything, "https://api.example/x", true), (.loopback, "https://open.example/x", true),
        (.nothing, "https://open.example/x", true), (.loopback, "http://localhost:7/x", false),
        (.everything, "http://localhost:7/x", true),
    ])
    func `nothing leaves the machine unless it may`(reach: StubFetch.Reach, url: String, isOut: Bool) async throws {
        let fetch = try fetch(
            [
                "{\"host\": \"open.example\", \"online\": true}",
                "{\"host\": \"localhost:7\", \"match\": \"/y\", \"answer\": 200}",
            ],
            reach: reach)
        let answer = try? await fetch.send(FetchRequest(url: url))
        #expect(answer?.status == (isOut ? 299 : nil))
    }

    @Test(arguments: [
        ("{\"stubs\": []}", "says which \"host\""), ("{\"host\": \"a b\"}", "is no host"),
        ("{\"host\": \"a\", \"stub\": []}", "did you mean \"stubs\""),
        ("{\"host\": \"a\", \"match\": \"FETCH /\"}", "is no method"),
        ("{\"host\": \"a\", \"stubs\": [{\"mach\": \"/\"}]}", "did you mean \"match\""),
        ("{\"host\": \"a\", \"failure\": \"fire\"}", "there are: connection, dns"),
        ("{\"host\": \"a\", \"delay\": \"soon\"}", "250ms"),
        ("{\"host\": \"a\", \"status\": 99}", "whole number"),
        ("{\"host\": \"a\", \"file\": \"none\"}", "cannot be read"),
        ("{\"host\": \"a\", \"headers\": {\"X\": \"a\\nb\"}}", "one line"), ("[]", "is an object"),
        ("{\"host\": \"a\", \"answer\": 200, \"stubs\": [{\"answer\": 1}]}", "whole number"),
        ("{\"host\": \"a\", \"answer\": 200, \"stubs\": [{}]}", "not both"),
    ])
    func `a file that is wrong says where and what`(text: String, message: String) {
        let problem = #expect(throws: SourceProblem.self) { try StubFile(Bytes(utf8: text), name: "a.json") }
        #expect(problem?.description.contains(message) == true, "\(problem?.description ?? "")")
    }

    @Test func `what is recorded answers again, without secrets`() async throws {
        let written = Mutex<[String: String]>([:])
        let recorder = StubRecorder(folder: "stubs", emit: { _ in }) { bytes, path in
            written.withLock { $0[path] = String(decoding: bytes, as: UTF8.self) }
        }
        let request = post("https://api.example/m?apiKey=k1&id=7", ["email": "a@x", "password": "hunter2"])
        recorder.record(
            request,
            FetchResponse(
                status: 200, body: JSON.object(["id": 7, "access_token": "t1", "list": [["pin": 1234]]]).bytes))
        recorder.record(FetchRequest(url: "https://id.example/token?grant_type=x"), FetchResponse(status: 200))
        let text = try #require(written.withLock { $0 }["stubs/api.example.recorded.json"])
        #expect(written.withLock { $0 }.count == 1)
        for secret in ["k1", "hunter2", "t1", "1234"] { #expect(!text.contains(secret), "\(text)") }

        let again = try fetch([text])
        let answer = try await again.send(request)
        #expect(try JSON(parsing: answer.body)["id"] == 7)
        #expect(try JSON(parsing: answer.body)["access_token"] == "redacted")
    }
}

struct WantedTokenTests {
    private let now = Timestamp(seconds: 1000)

    @Test func `a token has the times of now, unless the author says otherwise`() throws {
        let plain = try #require(WantedToken(["jwt": ["sub": "1"]]))
        #expect(plain.claims(at: now) == ["iat": 1000, "nbf": 1000, "exp": 4600, "sub": "1"])
        let own = try #require(WantedToken(["jwt": ["exp": 7, "nbf": .null], "secret": "s"]))
        #expect(own.claims(at: now) == ["iat": 1000, "exp": 7])
        #expect(own.secret == "s")
    }

    @Test(arguments: [["jwt": "text"], ["jwt": [:], "other": 1], ["jwt": [:], "secret": 1], [:]] as [JSON.Object])
    func `everything else is an object`(object: JSON.Object) {
        #expect(WantedToken(object) == nil)
    }
}
