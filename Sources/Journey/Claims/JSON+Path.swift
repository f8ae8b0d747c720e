import Base

extension JSON {
    /// The value at a path of `ResolveJsonPathsInJsonTokens` and of REST answers: `a.b`, `value[0].name`,
    /// `identities.0.id`, `$['a.b']`; `$` is the whole. A member of the whole name comes first; null counts as missing.
    package func value(at path: String) -> JSON? {
        if let whole = self[path] { return whole == .null ? nil : whole }
        guard path != "$" else { return self }
        guard let segments = JSON.segments(of: path) else { return nil }
        var value = self
        for segment in segments {
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

    /// Nil where a bracket or a quotation mark has no other half.
    private static func segments(of path: String) -> [String]? {
        var rest = path.hasPrefix("$") ? path.dropFirst() : path[...]
        var segments: [String] = []
        while let first = rest.first {
            switch first {
            case ".": rest = rest.dropFirst()
            case "[":
                guard let segment = bracketed(&rest) else { return nil }
                segments.append(segment)
            default:
                let name = rest.prefix { $0 != "." && $0 != "[" }
                segments.append(String(name))
                rest = rest[name.endIndex...]
            }
        }
        return segments.isEmpty ? nil : segments
    }

    /// `[0]`, `['name']` or `["name"]`.
    private static func bracketed(_ rest: inout Substring) -> String? {
        rest = rest.dropFirst()
        let quote = rest.first.flatMap { $0 == "'" || $0 == "\"" ? $0 : nil }
        if quote != nil { rest = rest.dropFirst() }
        guard let end = rest.firstIndex(of: quote ?? "]") else { return nil }
        let segment = String(rest[..<end])
        rest = rest[rest.index(after: end)...]
        guard quote != nil else { return segment }
        guard rest.first == "]" else { return nil }
        rest = rest.dropFirst()
        return segment
    }
}
