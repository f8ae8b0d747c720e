/// Holds one file against `Schema.table`: names, order, number, required parts and values. Reports everything.
struct SchemaCheck {
    private var diagnostics = Diagnostics()

    static func check(_ root: XMLElement, _ diagnostics: inout Diagnostics) {
        var check = SchemaCheck()
        check.check(root, Schema.policy.root)
        check.uniqueProfiles(root)
        diagnostics.add(check.diagnostics)
    }

    private mutating func check(_ element: XMLElement, _ type: Schema.ElementType) {
        attributes(element, type)
        guard !type.isOpen else { return }
        if type.children.isEmpty {
            text(element, type)
        } else {
            children(element, type)
            identities(element, type)
        }
    }

    // MARK: Attributes and text

    private mutating func attributes(_ element: XMLElement, _ type: Schema.ElementType) {
        for attribute in element.attributes {
            guard let known = type.attributes.first(where: { $0.name == attribute.name }) else {
                let names = type.attributes.map(\.name).joined(separator: ", ")
                let message = "<\(element.name)> has no attribute \(attribute.name)"
                let missing = type.attributes.map(\.name).filter { element[$0] == nil }
                let nearest = Nearest.of(attribute.name, among: missing)
                diagnostics.add(
                    .unknownAttribute, at: element.location, message + expected(names),
                    repair: nearest.map { Repair(element.location, .renameAttribute(attribute.name, to: $0)) })
                continue
            }
            value(attribute.value, known.type, "\(attribute.name) of <\(element.name)>", element.location) {
                .attribute(attribute.name, from: attribute.value, to: $0)
            }
        }
        for attribute in type.attributes where attribute.isRequired && element[attribute.name] == nil {
            // A step's number is looked at among its neighbours.
            if element.name == "OrchestrationStep", attribute.name == "Order" { continue }
            diagnostics.add(.missingAttribute, at: element.location, "<\(element.name)> needs \(attribute.name)")
        }
    }

    /// A step without a number takes that of its place, if no other has it.
    private mutating func orders(_ steps: XMLElement) {
        let given = Set(steps.children.compactMap { $0.int("Order") })
        for (position, step) in steps.children.enumerated() where step["Order"] == nil {
            let order = position + 1
            let isFree = !given.contains(order)
            diagnostics.add(
                .missingAttribute, at: step.location, "<\(step.name)> needs Order",
                remedy: isFree ? "Write Order=\"\(order)\"." : nil,
                repair: isFree ? Repair(step.location, .addAttribute("Order", value: "\(order)")) : nil)
        }
    }

    private mutating func text(_ element: XMLElement, _ type: Schema.ElementType) {
        for child in element.children {
            let message = "<\(child.name)> stands in <\(element.name)>, which holds no elements"
            diagnostics.add(.unknownElement, at: child.location, message)
        }
        if let text = type.text {
            value(element.text, text, "<\(element.name)>", element.location) {
                .text(from: element.text.trimmingBlanks(), to: $0)
            }
        } else if element.hasText {
            diagnostics.add(.strayText, at: element.location, "<\(element.name)> holds text")
        }
    }

    private mutating func value(
        _ text: String, _ type: String, _ subject: String, _ location: SourceLocation,
        _ change: (String) -> Repair.Change
    ) {
        guard !Settings.mayHold(text), let expected = SchemaValue.problem(text.trimmingBlanks(), type) else { return }
        let message = "\(subject) is \"\(text.trimmingBlanks().prefix(80))\"; expected is \(expected)"
        // Published samples leave the tenant's name here, and nothing of ours depends on it.
        let nearest = Nearest.of(text.trimmingBlanks(), among: SchemaValue.choices(type))
        diagnostics.add(
            type == "guid" ? .placeholder : .badValue, at: location, message, remedy: nearest.map { "Write \($0)." },
            repair: nearest.map { Repair(location, change($0)) })
    }

    // MARK: Children

    private mutating func children(_ element: XMLElement, _ type: Schema.ElementType) {
        var position = 0
        var counts: [String: Int] = [:]
        let siblings = Siblings(element, type)
        for (child, index) in zip(element.children, siblings.indices) {
            guard let index else {
                unknown(child, in: element, type, among: siblings)
                continue
            }
            let spec = type.children[index]
            counts[child.name, default: 0] += 1
            if counts[child.name] == 2, !spec.occurrence.repeats {
                diagnostics.add(
                    .repeatedElement, at: child.location, "<\(child.name)> stands twice in <\(element.name)>")
            } else if type.isOrdered, index < position {
                let message = "<\(child.name)> must come before <\(type.children[position].name)> in <\(element.name)>"
                diagnostics.add(
                    .misplacedElement, at: child.location, message,
                    repair: siblings.first(after: index).map { Repair(child.location, .move(before: $0)) })
            }
            position = max(position, index)
            check(child, Schema.policy.type(spec.type))
        }
        for spec in type.children where spec.occurrence.isRequired && counts[spec.name] == nil {
            diagnostics.add(.missingElement, at: element.location, "<\(element.name)> needs <\(spec.name)>")
        }
        if element.children.isEmpty, element.hasText {
            diagnostics.add(.strayText, at: element.location, "<\(element.name)> holds text")
        }
    }

