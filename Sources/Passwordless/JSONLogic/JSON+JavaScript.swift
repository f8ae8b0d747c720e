import Base

/// How JavaScript sees a JSON value (ECMA-262 §7.1, §7.2), as far as JsonLogic asks.
extension JSON {
    /// JsonLogic's own: an empty list is false, every text but the empty one is true.
    var isTrue: Bool {
        switch self {
        case .null: false
        case .bool(let value): value
        case .integer(let value): value != 0
        case .number(let value): value != 0 && !value.isNaN
        case .string(let text): !text.isEmpty
        case .array(let items): !items.isEmpty
        case .object: true
        }
    }

    /// `Number(value)`; NaN where it is none.
    var asNumber: Double {
        switch self {
        case .null: 0
        case .bool(let value): value ? 1 : 0
        case .integer(let value): Double(value)
        case .number(let value): value
        case .string(let text): JSON.number(of: text)
        case .array: JSON.number(of: asText)
        case .object: .nan
        }
    }

    /// `parseFloat(value)`: the number that a text begins with.
    var leadingNumber: Double {
        switch self {
        case .integer(let value): return Double(value)
        case .number(let value): return value
        case .null, .bool, .object: return .nan
        case .string, .array:
            let text = asText.drop { $0.isWhitespace }
            var (end, best) = (text.startIndex, Double.nan)
            while end < text.endIndex, text.distance(from: text.startIndex, to: end) < 64 {
                end = text.index(after: end)
                guard text[text.index(before: end)].isASCII else { break }
                if let value = JSON.decimal(text[..<end]) { best = value }
            }
            return best
        }
    }

    /// `String(value)`.
    var asText: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): "\(value)"
        case .number(let value): JSON.text(of: value)
        case .string(let text): text
        case .array(let items): items.map { $0 == .null ? "" : $0.asText }.joined(separator: ",")
        case .object: "[object Object]"
        }
    }

    /// A number as JSON has it: whole where it is.
    init(number value: Double) {
        if let whole = Int64(exactly: value) { self = .integer(whole) } else { self = .number(value) }
    }

    /// `===`.
    func isSame(as other: JSON) -> Bool {
        switch (self, other) {
        case (.integer, .integer), (.integer, .number), (.number, .integer), (.number, .number):
            return asNumber == other.asNumber
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
        case (.null, _), (.bool, _), (.integer, _), (.number, _), (.string, _), (.array, _), (.object, _):
            return self == other
        }
    }

    /// `==`: what is not of one type is compared as text, or as numbers.
    func isEqual(to other: JSON) -> Bool {
        switch (self, other) {
        case (.null, _), (_, .null): return self == other
        case (.string, .string), (.bool, .bool), (.array, .array), (.object, .object): return isSame(as: other)
        case (.array, .string), (.object, .string), (.string, .array), (.string, .object):
            return asText == other.asText
        case (.bool, _), (.integer, _), (.number, _), (.string, _), (.array, _), (.object, _):
            return asNumber == other.asNumber
        }
    }

    /// `<`, and whether the two are equal in that order; nil: they cannot be compared.
    func order(to other: JSON) -> (isLess: Bool, isEqual: Bool)? {
        if case .string(let left) = self, case .string(let right) = other {
            return (left.utf16.lexicographicallyPrecedes(right.utf16), left == right)
        }
        let (left, right) = (asNumber, other.asNumber)
        return left.isNaN || right.isNaN ? nil : (left < right, left == right)
    }

    private static func number(of text: String) -> Double {
        var digits = Substring(text).drop { $0.isWhitespace }
        while digits.last?.isWhitespace == true { digits.removeLast() }
        return digits.isEmpty ? 0 : decimal(digits) ?? .nan
    }

    /// Decimal literals only: Swift's own also reads `0x1p3`, `inf` and `nan`.
    private static func decimal(_ text: Substring) -> Double? {
        guard text.utf8.count <= 64, text.utf8.contains(where: { (0x30...0x39).contains($0) }),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) })
        else { return nil }
        return Double(text)
    }

    private static func text(of value: Double) -> String {
        if let whole = Int64(exactly: value), abs(value) < 1e15 { return "\(whole)" }
        return value.isNaN ? "NaN" : value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : "\(value)"
    }
}
