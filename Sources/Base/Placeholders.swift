extension String {
    /// The text with `{0}`, `{1}`, … replaced by `values`, in one pass, so that what a value holds stays as it is.
    /// A placeholder without a value stays too: its author sees what is missing, and nothing fails.
    package func filled(with values: [String]) -> String {
        guard !values.isEmpty, utf8.contains(UInt8(ascii: "{")) else { return self }
        var output = ""
        var rest = self[...]
        while let open = rest.firstIndex(of: "{") {
            let inside = rest[rest.index(after: open)...].prefix { $0.isASCII && $0.isNumber }
            output += rest[..<open]
            rest = rest[open...]
            if let index = Int(inside), values.indices.contains(index), rest.dropFirst(inside.count + 1).first == "}" {
                output += values[index]
                rest = rest.dropFirst(inside.count + 2)
            } else {
                output.append("{")
                rest = rest.dropFirst()
            }
        }
        return output + rest
    }

    /// The text with `{name}` replaced by the value of that name, in one pass, so that a name that looks like a
    /// placeholder stays a name. A placeholder without a value stays too.
    package func filled(with values: [String: String]) -> String {
        guard !values.isEmpty else { return self }
        var output = ""
        var rest = self[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = String(rest[rest.index(after: open)..<close])
            output += rest[..<open] + (values[name] ?? "{\(name)}")
            rest = rest[rest.index(after: close)...]
        }
        return output + rest
    }
}
