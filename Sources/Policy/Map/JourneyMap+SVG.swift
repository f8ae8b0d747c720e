extension JourneyMap {
    /// The map as SVG, light or dark as the reader's system is. What is `marked` (ids of nodes and cards) shows what
    /// happened; the way that was taken is drawn strong.
    ///
    /// - Parameters:
    ///   - links: where nodes and cards lead, by their ids. Without any, the map is one picture to a screen reader.
    ///   - prefix: goes before every `id` attribute, for pages that show several maps.
    ///   - isStyled: whether the picture brings its style along. A page that does not allow that links `style`.
    package func svg(
        marked: [String: Mark] = [:], links: [String: String] = [:], prefix: String = "map", isStyled: Bool = true
    ) -> String {
        var drawing = MapDrawing(marks: marked, links: links, prefix: prefix, isStyled: isStyled)
        return drawing.draw(self)
    }

    /// The style sheet of every map.
    package static var style: String { MapDrawing.style }

    /// The whole journey in sentences, for those who do not see the picture.
    var description: String {
        nodes.map { JourneyMap.sentence($0) }.joined(separator: " ")
    }

    private static func sentence(_ node: Node) -> String {
        let names = node.cards.map { card in
            if case .choice = card.role { "a choice \(card.title)" } else { "\(card.title) (\(card.kind.label))" }
        }
        let conditions = node.conditions.isEmpty ? "" : ", " + node.conditions.joined(separator: ", or ")
        let what = names.isEmpty ? "" : ": " + names.joined(separator: ", ")
        let inner = node.inner.map { " Sub journey \($0.name): " + $0.nodes.map(sentence).joined(separator: " ") } ?? ""
        return "Step \(node.order), \(node.kind.rawValue)\(conditions)\(what).\(inner)"
    }
}

/// Writes the shapes of a map.
private struct MapDrawing {
    let marks: [String: JourneyMap.Mark]
    let links: [String: String]
    let prefix: String
    let isStyled: Bool
    private var body = ""
    /// Top of each card, for the lines that lead there.
    private var tops: [String: (x: Double, y: Double)] = [:]

    init(marks: [String: JourneyMap.Mark], links: [String: String], prefix: String, isStyled: Bool) {
        self.marks = marks
        self.links = links
        self.prefix = prefix
        self.isStyled = isStyled
    }

    private static let margin = 20.0
    private static let header = 64.0

