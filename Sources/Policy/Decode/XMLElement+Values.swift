extension XMLElement {
    /// An XML Schema boolean.
    func bool(_ attribute: String, default fallback: Bool = false) -> Bool {
        XMLElement.bool(self[attribute]) ?? fallback
    }

    static func bool(_ text: String?) -> Bool? {
        switch text?.trimmingBlanks().lowercased() {
        case "true", "1": true
        case "false", "0": false
        default: nil
        }
    }

    func int(_ attribute: String) -> Int? { self[attribute].flatMap { Int($0.trimmingBlanks()) } }

    /// The child's text as a value of an enumeration.
    func value<Value: RawRepresentable<String>>(_ child: String, as type: Value.Type) -> Value? {
        value(child).flatMap(Value.init(rawValue:))
    }

    /// The attribute as a value of an enumeration.
    func attribute<Value: RawRepresentable<String>>(_ name: String, as type: Value.Type) -> Value? {
        self[name].flatMap { Value(rawValue: $0.trimmingBlanks()) }
    }

    /// The identifiers that the items of a collection give in `attribute`.
    func references(_ collection: String, _ item: String, _ attribute: String) -> [Name] {
        items(collection, item).compactMap { $0.identifier(attribute) }
    }

    /// `Domain`, and the `Domain`s in `Domains`.
    var domains: [String] {
        let all = children.filter { $0.name == "Domain" } + items("Domains", "Domain")
        return all.map { $0.text.trimmingBlanks() }.filter { !$0.isEmpty }
    }

    /// The preconditions; those without the values that they need are left out (and reported by the check).
    var preconditions: [Precondition] { items("Preconditions", "Precondition").compactMap(Precondition.init) }
}

extension Dictionary where Key == Name {
    /// By identifier; of two with the same one the first counts.
    init(_ elements: [XMLElement], _ decode: (XMLElement, Name) -> Value?) {
        self.init(minimumCapacity: elements.count)
        for element in elements {
            guard let id = element.id, self[id] == nil else { continue }
            self[id] = decode(element, id)
        }
    }
}
