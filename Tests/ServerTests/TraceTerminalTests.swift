import Base
import Testing
import Trace

@testable import Server

struct TraceTerminalTests {
    private let terminal = TraceTerminal(isColoured: false)

    @Test func `a step that was skipped says why`() {
        let place = TraceEvent.Place(
            journey: "J", subJourney: nil, order: 2, type: "ClaimsExchange", location: "a.xml:9:5")
        let entry = TraceEntry(
            number: 1, parent: nil, request: 1, at: Timestamp(seconds: 0),
            event: .skipped(.init(.step(place), reason: "objectId exists")), outcome: .skipped)

        #expect(
            terminal.lines(entry, depth: 0, isEnd: true) == ["  – Step 2 · ClaimsExchange skipped: objectId exists"])
    }

    @Test func `what has begun says at its end only what it changed`() {
        let profile = TraceEvent.Profile(id: "AAD-Read", role: .exchange, type: "AzureAD", location: "a.xml:1:1")
        let entry = TraceEntry(
            number: 1, parent: nil, request: 1, at: Timestamp(seconds: 0), event: .profile(profile), outcome: .done,
            microseconds: 420,
            changes: [
                ClaimChange("email", before: nil, after: .clear("a@b")),
                ClaimChange("x", before: .clear("1"), after: nil),
            ])

        #expect(terminal.lines(entry, depth: 1, isEnd: true) == ["        + email = a@b", "        - x"])
    }

    @Test func `no claim moves the cursor or turns the line round`() {
        #expect(TraceTerminal.visible("a\u{1b}[2Jb\u{202e}c\u{9b}d\ne") == "a\\u{1b}[2Jb\\u{202e}c\\u{9b}d\\u{a}e")
        #expect(TraceTerminal.visible("Ünï🙂") == "Ünï🙂")
    }
}

struct TraceHostTests {
    @Test(arguments: [
        ("http://localhost:8080", "localhost"), ("https://LOCALHOST", "localhost"),
        ("http://127.0.0.1:1", "127.0.0.1"), ("http://[::1]:8080", "[::1]"), ("http://evil.example:80", "evil.example"),
    ])
    func `a host is told without its port`(origin: String, host: String) {
        #expect(TraceRoutes.hostName(origin) == host)
    }
}
