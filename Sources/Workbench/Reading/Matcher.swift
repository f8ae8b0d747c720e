import Base
import Journey

/// Whether a value is what somebody expects, and if not, in which part.
///
/// An expected value is that value; of an object, the members that are named must match, and others may be there. In
/// texts `*` stands for anything and `/…/` is a regular expression; `"*"` is any value, null an absent one. An object
/// of operators says more: `contains`, `not`, `matches`, `oneOf`, `equals`, `exactly`, `atLeast`, `atMost`, `length`.
package enum Matcher {
    static let operators: Set<String> = [
        "contains", "not", "matches", "oneOf", "equals", "exactly", "atLeast", "atMost", "length",
    ]

    /// What differs, each with its path; empty: nothing.
    package static func differences(_ expected: JSON, _ actual: JSON?, at path: String) -> [String] {
        switch expected {
        case .null:
            return actual == nil || actual == .null ? [] : ["\(path): expected nothing, got \(show(actual))"]
        case .string(let pattern):
            return holds(pattern, actual) ? [] : [expectedGot(path, expected, actual)]
        case .bool, .integer, .number:
            return same(expected, actual) ? [] : [expectedGot(path, expected, actual)]
        case .array(let items): return differences(items, actual, at: path)
        case .object(let object):
            if isOperation(object) {
                return object.members.flatMap { operation($0.name, $0.value, actual, at: path) }
            }
            guard let found = actual?.object else { return [expectedGot(path, expected, actual)] }
            return object.members.flatMap { differences($0.value, found[$0.name], at: join(path, $0.name)) }
        }
    }

    package static func matches(_ expected: JSON, _ actual: JSON?) -> Bool {
        differences(expected, actual, at: "").isEmpty
    }

    private static func isOperation(_ object: JSON.Object) -> Bool {
        !object.members.isEmpty && object.members.allSatisfy { operators.contains($0.name) }
    }

    private static func differences(_ items: [JSON], _ actual: JSON?, at path: String) -> [String] {
        guard let found = actual?.array, found.count == items.count else {
            return [expectedGot(path, .array(items), actual)]
        }
        return zip(items, found).enumerated().flatMap { differences($1.0, $1.1, at: "\(path)[\($0)]") }
    }

    private static func operation(_ name: String, _ value: JSON, _ actual: JSON?, at path: String) -> [String] {
        let isRight: Bool
        switch name {
        case "contains": isRight = contains(value, actual)
        case "not": isRight = !matches(value, actual)
        case "matches": isRight = actual.map { regex(value.string ?? "", text(of: $0)) } ?? false
        case "oneOf": isRight = (value.array ?? [value]).contains { matches($0, actual) }
        case "equals": isRight = actual.map { same(value, $0) } ?? (value == .null)
        case "exactly":
            let extra = actual?.object?.members.filter { value[$0.name] == nil }.map(\.name) ?? []
            return differences(value, actual, at: path)
                + extra.map { "\(join(path, $0)): expected nothing, got \(show(actual?[$0]))" }
        case "atLeast": isRight = number(actual).map { $0 >= number(value) ?? 0 } ?? false
        case "atMost": isRight = number(actual).map { $0 <= number(value) ?? 0 } ?? false
        case "length":
            isRight = matches(value, (actual?.array?.count ?? actual?.string?.count).map { .integer(Int64($0)) })
        default: return []
        }
        return isRight ? [] : ["\(path): expected \(name) \(show(value)), got \(show(actual))"]
    }

    private static func contains(_ value: JSON, _ actual: JSON?) -> Bool {
        if let items = actual?.array {
            return (value.array ?? [value]).allSatisfy { wanted in items.contains { matches(wanted, $0) } }
        }
        guard let text = actual.map(text(of:)) else { return false }
        return (value.array ?? [value]).allSatisfy { text.contains(Matcher.text(of: $0)) }
    }

    /// Whole numbers are the same however they are written.
    private static func same(_ expected: JSON, _ actual: JSON?) -> Bool {
        guard let actual else { return false }
        if let left = expected.integer, let right = actual.integer { return left == right }
        return expected == actual
    }

    private static func number(_ value: JSON?) -> Double? {
        switch value {
        case .integer(let number)?: Double(number)
        case .number(let number)?: number
        case .string(let text)?: Double(text)
        case .null?, .bool?, .array?, .object?, nil: nil
        }
    }

    /// A pattern is about texts; a value of another type is what it says only where that is "*".
    private static func holds(_ pattern: String, _ actual: JSON?) -> Bool {
        guard let actual, actual != .null else { return false }
        if pattern == "*" { return true }
        guard let text = actual.string else { return false }
        if pattern.utf8.count > 2, pattern.hasPrefix("/"), pattern.hasSuffix("/") {
            return regex(String(pattern.dropFirst().dropLast()), text)
        }
        return glob(pattern, text)
    }

    private static func regex(_ pattern: String, _ text: String) -> Bool {
        guard case .matched? = try? RegularExpression(pattern).firstMatch(in: text) else { return false }
        return true
    }

    /// `*` stands for any run of characters.
    static func glob(_ pattern: String, _ text: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard parts.count > 1, let first = parts.first, let last = parts.last else { return pattern == text }
        guard text.hasPrefix(first) else { return false }
        var rest = text.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let range = rest.firstRange(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.hasSuffix(last)
    }

    static func text(of value: JSON) -> String { value.string ?? value.text }

    private static func expectedGot(_ path: String, _ expected: JSON, _ actual: JSON?) -> String {
        "\(path): expected \(show(expected)), got \(show(actual))"
    }

    private static func join(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    static func show(_ value: JSON?) -> String {
        guard let value else { return "nothing" }
        let text = value.text.replacing("\\u003c", with: "<").replacing("\\u003e", with: ">")
            .replacing("\\u0026", with: "&")
        return text.count > 400 ? text.prefix(400) + "…" : text
    }
}