    private mutating func unknown(
        _ child: XMLElement, in parent: XMLElement, _ type: Schema.ElementType, among siblings: Siblings
    ) {
        let names = type.children.map(\.name).joined(separator: ", ")
        let message = "<\(child.name)> is not known in <\(parent.name)>"
        diagnostics.add(
            .unknownElement, at: child.location, message + expected(names),
            repair: Nearest.of(child.name, among: siblings.missing).map {
                Repair(child.location, .renameElement(from: child.name, to: $0))
            })
    }

    private func expected(_ names: String) -> String { names.isEmpty ? "" : "; expected is one of \(names)" }

    // MARK: Identities

    /// What is told apart by a key must not stand twice. Claims may: their order and attributes are the author's.
    private mutating func identities(_ element: XMLElement, _ type: Schema.ElementType) {
        for spec in type.children {
            guard case .keyed(let key) = spec.merge, let severity = SchemaCheck.duplicates(key) else { continue }
            unique(element.children.filter { $0.name == spec.name }, key, severity, in: element.name)
        }
        if type.name == "OrchestrationSteps" {
            orders(element)
            let exchanges = element.children.flatMap { $0.items("ClaimsExchanges", "ClaimsExchange") }
            unique(exchanges, [["Id"]], .duplicateIdentifier, in: "UserJourney")
        }
    }

    private static func duplicates(_ key: [[String]]) -> DiagnosticCode? {
        switch key {
        case [["Id"]], [["Order"]], [["ReferenceId"]]: .duplicateIdentifier
        case [["Key"]], [["ElementType"], ["ElementId"], ["StringId"]], [["Language"]]: .duplicateKey
        default: nil
        }
    }

    private mutating func uniqueProfiles(_ root: XMLElement) {
        let providers = root.items("ClaimsProviders", "ClaimsProvider")
        // Within one provider the table's key has told already.
        var seen: Set<Name> = []
        for provider in providers {
            let profiles = ProviderMerge.profiles(provider)
            for profile in profiles {
                guard let id = profile.id, seen.contains(id) else { continue }
                let message = "technical profile \"\(id)\" stands twice in the file"
                diagnostics.add(.duplicateIdentifier, at: profile.location, message)
            }
            seen.formUnion(profiles.compactMap(\.id))
        }
    }

    private mutating func unique(
        _ elements: [XMLElement], _ key: [[String]], _ code: DiagnosticCode, in parent: String
    ) {
        var seen: [Name: XMLElement] = [:]
        for element in elements {
            let identity = Inheritance.identity(element, key)
            guard let first = seen[identity] else {
                seen[identity] = element
                continue
            }
            let name = identity.text.replacing("\u{1f}", with: " ")
            let message =
                "<\(element.name)> \"\(name)\" stands twice in <\(parent)>; first in line \(first.location.line)"
            diagnostics.add(code, at: element.location, message)
        }
    }
}

/// Where the children of one element belong: found once, since a hostile file has a great many that are wrong.
private struct Siblings {
    /// For each child its place in the type's list; nil: it is not in there.
    let indices: [Int?]
    /// Names that another child may have.
    let missing: [String]
    private let firsts: [Int: (position: Int, location: SourceLocation)]

    init(_ element: XMLElement, _ type: Schema.ElementType) {
        indices = element.children.map { child in type.children.firstIndex { $0.name == child.name } }
        var firsts: [Int: (position: Int, location: SourceLocation)] = [:]
        for (position, (child, index)) in zip(element.children, indices).enumerated() {
            if let index, firsts[index] == nil { firsts[index] = (position, child.location) }
        }
        self.firsts = firsts
        missing = type.children.enumerated().filter { $1.occurrence.repeats || firsts[$0] == nil }.map(\.element.name)
    }

    /// The first child that belongs behind those of `index`.
    func first(after index: Int) -> SourceLocation? {
        firsts.filter { $0.key > index }.values.min { $0.position < $1.position }?.location
    }
}
