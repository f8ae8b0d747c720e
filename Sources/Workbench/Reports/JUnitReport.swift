import Base

/// A run of tests as the XML that build servers read (the JUnit schema of Jenkins and others).
package enum JUnitReport {
    package static func write(_ results: [JourneyTestResult], milliseconds: Double) -> String {
        let files = Dictionary(grouping: results) { $0.place.file }.sorted { $0.key < $1.key }
        let failed = results.count { $0.failure != nil }
        var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        xml += "<testsuites tests=\"\(results.count)\" failures=\"\(failed)\" time=\"\(seconds(milliseconds))\">\n"
        for (file, results) in files { xml += suite(file, results) }
        return xml + "</testsuites>\n"
    }

    private static func suite(_ file: String, _ results: [JourneyTestResult]) -> String {
        let failed = results.count { $0.failure != nil }
        let time = seconds(results.reduce(0) { $0 + $1.milliseconds })
        var xml = "  <testsuite name=\"\(escaped(file))\" tests=\"\(results.count)\" failures=\"\(failed)\" "
        xml += "errors=\"0\" skipped=\"0\" time=\"\(time)\">\n"
        for result in results {
            xml += "    <testcase classname=\"\(escaped(file))\" name=\"\(escaped(result.name))\" "
            xml += "file=\"\(escaped(file))\" line=\"\(result.place.line)\" time=\"\(seconds(result.milliseconds))\""
            guard let failure = result.failure else {
                xml += "/>\n"
                continue
            }
            let message = escaped(failure.lines.first ?? "")
            xml += ">\n      <failure message=\"\(message)\">\(escaped(TestReport.failure(result)))</failure>\n"
            xml += "    </testcase>\n"
        }
        return xml + "  </testsuite>\n"
    }

    private static func seconds(_ milliseconds: Double) -> String {
        let whole = Int(milliseconds.rounded())
        return "\(whole / 1000).\(padded(whole % 1000, 3))"
    }

    /// XML 1.0 has no place for other control characters.
    private static func escaped(_ text: String) -> String {
        var output = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "&": output += "&amp;"
            case "\"": output += "&quot;"
            case "\n", "\t": output.unicodeScalars.append(scalar)
            case "\u{0}"..<"\u{20}", "\u{fffe}", "\u{ffff}": output += "\u{fffd}"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }
}
