import Base
import Trace

/// Lays out what one journey does as lines for a terminal: when, what, how long, and where it is written.
///
/// What takes time and has nothing inside is one line, printed when it is over. What has something inside is printed
/// before that; a claim that changed in there is not told again when what is around it ends.
struct TracePrinter: Sendable {
    let isColoured: Bool
    /// Columns of the terminal.
    let width: Int
    private var pending: (entry: TraceEntry, depth: Int)?
    /// `name=value` of the changes that this step has told.
    private var told: Set<String> = []

    private static let timeWidth = 8
    private static let durationWidth = 8
    private static let valueWidth = 100

    init(isColoured: Bool, width: Int) {
        self.isColoured = isColoured
        self.width = max(60, width)
    }

    /// Lines for an entry that has begun, or, with `isEnd`, is over. `startedAt` is the journey's.
    mutating func take(_ entry: TraceEntry, depth: Int, startedAt: Timestamp, isEnd: Bool) -> [String] {
        if !isEnd {
            let lines = flush(startedAt)
            pending = (entry, depth)
            if case .step = entry.event { told = [] }
            return lines
        }
        if let held = pending, held.entry.number == entry.number {
            pending = nil
            return [line(entry, depth, startedAt)] + changes(of: entry, depth)
        }
        var lines = flush(startedAt)
        // It was printed when it began, unless it takes no time.
        if entry.microseconds == nil || entry.outcome == .failed { lines.append(line(entry, depth, startedAt)) }
        return lines + changes(of: entry, depth)
    }

    /// The line of what is still held back.
    mutating func flush(_ startedAt: Timestamp) -> [String] {
        defer { pending = nil }
        return pending.map { [line($0.entry, $0.depth, startedAt)] } ?? []
    }

    func head(_ trace: JourneyTrace) -> String {
        let subject = trace.subject
        return style(.bold, "\(subject.policy) · \(subject.journey)") + "  " + style(.dim, "/trace/\(trace.id)")
    }

    func end(_ state: JourneyTrace.State, after milliseconds: Int64) -> String {
        let (mark, text): (String, String) =
            switch state {
            case .running: (style(.dim, "●"), "running")
            case .finished: (style(.green, "✓"), "finished")
            case .failed(let code): (style(.red, "✕"), "failed: \(TracePrinter.visible(code))")
            }
        return style(.dim, offset(milliseconds)) + "  \(mark) " + style(.bold, text)
    }

    // MARK: Lines

    private func line(_ entry: TraceEntry, _ depth: Int, _ startedAt: Timestamp) -> String {
        let title = TracePrinter.visible(entry.title)
        let remark = TracePrinter.visible(entry.remark)
        let margin = String(repeating: "  ", count: depth)
        // What failed is told when it did.
        let lasted = entry.outcome == .failed ? (entry.microseconds ?? 0) / 1000 : 0
        let time = style(.dim, offset(entry.at.milliseconds + lasted - startedAt.milliseconds))
        let isHeavy = if case .step = entry.event { true } else { false }
        var text = isHeavy ? style(.bold, title) : title
        if !remark.isEmpty { text += "  " + style(entry.outcome == .failed ? .red : .dim, remark) }
        let taken = TracePrinter.timeWidth + 4 + margin.count + title.count + (remark.isEmpty ? 0 : 2 + remark.count)
        return "\(time)  \(margin)\(sign(entry)) \(text)" + tail(entry, after: taken)
    }

    /// How long it took and where it is written, at the right edge; behind the text where that is too long.
    private func tail(_ entry: TraceEntry, after taken: Int) -> String {
        // How long a step took is how long a person took.
        var duration = entry.outcome == .running ? "" : entry.microseconds.map(TraceWords.duration) ?? ""
        if case .step = entry.event { duration = "" }
        let place = entry.location.map { TracePrinter.visible(TracePrinter.short($0)) } ?? ""
        guard !duration.isEmpty || !place.isEmpty else { return "" }
        let missing = String(repeating: " ", count: max(0, TracePrinter.durationWidth - duration.count))
        let text = place.isEmpty ? missing + duration : missing + duration + "  " + place
        let gap = width - taken - text.count
        return (gap >= 2 ? String(repeating: " ", count: gap) : "  ")
            + style(.dim, gap >= 2 ? text : [duration, place].filter { !$0.isEmpty }.joined(separator: "  "))
    }

    private mutating func changes(of entry: TraceEntry, _ depth: Int) -> [String] {
        let margin = String(repeating: " ", count: TracePrinter.timeWidth + 4 + 2 * depth)
        var lines: [String] = []
        for change in entry.changes where told.insert("\(change.name)=\(change.after?.text ?? "")").inserted {
            lines.append(margin + text(of: change))
        }
        return lines
    }

    private func text(of change: ClaimChange) -> String {
        let name = TracePrinter.visible(change.name)
        let after = TracePrinter.cut(change.after?.text ?? "")
        return switch change.kind {
        case .added: style(.green, "+ \(name)") + " = \(after)"
        case .changed: style(.yellow, "~ \(name)") + " = \(after)"
        case .removed: style(.red, "- \(name)")
        }
    }

    private func sign(_ entry: TraceEntry) -> String {
        switch entry.outcome {
        case .running: style(.yellow, "▸")
        case .done: style(.green, "✓")
        case .skipped: style(.dim, "–")
        case .failed: style(.red, "✕")
        }
    }

    // MARK: Words

    /// Seconds since the journey began: `+3.34 s`, right-aligned.
    private func offset(_ milliseconds: Int64) -> String {
        let hundredths = max(0, milliseconds) / 10
        let rest = hundredths % 100
        let text = "+\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)s"
        return String(repeating: " ", count: max(0, TracePrinter.timeWidth - text.count)) + text
    }

    /// `TrustFrameworkBase.xml:12` of a whole path with line and column.
    private static func short(_ location: String) -> String {
        let file = location.lastIndex(of: "/").map { location[location.index(after: $0)...] } ?? location[...]
        return file.split(separator: ":").prefix(2).joined(separator: ":")
    }

    private static func cut(_ text: String) -> String {
        let shown = visible(text)
        return shown.count <= valueWidth ? shown : "\(shown.prefix(valueWidth))…"
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
}
