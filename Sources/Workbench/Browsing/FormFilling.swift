import Base
import HTTP
import Policy

/// What a person has typed and chosen on a page, by field.
struct FormFilling {
    private(set) var values: [String: [String]] = [:]

    /// Takes a value for the field `name`; throws what keeps a person from entering it.
    mutating func enter(_ value: JSON, at name: String, of page: BrowserPage) throws(StepFailure) {
        guard let field = page.field(named: name) else {
            let known = page.fields.map(\.id)
            throw StepFailure(
                "the page has no field \"\(name)\"\(NearestName.hint(name, in: known)); it has: "
                    + (known.isEmpty ? "none" : known.joined(separator: ", ")))
        }
        guard !field.nodes.isEmpty, !field.isReadOnly else {
            throw StepFailure("\"\(field.id)\" can only be read, not entered")
        }
        let texts = (value.array ?? [value]).map(Matcher.text(of:))
        if field.kind == "date" { return try enterDate(texts.joined(), field) }
        if field.kind == "radio" || field.kind == "checkbox" || field.kind == "select" {
            return try choose(value, texts, field)
        }
        values[field.nodes[0]["name"] ?? field.id] = [texts.joined(separator: " ")]
    }

    private mutating func choose(_ value: JSON, _ texts: [String], _ field: PageField) throws(StepFailure) {
        let name = field.nodes[0]["name"] ?? field.id
        // One box is ticked or not.
        if field.kind == "checkbox", let isOn = value.bool, field.options.count == 1 {
            values[name] = isOn ? [field.options[0].value] : []
            return
        }
        var chosen: [String] = []
        for text in texts {
            let option =
                field.options.first { $0.value == text } ?? field.options.first { $0.text == text }
                ?? field.options.first { $0.value.lowercased() == text.lowercased() }
            guard let option else {
                let known = field.options.map { $0.text.isEmpty ? $0.value : $0.text }.filter { !$0.isEmpty }
                throw StepFailure(
                    "\"\(field.id)\" has no choice \"\(text)\"; it has: \(known.prefix(12).joined(separator: ", "))")
            }
            chosen.append(option.value)
        }
        values[name] = chosen
    }

    /// `1990-12-31` in the three lists.
    private mutating func enterDate(_ text: String, _ field: PageField) throws(StepFailure) {
        let parts = text.split(separator: "-").map(String.init)
        guard text.isEmpty || parts.count == 3 else {
            throw StepFailure("\"\(field.id)\" is a date: write it as 1990-12-31, not \"\(text)\"")
        }
        for (part, index) in [("year", 0), ("month", 1), ("day", 2)] {
            let name = "\(field.id)_\(part)"
            values[name] = parts.isEmpty ? [""] : [Int(parts[index]).map { String($0) } ?? parts[index]]
        }
    }

    /// What the browser sends when `control` is pressed.
    func parameters(of form: MarkupNode, pressing control: MarkupNode?) -> Parameters {
        var parameters = Parameters()
        for node in form.descendants {
            guard let name = node["name"], !node.isDisabled else { continue }
            let entered = values[name]
            switch (node.tag, node["type"]) {
            case ("input", "submit"), ("input", "button"), ("button", _): continue
            case ("input", "radio"), ("input", "checkbox"):
                let value = node["value"] ?? "on"
                if entered.map({ $0.contains(value) }) ?? (node["checked"] != nil) { parameters.add(name, value) }
            case ("select", _):
                let options = node.descendants.filter { $0.tag == "option" }
                let selected = options.filter { $0["selected"] != nil }.compactMap { $0["value"] }
                for value in entered ?? (selected.isEmpty ? [options.first?["value"] ?? ""] : selected) {
                    parameters.add(name, value)
                }
            case ("textarea", _): parameters.add(name, entered?.first ?? node.children.map(\.text).joined())
            case ("input", _): parameters.add(name, entered?.first ?? node["value"] ?? "")
            default: continue
            }
        }
        if let control, let name = control["name"] { parameters.add(name, control["value"] ?? "") }
        return parameters
    }
}

/// Why a step of a test could not be taken, or what of it did not hold; one line each.
struct StepFailure: Error {
    let lines: [String]

    init(_ line: String) { lines = [line] }
    init(_ lines: [String]) { self.lines = lines }
}
