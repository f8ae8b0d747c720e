import Base
import Messaging

/// What became of a test.
package struct JourneyTestResult: Sendable {
    package let name: String
    package let place: SourcePlace
    package let milliseconds: Double
    /// Nil: it held.
    package let failure: Failure?
    /// The folder of the policies, and which of them was asked for something.
    package var folder = ""
    package var policies: Set<String> = []
    /// Those that gave a token, whose signature was checked.
    package var issuers: Set<String> = []

    package struct Failure: Sendable {
        package let place: SourcePlace
        /// Counted from 1; nil: at the end, or before the first.
        package let step: Int?
        /// What differs.
        package let lines: [String]
        /// What was on the page, and what happened before.
        package let context: [String]
    }
}

/// Runs journey tests, each on a server of its own.
package struct JourneyTestRunner: Sendable {
    private let sites: any TestSites
    /// Milliseconds of a clock that only goes on.
    private let stopwatch: @Sendable () -> Double
    private let sleep: @Sendable (_ seconds: Int) async -> Void
    private static let secondsPerTest = 30

    package init(
        sites: any TestSites, stopwatch: @escaping @Sendable () -> Double,
        sleep: @escaping @Sendable (_ seconds: Int) async -> Void
    ) {
        (self.sites, self.stopwatch, self.sleep) = (sites, stopwatch, sleep)
    }

    /// Results in the order of the tests; `finished` hears of each when it is there.
    package func run(
        _ tests: [JourneyTest], width: Int, finished: @escaping @Sendable (JourneyTestResult) -> Void = { _ in }
    ) async -> [JourneyTestResult] {
        await withTaskGroup(of: (Int, JourneyTestResult).self) { group in
            var results: [JourneyTestResult?] = Array(repeating: nil, count: tests.count)
            var next = 0
            func start() {
                guard next < tests.count else { return }
                let (index, test) = (next, tests[next])
                next += 1
                group.addTask { (index, await run(test)) }
            }
            for _ in 0..<max(1, width) { start() }
            while let (index, result) = await group.next() {
                results[index] = result
                finished(result)
                start()
            }
            return results.compactMap(\.self)
        }
    }

    /// One test. A journey that comes to no end is given up after half a minute.
    package func run(_ test: JourneyTest) async -> JourneyTestResult {
        let start = stopwatch()
        let outcome = await withTaskGroup(of: Outcome.self) { group in
            group.addTask { await perform(test) }
            group.addTask {
                await sleep(JourneyTestRunner.secondsPerTest)
                let line = "the test is not at its end after \(JourneyTestRunner.secondsPerTest) seconds"
                return Outcome(failure: .init(place: test.place, step: nil, lines: [line], context: []))
            }
            let first = await group.next() ?? Outcome()
            group.cancelAll()
            return first
        }
        return JourneyTestResult(
            name: test.name, place: test.place, milliseconds: stopwatch() - start, failure: outcome.failure,
            folder: test.folder, policies: outcome.policies, issuers: outcome.issuers)
    }

    private struct Outcome: Sendable {
        var failure: JourneyTestResult.Failure?
        var policies: Set<String> = []
        var issuers: Set<String> = []
    }

    private func perform(_ test: JourneyTest) async -> Outcome {
        let site: any TestSite
        do {
            site = try await sites.site(for: test)
        } catch {
            let lines = "\(error)".split(separator: "\n").map(String.init)
            return Outcome(failure: .init(place: test.place, step: nil, lines: lines, context: []))
        }
        let performance = TestPerformance(test, site)
        do throws(TestFailure) {
            try await performance.perform()
            await site.close()
            return Outcome(policies: performance.policies, issuers: performance.issuers)
        } catch {
            let context = performance.context
            await site.close()
            return Outcome(
                failure: .init(place: error.place, step: error.step, lines: error.lines, context: context))
        }
    }
}

extension TestPerformance {
    /// What helps to see why: the page, the way there, calls, and the log.
    fileprivate var context: [String] {
        var lines = PageReport(page).lines
        let way = visited.compactMap(\.first)
        if way.count > 1 { lines.append("pages so far: \(way.joined(separator: " → "))") }
        let calls = site.calls
        if !calls.isEmpty { lines.append("calls:") }
        lines += calls.suffix(12).map { "  \($0.summary)" }
        let messages = site.messages
        if !messages.isEmpty { lines.append("messages:") }
        lines += messages.suffix(5).map {
            "  \($0.channel.word) to \($0.to): \($0.subject ?? String($0.text.prefix(60)))"
        }
        let log = site.log
        if !log.isEmpty { lines.append("log:") }
        lines += log.suffix(12).map { "  \($0.prefix(400))" }
        return lines
    }
}
