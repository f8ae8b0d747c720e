/// Lays a policy over the one that it inherits from (b2c-reference §2, docs/decisions/0007).
///
/// One function walks both trees side by side; what happens to each element stands in `Schema.table`.
enum Inheritance {
    /// `own` with everything that it inherits from `base`, which is resolved already.
    static func merge(policy own: XMLElement, onto base: XMLElement) -> XMLElement {
        let type = Schema.policy.root
        var result = merge(own, onto: base, type)
        // What the root says of itself (id, mode, recorder) belongs to one file; only the directory's id is shared.
        result.attributes = own.attributes
        if own["TenantObjectId"] == nil, let id = base["TenantObjectId"] { result.set("TenantObjectId", id) }
        return result
    }

    /// `own` merged with `base`, both of `type`: attributes and children of `own` win.
    static func merge(_ own: XMLElement, onto base: XMLElement, _ type: Schema.ElementType) -> XMLElement {
        var result = own
        for attribute in base.attributes where own[attribute.name] == nil { result.attributes.append(attribute) }
        guard !type.children.isEmpty else { return result }
        if type.name == "ClaimsProviders" {
            result.children = ProviderMerge.merge(own.children, onto: base.children)
            return result
        }
        let order = Order(own, type)
        result.children = type.children.flatMap { child in
            let mine = own.children.filter { $0.name == child.name }
            let inherited = base.children.filter { $0.name == child.name }
            return combine(mine, inherited, child, order)
        }
        return result
    }

    private static func combine(
        _ own: [XMLElement], _ base: [XMLElement], _ child: Schema.Child, _ order: Order
    ) -> [XMLElement] {
        guard !own.isEmpty else { return order == .replaceAll ? [] : base }
        guard !base.isEmpty, order != .replaceAll else { return own }
        let type = Schema.policy.type(child.type)
        switch child.merge {
        case .replace: return own
        case .children: return type.children.isEmpty ? own : [merge(joined(own), onto: joined(base), type)]
        case .keyed(let key): return union(own, base, key, type, order)
        }
    }

    private static func union(
        _ own: [XMLElement], _ base: [XMLElement], _ key: [[String]], _ type: Schema.ElementType, _ order: Order
    ) -> [XMLElement] {
        let inherited = Dictionary(base.map { (identity($0, key), $0) }) { first, _ in first }
        let repeated = Dictionary(own.map { (identity($0, key), $0) }) { first, _ in first }
        let merged = own.map { element in
            guard let other = inherited[identity(element, key)], !isAnother(element, other, type) else {
                return element
            }
            return merge(element, onto: other, type)
        }
        let rest = base.filter { repeated[identity($0, key)] == nil }
        switch order {
        case .nearestFirst, .prepend, .replaceAll: return merged + rest
        case .append: return rest + merged
        case .byNumber: return (merged + rest).sorted { number($0) < number($1) }
        }
    }

    /// The identity of an element among its kind; identifiers compare without regard to case.
    static func identity(_ element: XMLElement, _ key: [[String]]) -> Name {
        let parts = key.map { names in
            for name in names {
                if name == "." { return element.text.trimmingBlanks() }
                if let value = element[name] { return value.trimmingBlanks() }
            }
            return ""
        }
        return Name(parts.count == 1 ? parts[0] : parts.joined(separator: "\u{1f}"))
    }

    /// A step of another type takes the place of the inherited one: that one's preconditions, exchanges and pages were
    /// not written for it (docs/decisions/0007).
    private static func isAnother(_ own: XMLElement, _ base: XMLElement, _ type: Schema.ElementType) -> Bool {
        guard type.name == "OrchestrationStep", let kind = own["Type"], let inherited = base["Type"] else {
            return false
        }
        return kind.trimmingBlanks() != inherited.trimmingBlanks()
    }

    private static func number(_ step: XMLElement) -> Int { step["Order"].flatMap { Int($0.trimmingBlanks()) } ?? .max }

    /// The schema lets some collections stand twice in one element: together they are one.
    private static func joined(_ elements: [XMLElement]) -> XMLElement {
        var result = elements[0]
        for element in elements.dropFirst() { result.children += element.children }
        return result
    }

    /// In which order a merged list stands.
    private enum Order {
        /// Own entries first, then the inherited ones that were not repeated (§2.3).
        case nearestFirst
        case append, prepend, replaceAll
        /// Orchestration steps.
        case byNumber

        init(_ own: XMLElement, _ type: Schema.ElementType) {
            guard type.name != "OrchestrationSteps" else {
                self = .byNumber
                return
            }
            guard type.attributes.contains(where: { $0.name == "MergeBehavior" }) else {
                self = .nearestFirst
                return
            }
            switch own["MergeBehavior"].flatMap({ MergeBehavior(rawValue: $0.trimmingBlanks()) }) {
            case .prepend?: self = .prepend
            case .replaceAll?: self = .replaceAll
            case .append?, nil: self = .append
            }
        }
    }
}
