import Base

/// What differs between two resolved policies, found by the keys of `Schema.table`: a technical profile is known by
/// its id and a metadata item by its key, wherever the files put them.
struct PolicyDifference {
    enum Kind: String, Sendable { case added, removed, changed, moved }

    struct Change: Hashable, Sendable {
        let kind: Kind
        /// From the outermost part inwards: `TechnicalProfile "Login"`, `Metadata`, `Item "client_id"`, `@Value`.
        let path: [String]
        let from: String?
        let to: String?
    }

    private(set) var changes: [Change] = []

    /// From `old` to `new`.
    static func between(_ old: XMLElement, _ new: XMLElement) -> [Change] {
        var difference = PolicyDifference()
        difference.compare(flattened(old), flattened(new), Schema.policy.root, [])
        return difference.changes
    }

    /// The claims provider that a profile stands in is only a heading; its profiles count.
    private static func flattened(_ root: XMLElement) -> XMLElement {
        var result = root
        let providers = root.items("ClaimsProviders", "ClaimsProvider")
        let profiles = providers.flatMap(ProviderMerge.profiles)
        result.children.removeAll { $0.name == "ClaimsProviders" || $0.name == "BasePolicy" }
        guard !profiles.isEmpty else { return result }
        var list = XMLElement("TechnicalProfiles", location: root.location)
        list.children = profiles
        result.children.append(list)
        return result
    }

    /// Parts that only hold others are not worth a word in a path.
    private static let silent: Set<String> = [
        "BuildingBlocks", "ClaimsSchema", "ClaimsTransformations", "ContentDefinitions", "DisplayControls",
        "Predicates",
        "PredicateValidations", "TechnicalProfiles", "UserJourneys", "SubJourneys", "OrchestrationSteps",
        "Localization",
        "ClientDefinitions", "InputValidations",
    ]

    private mutating func compare(_ old: XMLElement, _ new: XMLElement, _ type: Schema.ElementType, _ path: [String]) {
        attributes(old, new, path)
        if type.children.isEmpty, type.name != "TrustFrameworkPolicy" {
            let (before, after) = (old.text.trimmingBlanks(), new.text.trimmingBlanks())
            if before != after { changes.append(Change(kind: .changed, path: path, from: before, to: after)) }
            return
        }
        for child in children(of: type) {
            let before = old.children.filter { $0.name == child.name }
            let after = new.children.filter { $0.name == child.name }
            guard !before.isEmpty || !after.isEmpty else { continue }
            list(before, after, child, path)
        }
    }

    /// The flattened root has one list that the schema keeps elsewhere.
    private func children(of type: Schema.ElementType) -> [Schema.Child] {
        guard type.name == "TrustFrameworkPolicy" else { return type.children }
        return type.children
            + [
                Schema.Child(
                    name: "TechnicalProfiles", type: "TechnicalProfiles", occurrence: .optional, merge: .children)
            ]
    }

    private mutating func attributes(_ old: XMLElement, _ new: XMLElement, _ path: [String]) {
        for attribute in old.attributes {
            let after = new[attribute.name]
            guard after != attribute.value else { continue }
            let kind: Kind = after == nil ? .removed : .changed
            changes.append(Change(kind: kind, path: path + ["@" + attribute.name], from: attribute.value, to: after))
        }
        for attribute in new.attributes where old[attribute.name] == nil {
            changes.append(Change(kind: .added, path: path + ["@" + attribute.name], from: nil, to: attribute.value))
        }
    }

    private mutating func list(_ old: [XMLElement], _ new: [XMLElement], _ child: Schema.Child, _ path: [String]) {
        let type = Schema.policy.type(child.type)
        let before = keyed(old, child, type)
        let after = keyed(new, child, type)
        let (known, found) = (Set(before.map(\.key)), Set(after.map(\.key)))
        let second = Dictionary(after.map { ($0.key, $0.element) }) { first, _ in first }
        for (key, element) in before {
            let inner = path + step(element, key)
            guard let other = second[key] else {
                changes.append(Change(kind: .removed, path: inner, from: summary(element), to: nil))
                continue
            }
            compare(element, other, type, inner)
        }
        for (key, element) in after where !known.contains(key) {
            changes.append(Change(kind: .added, path: path + step(element, key), from: nil, to: summary(element)))
        }
        order(before.map(\.key).filter(found.contains), after.map(\.key).filter(known.contains), child, path)
    }

    private typealias Item = (key: String, element: XMLElement)

    /// Elements by what tells them apart; where the schema names nothing, by their place.
    private func keyed(_ elements: [XMLElement], _ child: Schema.Child, _ type: Schema.ElementType) -> [Item] {
        if case .keyed = child.merge {
        } else if type.children.count == 1 {
            // A collection may stand twice; together they are one.
            guard var whole = elements.first else { return [] }
            whole.children = elements.flatMap(\.children)
            return [("", whole)]
        }
        var counts: [String: Int] = [:]
        return elements.map { element in
            let name: String
            if case .keyed(let key) = child.merge {
                name = Inheritance.identity(element, key).folded
            } else {
                name = child.occurrence.repeats ? PolicyDifference.content(element) : ""
            }
            counts[name, default: 0] += 1
            let number = counts[name] ?? 1
            return (number > 1 ? "\(name)\u{1f}\(number)" : name, element)
        }
    }

    /// Where the order of a list is heard of by people (fields, validations, transformations).
    private mutating func order(_ old: [String], _ new: [String], _ child: Schema.Child, _ path: [String]) {
        guard old != new, Set(old) == Set(new) else { return }
        let ordered: Set<String> = [
            "OutputClaim", "DisplayClaim", "ValidationTechnicalProfile", "InputClaimsTransformation",
            "OutputClaimsTransformation", "ClaimsProviderSelection", "ClaimsExchange", "Precondition", "Enumeration",
        ]
        guard ordered.contains(child.name) else { return }
        changes.append(
            Change(
                kind: .moved, path: path + ["order of \(child.name)"], from: old.joined(separator: ", "),
                to: new.joined(separator: ", ")))
    }

    private func step(_ element: XMLElement, _ key: String) -> [String] {
        guard !PolicyDifference.silent.contains(element.name) else { return [] }
        return [PolicyDifference.label(element)]
    }

    /// `TechnicalProfile "Login"`, `OrchestrationStep 3`.
    private static func label(_ element: XMLElement) -> String {
        if let order = element["Order"] { return "\(element.name) \(order)" }
        for name in [
            "Id", "Key", "ClaimTypeReferenceId", "ReferenceId", "DisplayControlReferenceId", "StringId", "Name",
        ] {
            if let value = element[name] { return "\(element.name) \"\(value)\"" }
        }
        let values = element.children("Value").map { $0.text.trimmingBlanks() }
        if element.name == "Precondition" {
            let flag = element["ExecuteActionsIf"] ?? ""
            return "Precondition \(element["Type"] ?? "")(\(values.joined(separator: ", "))) is \(flag)"
        }
        return element.name
    }

    /// What an element says, on one line.
    private static func content(_ element: XMLElement) -> String {
        let attributes = element.attributes.map { "\($0.name)=\"\($0.value)\"" }
        let text = element.text.trimmingBlanks()
        let inner = element.children.map { "\($0.name)(\(content($0)))" }
        return (attributes + [text] + inner).filter { !$0.isEmpty }.joined(separator: " ")
    }

    private func summary(_ element: XMLElement) -> String? {
        let text = PolicyDifference.content(element)
        return text.isEmpty || text.count > 120 ? nil : text
    }
}
