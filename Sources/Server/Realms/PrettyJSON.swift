import Base

extension JSON {
    /// For people: two blanks a level, one member a line.
    var prettyText: String { pretty("") }

    private func pretty(_ indent: String) -> String {
        let inner = indent + "  "
        switch self {
        case .array(let items) where !items.isEmpty && items.contains { $0.object != nil || $0.array != nil }:
            return "[\n" + items.map { inner + $0.pretty(inner) }.joined(separator: ",\n") + "\n\(indent)]"
        case .object(let object) where !object.members.isEmpty:
            let lines = object.members.map { "\(inner)\(JSON.string($0.name).text): \($0.value.pretty(inner))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        case .null, .bool, .integer, .number, .string, .array, .object: return text
        }
    }
}
