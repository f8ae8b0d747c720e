/// The simple types of the policy format.
enum SchemaValue {
    /// What `type` expects, when `text` is not of it; nil when it is.
    static func problem(_ text: String, _ type: String) -> String? {
        switch type {
        case "string", "uri", "any": return nil
        case "boolean": return ["true", "false", "1", "0"].contains(text) ? nil : "true or false"
        case "int": return Int32(text) == nil ? "a whole number" : nil
        case "policyId": return isPolicyID(text) ? nil : "letters, digits, _, - and ., not ending in a dot"
        case "guid": return isGUID(text) ? nil : "a GUID"
        default:
            guard let values = Schema.policy.values[type] else { preconditionFailure("the schema has no type \(type)") }
            return values.contains(text) ? nil : "one of \(values.joined(separator: ", "))"
        }
    }

    /// The values of `type` where it has a list of them.
    static func choices(_ type: String) -> [String] {
        type == "boolean" ? ["true", "false"] : Schema.policy.values[type] ?? []
    }

    private static func isPolicyID(_ text: String) -> Bool {
        !text.isEmpty && text.last != "."
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }

    private static func isGUID(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.utf8.count) == [8, 4, 4, 4, 12] && parts.allSatisfy { $0.allSatisfy(\.isHexDigit) }
    }
}
