import Base

/// What the policy format allows, and how its parts are inherited: read from `Schema.table`.
struct Schema: Sendable {
    enum Occurrence: Character, Sendable {
        case optional = "?"
        case one = "!"
        case any = "*"
        case some = "+"

        var isRequired: Bool { self == .one || self == .some }
        var repeats: Bool { self == .any || self == .some }
    }

    /// How an element meets the inherited ones of its name (b2c-reference §2).
    enum Merge: Sendable, Hashable {
        /// Child by child.
        case children
        /// The nearest wins.
        case replace
        /// By identity; the parts of the key, each the first attribute of its names that is there (`.`: the text).
        case keyed([[String]])
    }

    struct Child: Sendable {
        let name: String
        let type: String
        let occurrence: Occurrence
        let merge: Merge
    }

    struct Attribute: Sendable {
        let name: String
        let type: String
        let isRequired: Bool
    }

    struct ElementType: Sendable {
        let name: String
        let attributes: [Attribute]
        let children: [Child]
        let isOrdered: Bool
        /// The type of the text, for elements without children.
        let text: String?

        func child(_ name: String) -> Child? { children.first { $0.name == name } }
        var isOpen: Bool { text == "any" }
    }

    static let policy = Schema()

    private let types: [String: ElementType]
    let values: [String: [String]]

    private init() {
        let rows = Schema.table.split(byte: "\n").map { Schema.fields($0) }
        let names = Set(rows.map { $0[0] })
        types = rows.reduce(into: [:]) { $0[$1[0]] = Schema.type($1, names) }
        values = Schema.enumerations.split(byte: "\n").reduce(into: [:]) { result, line in
            let words = line.split(byte: " ").map(String.init)
            result[words[0]] = Array(words.dropFirst())
        }
    }

    /// The type called `name`; a name without a row is the type of a text.
    func type(_ name: String) -> ElementType {
        types[name] ?? ElementType(name: name, attributes: [], children: [], isOrdered: true, text: name)
    }

    var root: ElementType { type("TrustFrameworkPolicy") }

    // MARK: Reading the table

    private static func fields(_ line: Substring) -> [String] {
        line.split(byte: "|", omittingEmptySubsequences: false).map { String($0).trimmingBlanks() }
    }

    private static func type(_ row: [String], _ names: Set<String>) -> ElementType {
        precondition(row.count == 3, "a row of the schema has three fields: \(row[0])")
        let content = row[2].drop { $0 == "~" }
        let isText = content.hasPrefix("#")
        let children = isText ? [] : content.split(byte: " ").map { child($0, names) }
        return ElementType(
            name: row[0], attributes: row[1].split(byte: " ").map(attribute), children: children,
            isOrdered: !row[2].hasPrefix("~"), text: isText ? String(content.dropFirst()) : nil)
    }

    private static func attribute(_ text: Substring) -> Attribute {
        let parts = text.filter { $0 != "!" }.split(byte: ":")
        return Attribute(
            name: String(parts[0]), type: parts.count > 1 ? String(parts[1]) : "string", isRequired: text.hasSuffix("!")
        )
    }

    private static func child(_ text: Substring, _ names: Set<String>) -> Child {
        guard let mark = text.firstIndex(where: { "?!*+".contains($0) }),
            let occurrence = Occurrence(rawValue: text[mark])
        else { preconditionFailure("\(text) does not say how often it stands") }
        let parts = text[..<mark].split(byte: ":").map(String.init)
        let type = parts.count > 1 ? parts[1] : names.contains(parts[0]) ? parts[0] : "string"
        return Child(name: parts[0], type: type, occurrence: occurrence, merge: merge(text[mark...].dropFirst()))
    }

    private static func merge(_ text: Substring) -> Merge {
        guard text != "=" else { return .replace }
        guard text.hasPrefix("["), text.hasSuffix("]") else { return .children }
        let parts = text.dropFirst().dropLast().split(byte: ",")
        return .keyed(parts.map { $0.split(byte: "/").map(String.init) })
    }
}
