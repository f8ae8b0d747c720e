import Base

extension JSON {
    /// The value at a path of `ResolveJsonPathsInJsonTokens` and of REST answers: `a.b`, `value[0].name`,
    /// `identities.0.id`. A member of the whole name comes first; null counts as missing.
    package func value(at path: String) -> JSON? {
        if let whole = self[path] { return whole == .null ? nil : whole }
        var value = self
        for segment in JSON.segments(of: path) {
            if let member = value[segment] {
                value = member
            } else if let index = Int(segment), let items = value.array, items.indices.contains(index) {
                value = items[index]
            } else {
                return nil
            }
        }
        return value == .null ? nil : value
    }

    private static func segments(of path: String) -> [String] {
        let path = path.hasPrefix("$.") ? path.dropFirst(2) : path[...]
        return path.split { $0 == "." || $0 == "[" || $0 == "]" }.map(String.init)
    }
}
