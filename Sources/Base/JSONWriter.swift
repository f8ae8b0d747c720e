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
        var text = text
        output.append(UInt8(ascii: "\""))
        text.withUTF8 { bytes in
            // What needs no escape, which is nearly everything, is copied in runs.
            var start = 0
            for index in bytes.indices where mayNeedEscape(bytes, index) {
                guard let (escape, length) = escape(of: bytes, index) else { continue }
                output.append(contentsOf: bytes[start..<index])
                output.append(contentsOf: escape.utf8)
                start = index + length
            }
            output.append(contentsOf: bytes[start...])
        }
        output.append(UInt8(ascii: "\""))
    }

    private static func mayNeedEscape(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        switch bytes[index] {
        case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"),
            0xe2:
            true
        default: false
        }
    }

    /// How the character that begins here is escaped, and its length in bytes; nil where it stands for itself.
    private static func escape(of bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> (String, Int)? {
        switch bytes[index] {
        case UInt8(ascii: "\""): return ("\\\"", 1)
        case UInt8(ascii: "\\"): return ("\\\\", 1)
        case UInt8(ascii: "\n"): return ("\\n", 1)
        case UInt8(ascii: "\r"): return ("\\r", 1)
        case UInt8(ascii: "\t"): return ("\\t", 1)
        case 0xe2:
            // U+2028 and U+2029 are E2 80 A8 and E2 80 A9.
            guard index + 2 < bytes.count, bytes[index + 1] == 0x80, bytes[index + 2] & 0xfe == 0xa8 else { return nil }
            return (bytes[index + 2] == 0xa8 ? "\\u2028" : "\\u2029", 3)
        case let byte: return ("\\u00\(Hex.encode([byte]))", 1)
        }
    }
}
