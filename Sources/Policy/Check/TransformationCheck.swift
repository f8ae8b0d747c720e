extension PolicyCheck {
    /// Each transformation against `TransformationMethod.all`.
    mutating func transformations() {
        for (id, element) in index.transformations {
            guard let name = element.identifier("TransformationMethod") else { continue }
            guard let method = TransformationMethod.all[name] else {
                let nearest = Nearest.of(name.text, among: TransformationMethod.all.keys.map(\.text), &suggestions)
                diagnostics.add(
                    .unknownMethod, at: element.location, "\"\(id)\" has the unknown method \(name)",
                    remedy: nearest.map { "Write \($0)." },
                    repair: nearest.map {
                        Repair(element.location, .attribute("TransformationMethod", from: name.text, to: $0))
                    })
                continue
            }
            let attribute = "TransformationClaimType"
            let place = "claims transformation \"\(id)\" (\(name))"
            compare(element.items("InputClaims", "InputClaim"), attribute, method.inputs, "input claim", element, place)
            compare(
                element.items("InputParameters", "InputParameter"), "Id", method.parameters, "parameter", element, place
            )
            compare(
                element.items("OutputClaims", "OutputClaim"), attribute, method.outputs, "output claim", element, place)
        }
    }

    private mutating func compare(
        _ items: [XMLElement], _ attribute: String, _ names: TransformationMethod.Names, _ kind: String,
        _ transformation: XMLElement, _ place: String
    ) {
        let given = Set(items.compactMap { $0.identifier(attribute) })
        for name in names.required where !given.contains(Name(name)) {
            diagnostics.add(.missingParameter, at: transformation.location, "\(place) needs the \(kind) \(name)")
        }
        guard !names.isOpen else { return }
        let known = Set(names.all.map { Name($0) })
        for item in items {
            guard let name = item.identifier(attribute), !known.contains(name) else { continue }
            let expected = names.all.isEmpty ? "none" : names.all.joined(separator: ", ")
            let message = "\(place) knows no \(kind) \(name); expected is \(expected)"
            let nearest = Nearest.of(
                name.text, among: names.all.filter { !given.contains(Name($0)) }, &suggestions)
            diagnostics.add(
                .unknownParameter, at: item.location, message,
                repair: nearest.map { Repair(item.location, .attribute(attribute, from: name.text, to: $0)) })
        }
    }
}
