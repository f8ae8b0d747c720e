import Base

/// Something that a page asks for or tells: by the id of its claim.
struct PageField {
    let id: String
    let label: String
    /// Chosen options' values, or what stands in the field.
    let values: [String]
    let kind: String
    let isReadOnly: Bool
    let isRequired: Bool
    let error: String?
    let options: [(value: String, text: String)]
    /// The inputs that it is made of.
    let nodes: [MarkupNode]

    var value: String { values.joined(separator: ", ") }

    /// For `fields` of a test.
    var json: JSON {
        var members: JSON.Object = [
            "value": .string(value), "label": .string(label), "kind": .string(kind), "readOnly": .bool(isReadOnly),
            "required": .bool(isRequired),
        ]
        members["error"] = error.map(JSON.string)
        if !options.isEmpty { members["options"] = JSON(options.map(\.text)) }
        return .object(members)
    }
}

extension BrowserPage {
    /// What a person can see and fill in, in the order of the page.
    var fields: [PageField] {
        var fields: [PageField] = []
        var seen: Set<String> = []
        for node in (element(id: "api") ?? root).descendants where !node.isHidden && !node.isDisabled {
            guard let id = fieldID(node), seen.insert(id).inserted else { continue }
            fields.append(field(id, node))
        }
        return fields
    }

    func field(named name: String) -> PageField? {
        fields.first { $0.id == name } ?? fields.first { $0.id.lowercased() == name.lowercased() }
    }

    private func fieldID(_ node: MarkupNode) -> String? {
        if node.classes.contains("textInParagraph") || node.classes.contains("dateTimeDropdown") { return node["id"] }
        guard ["input", "select", "textarea"].contains(node.tag), let name = node["name"] else { return nil }
        if ["submit", "button", "hidden"].contains(node["type"]) { return nil }
        // The three lists of a date are one field.
        if let date = node.ancestor({ $0.classes.contains("dateTimeDropdown") }) { return date["id"] }
        return name
    }

    private func field(_ id: String, _ node: MarkupNode) -> PageField {
        let all = (element(id: "api") ?? root).descendants.filter {
            !$0.isHidden && !$0.isDisabled && fieldID($0) == id
        }
        let inputs = all.filter { ["input", "select", "textarea"].contains($0.tag) }
        let label = root.first { $0.tag == "label" && $0["for"] == (inputs.first?["id"] ?? id) }
        return PageField(
            id: id, label: (element(id: "\(id)_label") ?? label)?.visibleText ?? "",
            values: node.classes.contains("textInParagraph") ? [node.visibleText] : BrowserPage.values(inputs),
            kind: BrowserPage.kind(node), isReadOnly: inputs.allSatisfy { $0["readonly"] != nil },
            isRequired: inputs.contains { $0["required"] != nil }, error: error(at: id),
            options: BrowserPage.options(inputs, in: root), nodes: inputs)
    }

    private static func kind(_ node: MarkupNode) -> String {
        if node.classes.contains("textInParagraph") { return "paragraph" }
        if node.classes.contains("dateTimeDropdown") { return "date" }
        return node.tag == "input" ? node["type"] ?? "text" : node.tag
    }

    private static func values(_ inputs: [MarkupNode]) -> [String] {
        inputs.flatMap { node -> [String] in
            switch (node.tag, node["type"]) {
            case ("select", _):
                let options = node.descendants.filter { $0.tag == "option" }
                return options.filter { $0["selected"] != nil }.compactMap { $0["value"] }
            case (_, "radio"), (_, "checkbox"): return node["checked"] == nil ? [] : [node["value"] ?? "on"]
            case ("textarea", _): return [node.children.map(\.text).joined()]
            default: return node["value"].map { [$0] } ?? []
            }
        }
    }

    private static func options(_ inputs: [MarkupNode], in root: MarkupNode) -> [(value: String, text: String)] {
        inputs.flatMap { node -> [(String, String)] in
            if node.tag == "select" {
                return node.descendants.filter { $0.tag == "option" }.map { option in
                    (option["value"] ?? "", option.children.map(\.text).joined().trimmingBlanksAndLines)
                }
            }
            guard ["radio", "checkbox"].contains(node["type"]) else { return [] }
            let label = root.first { $0.tag == "label" && $0["for"] == node["id"] }
            return [(node["value"] ?? "on", label?.visibleText ?? "")]
        }
    }
}

extension String {
    fileprivate var trimmingBlanksAndLines: String {
        split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
