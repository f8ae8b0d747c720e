import Base
import Policy
import Testing
import Trace

struct TraceStoreTests {
    @Test func `steps of a sub journey stand below those of its caller, with everything inside`() throws {
        let journey = TestJourney()
        func step(_ order: Int, in subJourney: String? = nil) -> TraceEvent.Place {
            .init(journey: "Main", subJourney: subJourney, order: order, type: "ClaimsExchange", location: "a.xml:1:1")
        }
        let recorder = journey.recorder
        recorder.enter(.init(step(1), reason: ""))
        recorder.note(.note("inside"))
        recorder.leave()
        recorder.note(.skipped(.init(.step(step(1, in: "Reset")), reason: "x", precondition: nil)), outcome: .skipped)
        recorder.enter(.init(step(2, in: "Reset"), reason: ""))
        let profile = recorder.begin(.profile(.init(id: "P", role: .exchange, type: "None", location: "a.xml:1:1")))
        recorder.note(.note("deeper"))
        recorder.end(profile)
        recorder.leave()
        recorder.enter(.init(step(2), reason: ""))

        let trace = try #require(journey.trace)
        #expect(trace.entries.map(trace.depth) == [0, 1, 1, 1, 2, 3, 0])
    }

    @Test func `a journey over several requests is one record`() {
        let journey = TestJourney()
        journey.recorder.enter(.init(TestJourney.place(1)))
        journey.recorder.note(.note("page"))
        let second = TestJourney.recorder("c-1", of: journey.store, path: "/SelfAsserted")
        second.enter(.init(TestJourney.place(1)))
        second.note(.note("posted"))
        second.leave(changes: [ClaimChange("a", before: nil, after: .clear("1"))])
        second.enter(.init(TestJourney.place(2)))

        let trace = journey.trace
        #expect(trace?.requests.map(\.path) == ["/authorize", "/SelfAsserted"])
        #expect(trace?.steps.map(\.order) == [1, 2])
        #expect(trace?.children(of: 1).map(\.request) == [1, 2])
        #expect(trace?.entry(1)?.outcome == .done)
        #expect(trace?.entry(4)?.outcome == .running)
        #expect(trace?.claims == ["a": .clear("1")])
    }

    @Test func `what is inside is over when what is around it is`() {
        let journey = TestJourney()
        let outer = journey.recorder.begin(.note("outer"))
        let inner = journey.recorder.begin(.note("inner"))
        journey.recorder.end(outer)
        journey.recorder.note(.note("after"))
        journey.recorder.finish(.failed("AADB2C90037"))

        let trace = journey.trace
        #expect(trace?.entry(inner ?? 0)?.parent == outer)
        #expect(trace?.entry(3)?.parent == nil)
        #expect(trace?.entries.allSatisfy { $0.outcome != .running } == true)
        #expect(trace?.json["code"] == "AADB2C90037")
    }

    @Test func `a journey's record is bounded in number and in size, and why it failed is kept`() {
        let many = TestJourney(limits: .init(entries: 10))
        for number in 0..<50 { many.recorder.note(.note("\(number)")) }
        many.recorder.note(.failure(.init(code: "AADB2C90037", text: "t", detail: "d")), outcome: .failed)

        #expect(many.trace?.entries.count == 11)
        #expect(many.trace?.dropped == 40)
        #expect(many.trace?.failure != nil)

        let large = TestJourney(limits: .init(bytes: 10_000))
        for _ in 0..<50 { large.recorder.note(.note(String(repeating: "x", count: 2000))) }
        #expect((large.trace?.entries.count ?? 99) <= 5)
        #expect((large.trace?.dropped ?? 0) >= 45)
    }

    @Test func `the oldest journey makes room for the newest`() {
        let journey = TestJourney(limits: .init(journeys: 3))
        for number in 2...5 { _ = TestJourney.recorder("c-\(number)", of: journey.store) }

        #expect(journey.store.journeys.map(\.id) == ["c-5", "c-4", "c-3"])
        #expect(journey.store.journey(correlationID: "c-1") == nil)
    }

    @Test func `large journeys make room for the newest before there are many`() {
        let journey = TestJourney(limits: .init(bytes: 5000, total: 10_000))
        for number in 2...9 {
            let recorder = TestJourney.recorder("c-\(number)", of: journey.store)
            for _ in 0..<9 { recorder.note(.note(String(repeating: "x", count: 1000))) }
        }

        #expect((1...3).contains(journey.store.journeys.count))
        #expect(journey.store.journeys.first?.id == "c-9")
    }