    mutating func draw(_ map: JourneyMap) -> String {
        let layout = MapLayout(map.nodes)
        let title = "Journey \(map.journey) of \(map.policy)"
        let heading = MapText.wrap(map.policy.text, width: 620, size: 20, lines: 1, isBold: true).first ?? ""
        let width = max(layout.width + 2 * MapDrawing.margin, MapText.width(heading, size: 20, isBold: true) + 60)
        let height = layout.height + MapDrawing.header + 34 + 2 * MapDrawing.margin
        text(heading, MapDrawing.margin, 34, "policy")
        text("Journey \(map.journey.text)", MapDrawing.margin, 56, "muted")
        steps(layout, MapDrawing.margin, MapDrawing.header + MapDrawing.margin)
        legend(map, width, height)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" class="journey-map" role="\(links.isEmpty ? "img" : "group")" \
            viewBox="0 0 \(n(width)) \(n(height))" width="\(n(width))" height="\(n(height))" \
            aria-labelledby="\(e(prefix))-title \(e(prefix))-desc">
            <title id="\(e(prefix))-title">\(e(title))</title>
            <desc id="\(e(prefix))-desc">\(e(map.description))</desc>
            \(isStyled ? "<style>\(MapDrawing.style)</style>" : "")
            <defs>\(arrow("arrow", ""))\(arrow("arrow-taken", " taken"))</defs>
            <rect class="ground" width="\(n(width))" height="\(n(height))"/>
            \(body)</svg>

            """
    }

    /// The same size whatever the line's width.
    private func arrow(_ name: String, _ style: String) -> String {
        "<marker id=\"\(e(prefix))-\(name)\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerUnits=\"userSpaceOnUse\" "
            + "markerWidth=\"11\" markerHeight=\"11\" orient=\"auto-start-reverse\">"
            + "<path class=\"head\(style)\" d=\"M0,0.5 L7.5,4 L0,7.5 z\"/></marker>"
    }

    // MARK: Steps

    private mutating func steps(_ layout: MapLayout, _ dx: Double, _ dy: Double) {
        for step in layout.steps {
            for card in step.cards { tops[card.card.id] = (dx + card.x + card.width / 2, dy + card.y) }
        }
        lines(layout, dx, dy)
        for step in layout.steps { self.step(step, dx, dy) }
    }

    private mutating func step(_ step: MapLayout.Placed, _ dx: Double, _ dy: Double) {
        let id = step.node.id
        beginLink(id)
        body += "<g id=\"\(e(prefix))-\(e(id))\" data-node=\"\(e(id))\" class=\"step\(mark(id))\">\n"
        body += "<title>\(e("Step \(step.node.order): \(step.node.kind.rawValue)\(markWord(id))"))</title>\n"
        let (x, y) = (dx + step.x, dy + step.y)
        body += "<circle class=\"number\" cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"\(n(MapLayout.radius))\"/>\n"
        text("\(step.node.order)", x, y + 5, "digit", anchor: "middle")
        let left = x + MapLayout.radius + 14
        var line = y - MapLayout.radius + 15
        for words in step.heading {
            text(words, left, line, "title")
            line += 19
        }
        text(step.node.kind.rawValue, left, line - 1, "muted")
        line += 17
        for words in step.conditions {
            text(words, left, line, "condition")
            line += MapLayout.line
        }
        body += "</g>\n"
        endLink(id)
        for card in step.cards { self.card(card, dx, dy) }
        if let inner = step.inner { self.inner(inner, dx, dy) }
    }

    private mutating func card(_ placed: MapLayout.PlacedCard, _ dx: Double, _ dy: Double) {
        let card = placed.card
        let (x, y) = (dx + placed.x, dy + placed.y)
        beginLink(card.id)
        body += "<g id=\"\(e(prefix))-\(e(card.id))\" data-node=\"\(e(card.id))\" "
        body += "class=\"card \(card.kind.rawValue)\(isChoice(card) ? " choice" : "")\(mark(card.id))\">\n"
        body += "<title>\(e("\(card.title): \(card.kind.label)\(markWord(card.id))"))</title>\n"
        body += "<rect class=\"box\" x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(placed.width))\" "
        body += "height=\"\(n(placed.height))\" rx=\"8\"/>\n"
        body += "<path class=\"stripe\" d=\"M\(n(x + 8)),\(n(y)) h-2 a6,6 0 0 0 -6,6 v\(n(placed.height - 12)) "
        body += "a6,6 0 0 0 6,6 h2 z\"/>\n"
        let left = x + MapLayout.padding + 6
        var line = y + MapLayout.padding + 11
        for words in placed.title {
            text(words, left, line, "title")
            line += 19
        }
        text(role(card), left, line - 1, "kind")
        line += MapLayout.line - 1
        for words in placed.details {
            text(words, left, line, "muted")
            line += MapLayout.line
        }
        self.lines(of: placed, left, line)
        body += "</g>\n"
        endLink(card.id)
    }

    private mutating func beginLink(_ id: String) {
        if let address = links[id] { body += "<a href=\"\(e(address))\">\n" }
    }

    private mutating func endLink(_ id: String) {
        if links[id] != nil { body += "</a>\n" }
    }

    private mutating func lines(of placed: MapLayout.PlacedCard, _ left: Double, _ top: Double) {
        guard !placed.lines.isEmpty else { return }
        var line = top
        body +=
            "<path class=\"rule\" d=\"M\(n(left)),\(n(line - 6)) h\(n(placed.width - 2 * MapLayout.padding - 6))\"/>\n"
        line += 10
        text("runs, in order", left, line, "muted")
        for entry in placed.lines {
            line += MapLayout.line
            text(entry.text, left + (entry.isCondition ? 26 : 14), line, entry.isCondition ? "condition" : "small")
            guard entry.begins else { continue }
            body +=
                "<circle class=\"dot \(entry.kind.rawValue)\" cx=\"\(n(left + 4))\" cy=\"\(n(line - 4))\" r=\"3.5\"/>\n"
        }
    }

    private mutating func inner(_ placed: MapLayout.PlacedInner, _ dx: Double, _ dy: Double) {
        let (x, y) = (dx + placed.x, dy + placed.y)
        body += "<g class=\"inner\">\n<rect class=\"frame\" x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(placed.width))\" "
        body += "height=\"\(n(placed.height))\" rx=\"10\"/>\n"
        let words = MapText.wrap(
            "Sub journey \(placed.inner.name)\(placed.inner.isTransfer ? ": does not come back" : "")",
            width: placed.width - 2 * MapLayout.padding, size: MapLayout.titleSize, lines: 1, isBold: true)
        text(words.first ?? "", x + MapLayout.padding, y + 22, "title")
        steps(placed.layout, x + MapLayout.padding, y + 30)
        body += "</g>\n"
    }

    // MARK: Lines

    private mutating func lines(_ layout: MapLayout, _ dx: Double, _ dy: Double) {
        for (index, step) in layout.steps.enumerated() {
            let next = layout.steps.indices.contains(index + 1) ? layout.steps[index + 1] : nil
            if let next, !(step.node.inner?.isTransfer ?? false), step.node.kind != .sendClaims {
                let taken = isTaken(step.node.id) && marks[next.node.id] != nil ? " taken" : ""
                body += "<path class=\"way\(taken)\" d=\"M\(n(dx + step.x)),\(n(dy + step.y + MapLayout.radius)) "
                body += "V\(n(dy + next.y - MapLayout.radius - 2))\"\(head(taken))/>\n"
            }
            if !step.node.conditions.isEmpty, let next { around(step, next, dx, dy) }
            let bottom = step.cards.map { $0.y + $0.height }.max() ?? 0
            for card in step.cards { choice(card, bottom, dx, dy) }
        }
    }

    /// The way around a step that may be left out.
    private mutating func around(_ step: MapLayout.Placed, _ next: MapLayout.Placed, _ dx: Double, _ dy: Double) {
        let x = dx + step.x
        let (top, bottom) = (dy + step.y - MapLayout.radius - 9, dy + next.y - MapLayout.radius - 9)
        let left = x - MapLayout.radius - 14
        let taken = marks[step.node.id] == .skipped ? " taken" : ""
        body += "<path class=\"skip\(taken)\" d=\"M\(n(x)),\(n(top)) H\(n(left + 8)) "
        body += "Q\(n(left)),\(n(top)) \(n(left)),\(n(top + 8)) "
        body += "V\(n(bottom - 8)) Q\(n(left)),\(n(bottom)) \(n(left + 8)),\(n(bottom)) H\(n(x - 2))\"/>\n"
    }

    /// Straight down past the cards beside it, and then over to where the choice leads.
    private mutating func choice(_ card: MapLayout.PlacedCard, _ bottom: Double, _ dx: Double, _ dy: Double) {
        guard case .choice(let target?) = card.card.role, card.card.details.isEmpty, let end = tops[target] else {
            return
        }
        let (x, y) = (dx + card.x + card.width / 2, dy + bottom)
        let bend = (end.y - y) / 2
        let taken = isTaken(target) && isTaken(card.card.id) ? " taken" : ""
        body += "<path class=\"branch\(taken)\" d=\"M\(n(x)),\(n(dy + card.y + card.height)) V\(n(y)) "
        body += "C\(n(x)),\(n(y + bend)) \(n(end.x)),\(n(end.y - bend)) "
        body += "\(n(end.x)),\(n(end.y - 2))\"\(head(taken))/>\n"
    }

    /// The attribute that ends a line with an arrow of its colour.
    private func head(_ taken: String) -> String {
        " marker-end=\"url(#\(e(prefix))-arrow\(taken.isEmpty ? "" : "-taken"))\""
    }

    // MARK: Words

    private mutating func legend(_ map: JourneyMap, _ width: Double, _ height: Double) {
        let kinds = MapKind.allCases.filter { kind in MapDrawing.cards(map.nodes).contains { $0.kind == kind } }
        var x = MapDrawing.margin
        let y = height - 20
        for kind in kinds {
            let step = MapText.width(kind.label, size: 12.5) + 34
            guard x + step < width else { break }
            body += "<circle class=\"dot \(kind.rawValue)\" cx=\"\(n(x + 5))\" cy=\"\(n(y - 4))\" r=\"5\"/>\n"
            text(kind.label, x + 16, y, "muted")
            x += step
        }
    }

    private static func cards(_ nodes: [JourneyMap.Node]) -> [JourneyMap.Card] {
        nodes.flatMap { $0.cards + ($0.inner.map { cards($0.nodes) } ?? []) }
    }

    private func role(_ card: JourneyMap.Card) -> String {
        switch card.role {
        case .choice(let target): target == nil ? "leads nowhere" : "choice · \(card.kind.label)"
        case .form: "form on the page"
        case .profile, .issuer: card.kind.label
        }
    }

    private func isChoice(_ card: JourneyMap.Card) -> Bool { if case .choice = card.role { true } else { false } }

    private func isTaken(_ id: String) -> Bool { marks[id] == .ran || marks[id] == .current || marks[id] == .failed }

    private func mark(_ id: String) -> String {
        if let mark = marks[id] { return " \(mark.rawValue)" }
        return marks.isEmpty ? "" : " untouched"
    }

    private func markWord(_ id: String) -> String {
        switch marks[id] {
        case .ran?: ", ran"
        case .skipped?: ", was skipped"
        case .current?: ", is here now"
        case .failed?: ", failed"
        case nil: ""
        }
    }

    private mutating func text(_ words: String, _ x: Double, _ y: Double, _ style: String, anchor: String? = nil) {
        let place = anchor.map { " text-anchor=\"\($0)\"" } ?? ""
        body += "<text class=\"\(style)\" x=\"\(n(x))\" y=\"\(n(y))\"\(place)>\(e(words))</text>\n"
    }

    /// A coordinate with one decimal.
    private func n(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let (whole, rest) = (abs(tenths) / 10, abs(tenths) % 10)
        return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
    }

    private func e(_ text: String) -> String {
        // Control characters may not stand in XML.
        XMLText.attribute(String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 })))
    }

    /// The colours of the brand; kinds are told apart by words too.
    fileprivate static let style = """
        .journey-map{--paper:#fff;--mist:#f3f5f7;--line:#c9d1da;--edge:#76828f;--ink:#14181f;--muted:#55606d;\
        --accent:#0e6656;--danger:#b3261e;--warn:#7a5200;--k-page:#2f5fb3;--k-directory:#0e6656;--k-service:#8a3ea8;\
        --k-federation:#b3531e;--k-transformation:#6b6f00;--k-factor:#b3266f;--k-issuer:#14181f;--k-session:#76828f;\
        --k-telemetry:#76828f;--k-other:#76828f;font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}\
        @media (prefers-color-scheme:dark){.journey-map{--paper:#0e1216;--mist:#171d23;--line:#2c353f;--edge:#7d8a97;\
        --ink:#e9eef3;--muted:#a3afbb;--accent:#5fd0b8;--danger:#ff8f86;--warn:#ffc46b;--k-page:#8ab4ff;\
        --k-directory:#5fd0b8;--k-service:#d79bf0;--k-federation:#ffab7d;--k-transformation:#d6d95e;--k-factor:#ff9ac4;\
        --k-issuer:#e9eef3;--k-session:#7d8a97;--k-telemetry:#7d8a97;--k-other:#7d8a97}}\
        .journey-map .ground{fill:var(--paper)}.journey-map text{fill:var(--ink);font-size:12.5px}\
        .journey-map .policy{font-size:20px;font-weight:600}.journey-map .title{font-size:14px;font-weight:600}\
        .journey-map .digit{font-size:14px;font-weight:600}\
        .journey-map text.muted,.journey-map .kind{fill:var(--muted)}\
        .journey-map text.condition{fill:var(--warn)}\
        .journey-map .number{fill:var(--mist);stroke:var(--edge);stroke-width:1.5}\
        .journey-map .box{fill:var(--mist);stroke:var(--line)}\
        .journey-map .choice .box{stroke-dasharray:4 3;fill:var(--paper)}\
        .journey-map .frame{fill:none;stroke:var(--edge);stroke-dasharray:6 4}\
        .journey-map .rule{stroke:var(--line);fill:none}.journey-map .head{fill:var(--edge)}\
        .journey-map .way,.journey-map .branch,.journey-map .skip{fill:none;stroke:var(--edge);stroke-width:1.5}\
        .journey-map .skip{stroke:var(--warn);stroke-dasharray:3 4}\
        .journey-map .page{--k:var(--k-page)}.journey-map .directory{--k:var(--k-directory)}\
        .journey-map .service{--k:var(--k-service)}.journey-map .federation{--k:var(--k-federation)}\
        .journey-map .transformation{--k:var(--k-transformation)}.journey-map .factor{--k:var(--k-factor)}\
        .journey-map .issuer{--k:var(--k-issuer)}.journey-map .session{--k:var(--k-session)}\
        .journey-map .telemetry{--k:var(--k-telemetry)}.journey-map .other{--k:var(--k-other)}\
        .journey-map .stripe,.journey-map .dot{fill:var(--k,var(--edge))}\
        .journey-map .head.taken{fill:var(--accent);stroke:none}.journey-map path.taken:not(.head)\
        {stroke:var(--accent);stroke-width:3;stroke-dasharray:none}\
        .journey-map .ran .number,.journey-map .current .number{fill:var(--accent);stroke:var(--accent)}\
        .journey-map .failed .number{fill:var(--danger);stroke:var(--danger)}\
        .journey-map .ran .digit,.journey-map .current .digit,.journey-map .failed .digit{fill:var(--paper)}\
        .journey-map .ran .box{stroke:var(--accent);stroke-width:2}\
        .journey-map .current .box{stroke:var(--accent);stroke-width:3}\
        .journey-map .failed .box{stroke:var(--danger);stroke-width:3}\
        .journey-map .skipped .digit{text-decoration:line-through}.journey-map .skipped .title{fill:var(--muted)}\
        .journey-map a{cursor:pointer}.journey-map a:hover .title{text-decoration:underline}\
        .journey-map a:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:8px}\
        .journey-map .untouched,.journey-map .card.skipped{opacity:.55}
        """
}
