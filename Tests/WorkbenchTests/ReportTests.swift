import Base
import Testing

@testable import Workbench

struct ReportTests {
    private let place = SourcePlace(file: "a.journey.json", line: 3, column: 5)

    private var results: [JourneyTestResult] {
        [
            JourneyTestResult(name: "good", place: place, milliseconds: 4, failure: nil),
            JourneyTestResult(
                name: "b<a>d & \u{1}", place: place, milliseconds: 1234,
                failure: .init(
                    place: place, step: 2, lines: ["token.name: expected \"a\", got \"b\""], context: ["the page is x"])
            ),
        ]
    }

    @Test func `a failure says where, what and what was there`() {
        let text = TestReport.failure(results[1])
        #expect(text.contains("step 2, a.journey.json:3:5"))
        #expect(text.contains("    token.name: expected \"a\", got \"b\""))
        #expect(text.contains("    the page is x"))
        #expect(TestReport.summary(results, milliseconds: 1238) == "2 tests, 1 failed, 1.2 s\n")
    }

    @Test func `build servers get well-formed XML`() {
        let xml = JUnitReport.write(results, milliseconds: 1238)
        #expect(xml.contains("<testsuites tests=\"2\" failures=\"1\" time=\"1.238\">"))
        #expect(xml.contains("name=\"b&lt;a&gt;d &amp; \u{fffd}\""))
        #expect(xml.contains("<failure message=\"token.name: expected &quot;a&quot;, got &quot;b&quot;\">"))
    }

    @Test func `scripts get JSON`() {
        let json = TestReport.json(results, milliseconds: 5)
        #expect(json["failed"] == 1)
        #expect(json["tests"]?.array?[1]["failure"]?["step"] == 2)
    }
}
