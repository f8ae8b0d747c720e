import Base

/// Reads the members of an object that a person wrote. Whatever is not asked for is unknown, and said so with the
/// nearest name that is known.
struct MemberReader {
    let source: SourceJSON
    /// "a stub", "a step": for messages.
    let what: String
    private let members: [SourceJSON.Member]

    init(_ source: SourceJSON, _ what: String, known: [String]) throws(SourceProblem) {
        guard let members = source.members else {
            throw SourceProblem(source.place, "\(what) is an object, not \(source.kind)")
        }
        for member in members where !known.contains(member.name) && !member.name.hasPrefix("$") {
            let hint = NearestName.hint(member.name, in: known)
            let list = hint.isEmpty ? "; there are: \(known.sorted().joined(separator: ", "))" : hint
            throw SourceProblem(member.place, "\(what) has no \"\(member.name)\"\(list)")
        }
        (self.source, self.what, self.members) = (source, what, members)
    }

    subscript(name: String) -> SourceJSON? { members.first { $0.name == name }?.value }

    var place: SourcePlace { source.place }

    func has(_ name: String) -> Bool { self[name] != nil }

    func text(_ name: String) throws(SourceProblem) -> String? {
        guard let value = self[name] else { return nil }
        guard case .string(let text) = value.value else { throw wrong(name, value, "a text") }
        return text
    }

    func flag(_ name: String) throws(SourceProblem) -> Bool? {
        guard let value = self[name] else { return nil }
        guard case .bool(let flag) = value.value else { throw wrong(name, value, "true or false") }
        return flag
    }

    func integer(_ name: String, in range: ClosedRange<Int64>) throws(SourceProblem) -> Int? {
        guard let value = self[name] else { return nil }
        guard case .number(let number) = value.value, let whole = number.integer, range.contains(whole) else {
            throw wrong(name, value, "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return Int(whole)
    }

    /// A text, or a list of texts.
    func texts(_ name: String) throws(SourceProblem) -> [String]? {
        guard let value = self[name] else { return nil }
        if case .string(let text) = value.value { return [text] }
        guard let texts = value.json.strings else { throw wrong(name, value, "a text or a list of texts") }
        return texts
    }

    /// An object, its members as they are.
    func object(_ name: String) throws(SourceProblem) -> JSON.Object? {
        guard let value = self[name] else { return nil }
        guard let object = value.json.object else { throw wrong(name, value, "an object") }
        return object
    }

    func list(_ name: String) throws(SourceProblem) -> [SourceJSON]? {
        guard let value = self[name] else { return nil }
        guard let items = value.items else { throw wrong(name, value, "a list") }
        return items
    }

    /// Milliseconds: a number of them, or a text such as "250ms", "2s", "10m", "1h", "3d".
    func milliseconds(_ name: String) throws(SourceProblem) -> Int64? {
        guard let value = self[name] else { return nil }
        if case .number(let number) = value.value, let whole = number.integer, whole >= 0 { return whole }
        guard case .string(let text) = value.value, let time = TimeSpan.milliseconds(text) else {
            throw wrong(name, value, "a time such as \"250ms\", \"2s\", \"10m\", \"1h\" or \"3d\"")
        }
        return time
    }

    func wrong(_ name: String, _ value: SourceJSON, _ expected: String) -> SourceProblem {
        SourceProblem(value.place, "\"\(name)\" of \(what) is \(expected), not \(value.kind)")
    }
}

enum TimeSpan {
    /// Reads "250ms", "2s", "10m", "1h", "3d".
    static func milliseconds(_ text: String) -> Int64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let factors: [Substring: Int64] = ["ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
        guard let number = Int64(digits), let factor = factors[text.dropFirst(digits.count)], number <= 1 << 30 else {
            return nil
        }
        return number * factor
    }
}
