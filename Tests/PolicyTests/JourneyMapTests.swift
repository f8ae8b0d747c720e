import Base
import Policy
import Testing

struct JourneyMapTests {
    private func map(_ content: String = TestPolicy.whole) throws -> JourneyMap {
        let set = PolicySet.load(files: [TestPolicy.file("B2C_1A_Test", content)]).set
        let policy = try #require(set.policy("B2C_1A_Test"))
        return try #require(JourneyMap(policy))
    }

    @Test func `every step is a node with a way that names it, and its profiles are cards`() throws {
        let map = try map()

        #expect(map.nodes.map(\.id) == ["1", "2", "3", "4"])
        #expect(map.nodes[2].inner?.nodes.map(\.id) == ["sub:Sub/1"])
        #expect(map.nodes[0].cards.map(\.id) == ["1:FormExchange", "1→FederationExchange"])
        #expect(map.nodes[0].cards[1].role == .choice(target: "2:FederationExchange"))
        #expect(map.nodes[1].cards.map(\.kind) == [.federation])
        #expect(map.nodes[1].conditions == ["skip if objectId has a value"])
        #expect(map.nodes[3].cards.map(\.role) == [.issuer])
        #expect(map.nodes[0].cards[0].lines.map(\.title) == ["SendCode: Check", "Check"])
    }

    @Test func `edges lead on, around what may be skipped, and to what was chosen`() throws {
        let edges = try map().edges

        #expect(edges.contains(.init(from: "1", to: "2", kind: .next, label: nil)))
        #expect(edges.contains(.init(from: "1", to: "3", kind: .skip, label: "skip if objectId has a value")))
        #expect(
            edges.contains {
                $0.from == "1→FederationExchange" && $0.to == "2:FederationExchange" && $0.kind == .choice
            })
        #expect(edges.contains(.init(from: "3", to: "sub:Sub/1", kind: .next, label: "Sub")))
        #expect(!edges.contains { $0.from == "4" })
    }

    @Test func `sub journeys in a circle end`() throws {
        let circle =
            "<OrchestrationStep Order=\"2\" Type=\"InvokeSubJourney\"><JourneyList><Candidate SubJourneyReferenceId=\"Sub\" /></JourneyList></OrchestrationStep>"
        let content = TestPolicy.whole.replacing(
            "TechnicalProfileReferenceId=\"Read\" /></ClaimsExchanges></OrchestrationStep>",
            with: "TechnicalProfileReferenceId=\"Read\" /></ClaimsExchanges></OrchestrationStep>\(circle)")

        #expect(try map(content).nodes[2].inner?.nodes.map { $0.inner == nil } == [true, true])
    }

    @Test func `the picture is well-formed, escaped and told in words`() throws {
        let content = TestPolicy.whole
            .replacing("Id=\"Federation\"", with: "Id=\"A&amp;B&lt;script&gt;\"")
            .replacing(
                "TechnicalProfileReferenceId=\"Federation\"",
                with: "TechnicalProfileReferenceId=\"A&amp;B&lt;script&gt;\"")

        let svg = try map(content).svg()

        #expect(!svg.contains("<script"))
        #expect(svg.contains("A&amp;B&lt;script&gt;"))
        #expect(svg.contains("role=\"img\"") && svg.contains("aria-labelledby=\"map-title map-desc\""))
        #expect(
            svg.contains(
                "Step 2, ClaimsExchange, skip if objectId has a value: A&amp;B&lt;script&gt; (Identity provider)."))
        #expect(svg.contains("prefers-color-scheme:dark"))
        // Another namespace is all that a policy reader finds wrong with XML that is well-formed.
        let read = PolicySet.load(files: [.init(name: "map.svg", bytes: Bytes(utf8: svg))]).diagnostics.sorted
        #expect(read.map(\.code) == [.wrongNamespace])
    }

    @Test func `the way that was taken is marked`() throws {
        let svg = try map().svg(marked: ["1": .ran, "2": .skipped, "3": .failed])

        #expect(svg.contains("data-node=\"1\" class=\"step ran\""))
        #expect(svg.contains("data-node=\"2\" class=\"step skipped\""))
        #expect(svg.contains("<title>Step 3: InvokeSubJourney, failed</title>"))
        #expect(svg.contains("data-node=\"4\" class=\"step untouched\""))
        #expect(svg.contains("class=\"way taken\"") && svg.contains("class=\"skip taken\""))
        #expect(!(try map().svg().contains("untouched\"")))
    }

    @Test func `the map is deterministic`() throws {
        #expect(try map().svg() == map().svg())
    }

    @Test func `graph draws, writes a file, and knows its journeys`() throws {
        let folder = PolicyFolder(policies: [TestPolicy.file("B2C_1A_Test", TestPolicy.whole)])
        let command = PolicyCommand { $0 == "p" ? folder : nil }

        #expect(command.run(["graph", "b2c_1a_test", "p"]).text.hasPrefix("<svg "))
        #expect(command.run(["graph", "b2c_1a_test", "p", "--dot"]).text.hasPrefix("digraph \"Journey\" {"))
        #expect(
            command.run(["graph", "b2c_1a_test", "p", "--journey", "Other"]).errors.contains("there are:\n  Journey\n"))
        #expect(command.run(["graph", "b2c_1a_test", "p", "-o", "x.svg"]).status == 2)
        #expect(command.run(["graph", "b2c_1a_test", "p", "--dot", "--svg"]).status == 2)
    }

    @Test func `every journey of the corpus can be drawn`() {
        guard let corpus = Corpus() else { return }
        let base = corpus.files("starterpack/SocialAndLocalAccountsWithMfa")
        var count = 0
        for folder in corpus.folders {
            let set = PolicySet.load(files: corpus.files(folder), base: base).set
            for id in set.relyingParties {
                guard let policy = set.policy(id), let map = JourneyMap(policy) else { continue }
                #expect(map.svg().hasSuffix("</svg>\n"))
                count += 1
            }
        }
        #expect(count > 150)
    }
}
