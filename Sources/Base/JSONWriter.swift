extension JSON {
    /// The value as compact JSON, members in their order. `<`, `>`, `&`, U+2028 and U+2029 are escaped, so that the
    /// text may stand in a `<script>` element.
    package var bytes: Bytes {
        var output = Bytes()
        write(to: &output)
        return output
    }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    private func write(to output: inout Bytes) {
        switch self {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): output.append(contentsOf: String(value).utf8)
        case .number(let value): output.append(contentsOf: JSON.text(of: value).utf8)
        case .string(let text): JSON.write(text, to: &output)
        case .array(let items): writeArray(items, to: &output)
        case .object(let object): writeObject(object, to: &output)
        }
    }

    private func writeArray(_ items: [JSON], to output: inout Bytes) {
        output.append(UInt8(ascii: "["))
        for (index, item) in items.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            item.write(to: &output)
        }
        output.append(UInt8(ascii: "]"))
    }

    private func writeObject(_ object: Object, to output: inout Bytes) {
        output.append(UInt8(ascii: "{"))
        for (index, member) in object.members.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            JSON.write(member.name, to: &output)
            output.append(UInt8(ascii: ":"))
            member.value.write(to: &output)
        }
        output.append(UInt8(ascii: "}"))
    }

    private static func text(of value: Double) -> String {
        precondition(value.isFinite, "JSON has no spelling for an infinite number")
        if let whole = Int64(exactly: value) { return String(whole) }
        return String(value)
    }

    private static func write(_ text: String, to output: inout Bytes) {
        output.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output.append(contentsOf: "\\\"".utf8)
            case "\\": output.append(contentsOf: "\\\\".utf8)
            case "\n": output.append(contentsOf: "\\n".utf8)
            case "\r": output.append(contentsOf: "\\r".utf8)
            case "\t": output.append(contentsOf: "\\t".utf8)
            case "<", ">", "&", "\u{2028}", "\u{2029}", "\u{0}"..<"\u{20}":
                let hex = String(scalar.value, radix: 16)
                output.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - hex.count))\(hex)".utf8)
            default: output.append(contentsOf: UTF8.encode(scalar)!)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
