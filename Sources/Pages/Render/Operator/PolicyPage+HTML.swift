import Base
import Policy

extension PolicyPage: OperatorPage {
    package var title: String { id }
    package var place: OperatorPlace { .welcome }
    package var script: Assets.Name? { .trace }
    package var isWide: Bool { true }
    package var styles: [String] { [MapStyle.path] }

    package func write(to html: inout HTML, nonce: String) {
        html.element("div", .id("policy"), Attribute("data-events", "/policies/events"), .flag("data-part")) { html in
            writeHead(to: &html)
            html.problems(problems)
            writeMap(to: &html)
            writeOutline(to: &html)
        }
    }

    private func writeHead(to html: inout HTML) {
        html.element("div", .class("traceHead")) { html in
            html.element("div") { html in
                html.element("p", .class("crumb")) { $0.element("a", .href("/"), text: "Policies") }
                html.element("h1", text: id)
            }
            html.element("p", .class("actions")) { html in
                if let run {
                    html.element(
                        "a", .class("button primary"), .href(run), Attribute("aria-label", "Run \(id) now"),
                        text: "Run now")
                }
                if let metadata { html.element("a", .class("quiet"), .href(metadata), text: "Metadata") }
                html.element("a", .class("quiet"), .href("/policies/\(id)/policy.xml"), text: "As XML")
                if map != nil { html.element("a", .class("quiet"), .href("/policies/\(id)/map.svg"), text: "As SVG") }
            }
        }
        html.element("ol", .class("chain"), Attribute("aria-label", "Inherits from")) { html in
            for link in chain {
                html.element("li") { html in
                    html.element("strong", text: link.policy)
                    html.text(" ")
                    html.element("code", Attribute("title", link.file), text: FilePlace.short(link.file))
                }
            }
        }
    }

    private func writeMap(to html: inout HTML) {
        html.element("h2", .class("sub"), .id("map"), text: "Map")
        if journeys.count > 1 {
            html.element("nav", .class("journeys"), Attribute("aria-label", "Journeys")) { html in
                for journey in journeys {
                    html.element(
                        "a", .href("?journey=\(journey)"),
                        map.map { Name(journey) == $0.journey } == true ? Attribute("aria-current", "true") : nil,
                        text: journey)
                }
            }
        }
        guard let map else {
            html.element("p", .class("empty"), text: "The policy has no journey.")
            return
        }
        html.map(map, marked: [:], links: links(in: map.nodes))
    }

    /// From each card to the definition of its profile, below.
    private func links(in nodes: [JourneyMap.Node]) -> [String: String] {
        let known = Set(outline.sections.flatMap(\.definitions).map(\.id))
        var links: [String: String] = [:]
        for node in nodes {
            for card in node.cards {
                let anchor = PolicyOutline.anchor("TechnicalProfile", card.title)
                if known.contains(anchor) { links[card.id] = "#\(anchor)" }
            }
            if let inner = node.inner { links.merge(self.links(in: inner.nodes)) { first, _ in first } }
        }
        return links
    }

    private func writeOutline(to html: inout HTML) {
        html.element("h2", .class("sub"), .id("resolved"), text: "With all that it inherits")
        html.element(
            "p", .class("note"),
            text: "Each definition as it runs. A comment says where a part comes from, when that is another file.")
        for section in outline.sections {
            html.element(
                "details", .class("part plain outline"), .id("section-\(section.title.replacing(" ", with: "-"))")
            ) {
                html in
                html.element("summary") { html in
                    html.element("span", .class("words")) { $0.element("span", .class("title"), text: section.title) }
                    html.element("span", .class("took"), text: String(section.definitions.count))
                }
                html.element("div", .class("inside")) { html in
                    for definition in section.definitions { html.definition(definition) }
                }
            }
        }
    }
}

extension HTML {
    /// A journey's map. It scrolls by itself where it is wider than the page.
    ///
    /// The picture escapes every text of the policy that is in it (`JourneyMap.svg`).
    mutating func map(
        _ map: JourneyMap, marked: [String: JourneyMap.Mark], links: [String: String]
    ) {
        element(
            "div", .class("mapFrame"), Attribute("tabindex", "0"), Attribute("role", "region"),
            Attribute("aria-label", "Map of the journey \(map.journey)")
        ) { html in
            let picture = map.svg(marked: marked, links: links.filter { SafeAddress.isSafe($0.value) }, isStyled: false)
            html.markup(TrustedMarkup(sanitised: Bytes(utf8: picture)))
        }
    }

    fileprivate mutating func definition(_ definition: PolicyOutline.Definition) {
        element("details", .class("part plain"), .id("of-\(definition.id)")) { html in
            html.element("summary") { html in
                html.element("span", .class("words")) { $0.element("bdi", .class("title"), text: definition.name) }
                html.element("code", .class("took"), text: FilePlace.short("\(definition.location)"))
            }
            // The anchor is inside, so that going there opens what is around it.
            html.element("div", .class("inside"), .id(definition.id)) { html in
                html.element("pre", .class("raw"), Attribute("tabindex", "0"), text: definition.xml)
            }
        }
    }
}

/// The style sheet of maps, which is not an asset: it is made where maps are drawn.
package enum MapStyle {
    package static let path = "/policies/map.css"
}

/// Places in files, as they are read on a page.
enum FilePlace {
    /// `TrustFrameworkBase.xml:12:5` of a whole path.
    static func short(_ place: String) -> String {
        place.lastIndex(of: "/").map { String(place[place.index(after: $0)...]) } ?? place
    }
}
