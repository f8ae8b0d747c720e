import Base
import Glibc
import Trace

/// `cardea dev --trace`: what journeys do, line by line, as they do it.
struct TraceTerminal: Sendable {
    let isColoured: Bool

    /// Prints what comes until the stream ends.
    func follow(_ changes: AsyncStream<TraceChange>) async {
        var last: String?
        for await change in changes {
            let trace = change.trace
            if trace.id != last {
                last = trace.id
                write(style(.bold, "\(trace.subject.policy) · \(trace.subject.journey)") + " " + style(.dim, trace.id))
            }
            for line in lines(change, trace) { write(line) }
        }
    }

    /// What to print of one change.
    func lines(_ change: TraceChange, _ trace: JourneyTrace) -> [String] {
        guard let entry = change.entry else { return ["  " + style(.bold, TraceTerminal.end(trace.state))] }
        return lines(entry, depth: TraceTerminal.depth(of: entry, in: trace), isEnd: change.isEnd)
    }

    /// An entry that takes time is printed when it begins; when it ends, what it changed is.
    func lines(_ entry: TraceEntry, depth: Int, isEnd: Bool) -> [String] {
        let margin = String(repeating: "  ", count: depth + 1)
        let isLater = isEnd && entry.microseconds != nil
        var lines: [String] = []
        if !isLater || entry.outcome == .failed || TraceTerminal.isTold(atEnd: entry) {
            lines.append(margin + head(entry))
        }
        if isEnd { lines += entry.changes.map { margin + "    " + change($0) } }
        return lines
    }

    /// What a call and a transformation came to is all that one wants to know of them.
    private static func isTold(atEnd entry: TraceEntry) -> Bool {
        switch entry.event {
        case .call, .transformation: true
        case .step, .skipped, .choice, .profile, .page, .submission, .message, .session, .redirect, .sent, .failure,
            .note:
            false
        }
    }

    private func head(_ entry: TraceEntry) -> String {
        let sign =
            switch entry.outcome {
            case .running: style(.yellow, "●")
            case .done: style(.green, "✓")
            case .skipped: style(.dim, "–")
            case .failed: style(.red, "✕")
            }
        var line = "\(sign) \(TraceTerminal.visible(entry.title))"
        if !entry.remark.isEmpty { line += " " + style(.dim, TraceTerminal.visible(entry.remark)) }
        if let time = entry.microseconds { line += " " + style(.dim, TraceWords.duration(time)) }
        if let location = entry.location { line += " " + style(.dim, TraceTerminal.visible(location)) }
        return line
    }

    private func change(_ change: ClaimChange) -> String {
        let name = TraceTerminal.visible(change.name)
        let after = TraceTerminal.short(change.after?.text ?? "")
        return switch change.kind {
        case .added: style(.green, "+ \(name) = \(after)")
        case .changed: style(.yellow, "~ \(name) = \(after)")
        case .removed: style(.red, "- \(name)")
        }
    }

    private static func end(_ state: JourneyTrace.State) -> String {
        switch state {
        case .running: "running"
        case .finished: "finished"
        case .failed(let code): "failed: \(visible(code))"
        }
    }

    private static func depth(of entry: TraceEntry, in trace: JourneyTrace) -> Int {
        var depth = 0
        var current = entry
        while let parent = current.parent.flatMap({ trace.entry($0) }), depth < 8 {
            depth += 1
            current = parent
        }
        return depth
    }

    private static func short(_ text: String) -> String {
        let shown = visible(text)
        return shown.count <= 120 ? shown : "\(shown.prefix(120))…"
    }

    /// Nothing that a claim holds may move the cursor, colour the terminal or turn the line round.
    static func visible(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            let isHarmless =
                scalar.value >= 0x20 && !(0x7f...0x9f).contains(scalar.value)
                && scalar.properties.generalCategory != .format && scalar.properties.generalCategory != .lineSeparator
                && scalar.properties.generalCategory != .paragraphSeparator
            if isHarmless {
                shown.unicodeScalars.append(scalar)
            } else {
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return shown
    }

    private enum Style: String { case bold = "1", dim = "2", red = "31", green = "32", yellow = "33" }

    private func style(_ style: Style, _ text: String) -> String {
        isColoured ? "\u{1b}[\(style.rawValue)m\(text)\u{1b}[0m" : text
    }

    private func write(_ line: String) {
        let bytes = Bytes(utf8: line + "\n")
        bytes.withUnsafeBytes { _ = Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }
}