    @Test func `who listens hears of each entry`() async {
        let journey = TestJourney()
        var changes = journey.store.changes().makeAsyncIterator()
        journey.recorder.note(.note("one"))
        journey.recorder.finish(.finished)

        let first = await changes.next()
        #expect(first?.entry?.event == .note("one"))
        #expect(first?.isEnd == true)
        let last = await changes.next()
        #expect(last?.entry == nil)
        #expect(last?.trace.state == .finished)
    }

    @Test func `a step that ran tells what its preconditions looked at`() throws {
        let journey = TestJourney()
        let precondition = TraceEvent.Precondition(
            type: "ClaimEquals", claims: [TracedClaim("source", nil)], literal: .clear("local"), executeActionsIf: true,
            location: "a.xml:9:1")
        journey.recorder.enter(
            .init(TestJourney.place(2), reason: "source does not exist", preconditions: [precondition]))

        let entry = try #require(journey.trace?.entry(1))
        #expect(entry.remark == "runs: source does not exist")
        #expect(entry.json["reason"] == "source does not exist")
        let first = entry.json["preconditions"]?.array?.first
        #expect(first?["literal"] == "local" && first?["claims"]?.array?.first?["value"] == .null)
    }

    @Test func `the JSON form has the names that the documentation gives`() throws {
        let journey = TestJourney()
        journey.recorder.enter(.init(TestJourney.place(1)))
        journey.recorder.note(
            .skipped(
                .init(
                    .step(TestJourney.place(2)), reason: "objectId exists",
                    precondition: .init(
                        type: "ClaimsExist", claims: [TracedClaim("objectId", .clear("42"))], literal: nil,
                        executeActionsIf: true, location: "a.xml:9:1"))), outcome: .skipped)

        let entry = try #require(journey.trace?.json["entries"]?.array?.last)
        #expect(entry["kind"] == "skipped")
        #expect(entry["parent"] == 1)
        #expect(entry["outcome"] == "skipped")
        #expect(entry["reason"] == "objectId exists")
        #expect(entry["precondition"]?["claims"]?.array?.first?["value"] == "42")
    }
}

struct DebugLinkTests {
    let key = Secret(Bytes(repeating: 3, count: 32))
    let now = Timestamp(seconds: 1_700_000_000)

    @Test func `a link opens its own policy until it expires`() {
        let link = DebugLink.make(
            tenant: "Contoso", policy: "B2C_1A_susi", expiresAt: now.adding(seconds: 60), key: key)

        #expect(opens(link))
        #expect(!opens(link, policy: "B2C_1A_edit"))
        #expect(!opens(link, tenant: "fabrikam"))
        #expect(!opens(link, at: now.adding(seconds: 60)))
        #expect(!opens(link, key: Secret(Bytes(repeating: 4, count: 32))))
        #expect(!opens(link + "A"))
        #expect(!opens(link.replacing("1700000060", with: "1700009999")))
        #expect(!opens(""))
        #expect(!opens("1700000060."))
    }

    @Test func `no link lives for ever`() {
        let link = DebugLink.make(
            tenant: "contoso", policy: "B2C_1A_susi", expiresAt: now.adding(seconds: 8 * 86_400), key: key)

        #expect(!opens(link))
    }

    @Test func `a share of journeys is drawn`() {
        let taken = { (share: Double) in
            (0..<1000).filter { number in
                TraceSelection.production(share: share, key: nil).takes(
                    debug: nil, tenant: "contoso", policy: "B2C_1A_susi", at: now,
                    random: Random { _ in
                        let value = UInt32(number) * 1000
                        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
                    })
            }.count
        }

        #expect(taken(0) == 0)
        #expect(taken(0.25) == 250)
        #expect(taken(1) == 1000)
    }

    private func opens(
        _ link: String, tenant: String = "contoso", policy: Name = "b2c_1a_SUSI", at time: Timestamp? = nil,
        key: Secret<Bytes>? = nil
    ) -> Bool {
        DebugLink.opens(link, tenant: tenant, policy: policy, at: time ?? now, key: key ?? self.key)
    }
}
