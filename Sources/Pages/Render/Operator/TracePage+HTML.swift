import Base
import Trace

extension TracePage: OperatorPage {
    package var title: String { "Trace of \(trace.subject.policy)" }
    package var place: OperatorPlace { .trace }
    package var script: Assets.Name? { .trace }
    package var isWide: Bool { true }

    package func write(to html: inout HTML, nonce: String) {
        let shown = shown
        let rows = TraceRow.rows(of: trace)
        html.traceHead(of: trace, at: .timeline)
        html.element("p", .id("live"), .class("live"), Attribute("role", "status")) { _ in }
        html.element(
            "div", .class("trace"), .id("trace"), Attribute("data-events", "/trace/\(trace.id)/events"),
            .flag("data-running", if: trace.state == .running), .flag("data-chosen", if: selected != nil)
        ) { html in
            html.element(
                "nav", .id("timeline"), .class("timeline"), .flag("data-part"), Attribute("aria-label", "What happened")
            ) { html in
                html.element("ol") { html in
                    for row in rows { html.row(row, isShown: row.entry.number == shown?.number) }
                }
                if trace.dropped > 0 {
                    html.element(
                        "p", .class("note"), text: "\(trace.dropped) more entries are left out: the record is full.")
                }
            }
            html.element(
                "section", .id("detail"), .class("detailPane"), .flag("data-part"), Attribute("tabindex", "-1"),
                Attribute("aria-label", "Details")
            ) { html in
                if let shown {
                    writeDetail(of: shown, rows: rows, to: &html)
                } else {
                    html.element("p", .class("empty"), text: "Nothing was recorded yet.")
                }
            }
        }
    }

    /// The part of the journey that the entry belongs to, as a whole, with the entry opened.
    private func writeDetail(of entry: TraceEntry, rows: [TraceRow], to html: inout HTML) {
        var path = [entry]
        while let parent = path.last?.parent.flatMap({ trace.entry($0) }) { path.append(parent) }
        let open = Set(path.map(\.number))
        guard let root = path.last else { return }
        html.element("h2", text: root.title)
        if !root.remark.isEmpty { html.element("p", .class("remark \(root.outcome.rawValue)"), text: root.remark) }
        html.facts(of: root, in: trace)
        var children: [Int: [TraceEntry]] = [:]
        for child in trace.entries { if let parent = child.parent { children[parent, default: []].append(child) } }
        html.body(of: root)
        writeChildren(of: root, children, open, entry.number, to: &html)
    }

    private func writeChildren(
        of entry: TraceEntry, _ children: [Int: [TraceEntry]], _ open: Set<Int>, _ shown: Int, to html: inout HTML
    ) {
        for child in children[entry.number] ?? [] {
            let isOpen = open.contains(child.number) || child.outcome == .failed || child.opensItself
            html.element(
                "details", .id("e\(child.number)"), .class("part k-\(child.event.kind) \(child.outcome.rawValue)"),
                .flag("open", if: isOpen), child.number == shown ? Attribute("data-shown", "") : nil
            ) { html in
                html.element("summary") { $0.line(of: child) }
                html.element("div", .class("inside")) { html in
                    html.facts(of: child, in: trace)
                    html.body(of: child)
                    writeChildren(of: child, children, open, shown, to: &html)
                }
            }
        }
    }
}

extension TraceEntry {
    fileprivate var opensItself: Bool {
        switch event {
        case .profile, .submission, .failure, .skipped: true
        case .step, .choice, .transformation, .call, .page, .message, .session, .redirect, .sent, .note: false
        }
    }
}

/// A line of the timeline.
struct TraceRow {
    let entry: TraceEntry
    let depth: Int

    /// The entries in their tree's order, which is also that of time.
    static func rows(of trace: JourneyTrace) -> [TraceRow] {
        trace.entries.map { TraceRow(entry: $0, depth: min(trace.depth(of: $0), 5)) }
    }
}

extension HTML {
    fileprivate mutating func row(_ row: TraceRow, isShown: Bool) {
        let entry = row.entry
        element("li", .class("d\(row.depth) k-\(entry.event.kind) \(entry.outcome.rawValue)")) { html in
            html.element(
                "a", .id("r\(entry.number)"), .href("?entry=\(entry.number)"),
                isShown ? Attribute("aria-current", "true") : nil
            ) { $0.line(of: entry) }
        }
    }

    fileprivate mutating func line(of entry: TraceEntry) {
        element("span", .class("glyph"), Attribute("aria-hidden", "true"), text: entry.outcome.glyph)
        element("span", .class("words")) { html in
            html.element("bdi", .class("title"), text: entry.title)
            html.element("span", .class("hidden"), text: entry.outcome == .done ? "" : ", \(entry.outcome.rawValue)")
            if !entry.remark.isEmpty { html.element("bdi", .class("remark"), text: entry.remark) }
        }
        if let time = entry.microseconds {
            element("span", .class("took"), text: TraceWords.duration(time))
        }
    }
}

extension TraceEntry.Outcome {
    fileprivate var glyph: String {
        switch self {
        case .running: "●"
        case .done: "✓"
        case .skipped: "–"
        case .failed: "✕"
        }
    }
}
