extension JourneyMap {
    /// The map in the language of Graphviz, for those who draw it themselves.
    package var dot: String {
        var lines = ["digraph \(JourneyMap.quoted(journey.text)) {", "  rankdir=TB; node [shape=box, style=rounded];"]
        lines += JourneyMap.statements(nodes)
        for edge in edges {
            let style =
                switch edge.kind {
                case .next: ""
                case .skip: ", style=dashed"
                case .choice: ", style=bold"
                }
            let label = edge.label.map { "label=\(JourneyMap.quoted($0))" } ?? "label=\"\""
            lines.append("  \(JourneyMap.quoted(edge.from)) -> \(JourneyMap.quoted(edge.to)) [\(label)\(style)];")
        }
        return lines.joined(separator: "\n") + "\n}\n"
    }

    private static func statements(_ nodes: [Node]) -> [String] {
        nodes.flatMap { node -> [String] in
            let title = "\(node.order) \(node.kind.rawValue)"
            var lines = ["  \(quoted(node.id)) [label=\(quoted(title)), shape=ellipse];"]
            for card in node.cards {
                lines.append("  \(quoted(card.id)) [label=\(quoted("\(card.title)\n\(card.kind.label)"))];")
                lines.append("  \(quoted(node.id)) -> \(quoted(card.id)) [arrowhead=none, style=dotted];")
            }
            if let inner = node.inner {
                lines.append("  subgraph \(quoted("cluster_\(inner.name)")) { label=\(quoted(inner.name));")
                lines += statements(inner.nodes).map { "  " + $0 } + ["  }"]
            }
            return lines
        }
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
    }
}
