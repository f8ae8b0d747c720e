import Base
import Trace

extension TraceListPage: OperatorPage {
    package var title: String { "Trace" }
    package var place: OperatorPlace { .trace }
    package var script: Assets.Name? { .trace }

    package func write(to html: inout HTML, nonce: String) {
        html.element("div", .class("lead")) { html in
            html.element("h1", text: "Trace")
            html.element(
                "p", text: "What each journey did, step by step. Passwords, codes and tokens are never kept.")
        }
        html.element("p", .id("live"), .class("live"), Attribute("role", "status")) { _ in }
        html.element("div", .id("traceList"), .flag("data-part"), Attribute("data-events", "/trace/events")) { html in
            guard !traces.isEmpty else {
                html.element(
                    "p", .class("empty"),
                    text: "Nothing yet. Run a policy, and its journey is shown here while it goes on.")
                return
            }
            html.element("table", .class("traces")) { html in
                html.element("thead") { html in
                    html.element("tr") { html in
                        for heading in ["State", "Policy", "Journey", "Started", "Steps", "Requests"] {
                            html.element("th", Attribute("scope", "col"), text: heading)
                        }
                    }
                }
                html.element("tbody") { html in for trace in traces { html.row(trace) } }
            }
        }
    }
}

extension HTML {
    fileprivate mutating func row(_ trace: JourneyTrace) {
        element("tr", .id("t-\(trace.id)")) { html in
            html.element("td") { $0.state(of: trace) }
            html.element("th", Attribute("scope", "row")) { html in
                html.element("a", .href("/trace/\(trace.id)"), text: trace.subject.policy)
            }
            html.element("td", text: trace.subject.journey)
            html.element("td") { html in
                html.element("time", Attribute("datetime", trace.startedAt.iso8601), text: trace.startedAt.readable)
            }
            html.element("td", .class("number"), text: String(trace.steps.count))
            html.element("td", .class("number"), text: String(trace.requests.count))
        }
    }

    mutating func state(of trace: JourneyTrace) {
        let text = if case .failed(let code) = trace.state { code } else { trace.state.word }
        element("span", .class("state \(trace.state.word)")) { html in
            html.element("span", .class("glyph"), Attribute("aria-hidden", "true"), text: trace.state.glyph)
            html.text(text)
        }
    }
}

extension JourneyTrace.State {
    fileprivate var glyph: String {
        switch self {
        case .running: "●"
        case .finished: "✓"
        case .failed: "✕"
        }
    }
}
