import Base
import Testing
import Trace

@testable import Server

struct TracePrinterTests {
    private var printer = TracePrinter(isColoured: false, width: 100)
    private let start = Timestamp(seconds: 0)

    private func entry(
        _ number: Int, _ event: TraceEvent, _ outcome: TraceEntry.Outcome = .done, microseconds: Int64? = nil,
        changes: [ClaimChange] = []
    ) -> TraceEntry {
        TraceEntry(
            number: number, parent: nil, request: 1, at: Timestamp(milliseconds: 1230), event: event, outcome: outcome,
            microseconds: microseconds, changes: changes)
    }

    private static let place = TraceEvent.Place(
        journey: "J", subJourney: nil, order: 2, type: "ClaimsExchange", location: "policies/a.xml:9:5")
    private static let profile = TraceEvent.profile(
        .init(id: "AAD-Read", role: .exchange, type: "AzureAD", location: "a.xml:1:1"))

    @Test mutating func `a step that was skipped says when, why and where`() {
        let skipped = TraceEvent.skipped(
            .init(
                .step(Self.place), reason: "objectId exists",
                precondition: .init(
                    type: "ClaimsExist", claims: [], literal: nil, executeActionsIf: true, location: "p/a.xml:10:7")))

        let lines = printer.take(entry(1, skipped, .skipped), depth: 0, startedAt: start, isEnd: true)

        let text = "  +1.23s  – Step 2 · ClaimsExchange  skipped: objectId exists"
        #expect(lines == [text + String(repeating: " ", count: 100 - text.count - 8) + "a.xml:10"])
    }

    @Test mutating func `what has nothing inside is one line, with how long it took and what it changed`() {
        #expect(printer.take(entry(1, Self.profile, .running), depth: 1, startedAt: start, isEnd: false) == [])

        let lines = printer.take(
            entry(
                1, Self.profile, microseconds: 420,
                changes: [
                    ClaimChange("email", before: nil, after: .clear("a@b")),
                    ClaimChange("x", before: .clear("1"), after: nil),
                ]), depth: 1, startedAt: start, isEnd: true)

        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("  +1.23s    ✓ AAD-Read  AzureAD  ") && lines[0].hasSuffix("  420 µs  a.xml:1"))
        #expect(lines[1].hasSuffix("+ email = a@b") && lines[2].hasSuffix("- x"))
    }

    @Test mutating func `what has something inside is told before it, and its changes once`() {
        let change = [ClaimChange("email", before: nil, after: .clear("a@b"))]
        let step = TraceEvent.step(.init(Self.place, reason: "objectId does not exist"))

        #expect(printer.take(entry(1, step, .running), depth: 0, startedAt: start, isEnd: false) == [])
        let before = printer.take(entry(2, Self.profile, .running), depth: 1, startedAt: start, isEnd: false)
        #expect(before.count == 1 && before[0].contains("▸ Step 2 · ClaimsExchange  runs: objectId does not exist"))
        #expect(
            printer.take(
                entry(2, Self.profile, microseconds: 1, changes: change), depth: 1, startedAt: start, isEnd: true
            ).count == 2)
        #expect(
            printer.take(
                entry(1, step, microseconds: 9, changes: change), depth: 0, startedAt: start, isEnd: true) == [])
    }

    @Test mutating func `what failed is said when it did`() {
        _ = printer.take(entry(1, Self.profile, .running), depth: 0, startedAt: start, isEnd: false)
        _ = printer.take(entry(2, .note("inside")), depth: 1, startedAt: start, isEnd: true)

        let lines = printer.take(
            entry(1, Self.profile, .failed, microseconds: 5), depth: 0, startedAt: start, isEnd: true)

        #expect(lines.count == 1 && lines[0].contains("✕ AAD-Read  AzureAD refused"))
    }

    @Test func `no claim moves the cursor or turns the line round`() {
        #expect(TracePrinter.visible("a\u{1b}[2Jb\u{202e}c\u{9b}d\ne") == "a\\u{1b}[2Jb\\u{202e}c\\u{9b}d\\u{a}e")
        #expect(TracePrinter.visible("Ünï🙂") == "Ünï🙂")
    }
}

struct TraceHostTests {
    @Test(arguments: [
        ("http://localhost:8080", "localhost"), ("https://LOCALHOST", "localhost"),
        ("http://127.0.0.1:1", "127.0.0.1"), ("http://[::1]:8080", "[::1]"), ("http://evil.example:80", "evil.example"),
    ])
    func `a host is told without its port`(origin: String, host: String) {
        #expect(LocalAccess.hostName(origin) == host)
    }
}
