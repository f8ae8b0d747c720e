import Base

/// What people read of a run of tests.
package enum TestReport {
    /// A failed test: what differs, and what was there.
    package static func failure(_ result: JourneyTestResult) -> String {
        guard let failure = result.failure else { return "" }
        let step = failure.step.map { "step \($0), " } ?? ""
        var lines = ["✗ \(result.name)", "  \(step)\(failure.place)"]
        lines += failure.lines.map { "    \($0)" }
        if !failure.context.isEmpty { lines.append("  what was there:") }
        lines += failure.context.map { "    \($0)" }
        return lines.joined(separator: "\n") + "\n"
    }

    package static func success(_ result: JourneyTestResult) -> String {
        "✓ \(result.name) (\(time(result.milliseconds)))\n"
    }

    package static func summary(_ results: [JourneyTestResult], milliseconds: Double) -> String {
        let failed = results.count { $0.failure != nil }
        let tests = "\(results.count) test\(results.count == 1 ? "" : "s")"
        let outcome = failed == 0 ? "all hold" : "\(failed) failed"
        return "\(tests), \(outcome), \(time(milliseconds))\n"
    }

    static func time(_ milliseconds: Double) -> String {
        milliseconds < 1000
            ? "\(Int(milliseconds.rounded())) ms"
            : "\(Int(milliseconds / 1000)).\(Int(milliseconds / 100) % 10) s"
    }

    package static func json(_ results: [JourneyTestResult], milliseconds: Double) -> JSON {
        let tests = results.map { result -> JSON in
            var test: JSON.Object = [
                "name": .string(result.name), "file": .string(result.place.file),
                "line": .integer(Int64(result.place.line)), "passed": .bool(result.failure == nil),
                "milliseconds": .number((result.milliseconds * 10).rounded() / 10),
            ]
            test["failure"] = result.failure.map { failure in
                var members: JSON.Object = [
                    "line": .integer(Int64(failure.place.line)), "differences": JSON(failure.lines),
                    "context": JSON(failure.context),
                ]
                members["step"] = failure.step.map { .integer(Int64($0)) }
                return .object(members)
            }
            return .object(test)
        }
        return [
            "tests": .array(tests), "failed": .integer(Int64(results.count { $0.failure != nil })),
            "milliseconds": .integer(Int64(milliseconds)),
        ]
    }
}
