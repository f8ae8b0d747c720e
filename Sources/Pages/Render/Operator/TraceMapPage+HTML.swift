import Base
import Policy
import Trace

extension TraceMapPage: OperatorPage {
    package var title: String { "Map of \(trace.subject.policy)" }
    package var place: OperatorPlace { .trace }
    package var script: Assets.Name? { .trace }
    package var isWide: Bool { true }
    package var styles: [String] { [MapStyle.path] }

    package func write(to html: inout HTML, nonce: String) {
        html.traceHead(of: trace, at: .map)
        html.element("p", .id("live"), .class("live"), Attribute("role", "status")) { _ in }
        html.element(
            "div", .id("traceMap"), .flag("data-part"), Attribute("data-events", "/trace/\(trace.id)/events")
        ) { html in
            guard let map else {
                html.element(
                    "p", .class("empty"), text: "The policy is not served any more, so there is nothing to draw.")
                return
            }
            if isNewer {
                html.element(
                    "p", .class("note"),
                    text: "The policy was saved since: the map is of what it is now, the way of what it was then.")
            }
            let way = trace.way(on: map)
            html.map(
                map, marked: way.marks, links: way.entries.mapValues { "/trace/\(trace.id)?entry=\($0)#e\($0)" })
        }
    }
}

enum TraceView: String, CaseIterable {
    case timeline, map

    fileprivate var text: String {
        switch self {
        case .timeline: "Step by step"
        case .map: "Map"
        }
    }

    fileprivate func address(_ id: String) -> String {
        switch self {
        case .timeline: "/trace/\(id)"
        case .map: "/trace/\(id)/map"
        }
    }
}

extension HTML {
    /// What stands over each view of a journey's record.
    mutating func traceHead(of trace: JourneyTrace, at view: TraceView) {
        element("div", .id("traceHead"), .class("traceHead"), .flag("data-part")) { html in
            html.element("div") { html in
                html.element("h1") { html in
                    html.element("a", .href("/policies/\(trace.subject.policy)"), text: trace.subject.policy)
                }
                html.element("p", .class("meta")) { html in
                    html.state(of: trace)
                    html.element("span", text: trace.subject.journey)
                    html.element("time", Attribute("datetime", trace.startedAt.iso8601), text: trace.startedAt.readable)
                    html.element("span", .class("id"), text: trace.id)
                }
            }
            html.element("nav", .class("views"), Attribute("aria-label", "Views of this journey")) { html in
                for other in TraceView.allCases {
                    html.element(
                        "a", .href(other.address(trace.id)), other == view ? Attribute("aria-current", "page") : nil,
                        text: other.text)
                }
                html.element("a", .href("/trace/\(trace.id)/json"), text: "JSON")
            }
        }
    }
}
