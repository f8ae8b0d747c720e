/// Where everything of a journey map stands: steps down, the cards of a step side by side, sub journeys inside.
///
/// Left of each step is a lane for the ways around it, then its number on the main line, then its words; its cards
/// stand to the right.
struct MapLayout {
    struct Placed {
        let node: JourneyMap.Node
        /// Centre of the number.
        var x: Double
        var y: Double
        let height: Double
        /// Top left of the words, and the lines.
        let heading: [String]
        let conditions: [String]
        var cards: [PlacedCard]
        var inner: PlacedInner?
    }

    struct PlacedCard {
        let card: JourneyMap.Card
        var x: Double
        var y: Double
        let width: Double
        let height: Double
        let title: [String]
        let details: [String]
        let lines: [Line]
    }

    struct Line {
        let text: String
        let kind: MapKind
        /// The first line of a profile; the others go on with it.
        let begins: Bool
        let isCondition: Bool
    }

    struct PlacedInner {
        let inner: JourneyMap.Inner
        var x: Double
        var y: Double
        let width: Double
        let height: Double
        var layout: MapLayout
    }

    static let lane = 46.0
    static let words = 212.0
    static let cardWidth = 252.0
    static let gap = 20.0
    static let radius = 15.0
    static let titleSize = 14.0
    static let textSize = 12.5
    static let line = 17.0
    static let padding = 12.0
    /// Between two steps, and where lines of a choice go through.
    static let rowGap = 34.0
    static let choiceGap = 64.0

    private(set) var steps: [Placed] = []
    private(set) var width = 0.0
    private(set) var height = 0.0

    init(_ nodes: [JourneyMap.Node]) {
        var y = MapLayout.rowGap / 2
        for node in nodes {
            let step = MapLayout.place(node, y)
            y += step.height + (MapLayout.hasChoices(node) ? MapLayout.choiceGap : MapLayout.rowGap)
            width = max(width, MapLayout.right(of: step))
            steps.append(step)
        }
        height = max(0, y - MapLayout.rowGap / 2)
    }

    static func hasChoices(_ node: JourneyMap.Node) -> Bool {
        node.cards.contains { if case .choice = $0.role { true } else { false } }
    }

    private static var cardsX: Double { lane + 2 * radius + 14 + words + 16 }

    private static func right(of step: Placed) -> Double {
        let cards = step.cards.map { $0.x + $0.width }.max() ?? 0
        let inner = step.inner.map { $0.x + $0.width } ?? 0
        return max(cards, inner, cardsX + cardWidth) + 8
    }

    private static func place(_ node: JourneyMap.Node, _ y: Double) -> Placed {
        let heading = MapText.wrap(StepWords.title(node), width: words, size: titleSize, lines: 2, isBold: true)
        let conditions = node.conditions.flatMap { MapText.wrap($0, width: words, size: textSize, lines: 3) }
        var x = cardsX
        let cards = node.cards.map { card in
            defer { x += cardWidth + gap }
            return placed(card, x, y)
        }
        let cardsHeight = cards.map(\.height).max() ?? 0
        let inner = node.inner.map { inner -> PlacedInner in
            let layout = MapLayout(inner.nodes)
            let top = y + (cards.isEmpty ? 0 : cardsHeight + gap)
            return PlacedInner(
                inner: inner, x: cardsX, y: top, width: layout.width + 2 * padding,
                height: layout.height + 30 + padding,
                layout: layout)
        }
        let innerHeight = inner.map { $0.y - y + $0.height } ?? 0
        let wordsHeight = Double(heading.count) * 19 + 18 + Double(conditions.count) * line + 2
        return Placed(
            node: node, x: lane + radius, y: y + radius, height: max(wordsHeight, cardsHeight, innerHeight, 2 * radius),
            heading: heading, conditions: conditions, cards: cards, inner: inner)
    }

    private static func placed(_ card: JourneyMap.Card, _ x: Double, _ y: Double) -> PlacedCard {
        let inside = cardWidth - 2 * padding - 6
        let title = MapText.wrap(card.title, width: inside, size: titleSize, lines: 3, isBold: true)
        let details = card.details.flatMap { MapText.wrap($0, width: inside, size: textSize, lines: 2) }
        var lines: [Line] = []
        for entry in card.lines {
            let words = MapText.wrap(entry.title, width: inside - 14, size: textSize, lines: 2)
            lines += words.enumerated().map { index, text in
                Line(text: text, kind: entry.kind, begins: index == 0, isCondition: false)
            }
            for condition in entry.conditions {
                lines += MapText.wrap(condition, width: inside - 26, size: textSize, lines: 2)
                    .map { Line(text: $0, kind: entry.kind, begins: false, isCondition: true) }
            }
        }
        let kindLine = 1.0
        let text = Double(title.count) * 19 + (kindLine + Double(details.count)) * line
        let more = lines.isEmpty ? 0 : 10 + line + Double(lines.count) * line
        return PlacedCard(
            card: card, x: x, y: y, width: cardWidth, height: text + more + 2 * padding - 2, title: title,
            details: details, lines: lines)
    }
}

/// Steps in words.
enum StepWords {
    static func title(_ node: JourneyMap.Node) -> String {
        switch node.kind {
        case .claimsExchange: node.cards.count == 1 ? exchange(node.cards[0]) : "What was chosen"
        case .sendClaims: "Send the token"
        case .combinedSignInAndSignUp: "Sign in or sign up"
        case .claimsProviderSelection: "Choose a provider"
        case .invokeSubJourney: node.inner?.isTransfer ?? false ? "Go over to a sub journey" : "Call a sub journey"
        case .getClaims: "Read what came along"
        case .consentScreen: "Ask for consent"
        case .reviewScreen: "Review"
        case .userDialog: "Dialog"
        case .noop: "Do nothing"
        }
    }

    private static func exchange(_ card: JourneyMap.Card) -> String {
        switch card.kind {
        case .page: "Show a page"
        case .directory: card.details.first == "Read" ? "Read the directory" : "Change the directory"
        case .service: "Call a service"
        case .federation: "Sign in elsewhere"
        case .transformation: "Transform claims"
        case .factor: "Ask for another factor"
        case .telemetry: "Tell the telemetry"
        case .issuer, .session, .other: "Run a profile"
        }
    }
}
