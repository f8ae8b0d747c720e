import Base
import Policy

extension Predicate {
    /// Whether `text` satisfies the predicate (b2c-reference §14). An expression that cannot be used or gives up does
    /// not accept anything.
    package func accepts(_ text: String, today: CalendarDate) -> Bool {
        switch method {
        case .isLengthRange(let minimum, let maximum):
            // .NET's length: UTF-16 units.
            return minimum <= text.utf16.count && text.utf16.count <= maximum
        case .matchesRegex(let pattern):
            guard let expression = try? RegularExpression(pattern) else { return false }
            if case .matched = expression.firstMatch(in: text) { return true }
            return false
        case .includesCharacters(let set):
            let characters = CharacterSet(set)
            return text.unicodeScalars.contains(where: characters.contains)
        case .isDateRange(let minimum, let maximum):
            guard let value = ClaimValue(text, as: .date), case .date(let date) = value else { return false }
            let (first, last) = (Predicate.bound(minimum, today), Predicate.bound(maximum, today))
            return first.map { $0 <= date } ?? true && last.map { date <= $0 } ?? true
        }
    }

    /// `yyyy-MM-dd` or `Today`; nil: no bound.
    package static func bound(_ text: String, _ today: CalendarDate) -> CalendarDate? {
        let text = text.trimmingBlanks()
        return Name(text) == "Today" ? today : CalendarDate(text)
    }
}

/// The inside of a character class, as `IncludesCharacters` has it: `a-z`, single characters, and `\` before one that
/// stands for itself.
struct CharacterSet {
    private var ranges: [ClosedRange<Unicode.Scalar>] = []

    init(_ text: String) {
        var rest = Array(text.unicodeScalars)[...]
        while let scalar = CharacterSet.next(&rest) {
            guard rest.first == "-", rest.count > 1 else {
                ranges.append(scalar...scalar)
                continue
            }
            let before = rest
            rest.removeFirst()
            if let last = CharacterSet.next(&rest), scalar <= last {
                ranges.append(scalar...last)
            } else {
                ranges.append(scalar...scalar)
                rest = before
            }
        }
    }

    private static func next(_ rest: inout ArraySlice<Unicode.Scalar>) -> Unicode.Scalar? {
        guard let scalar = rest.popFirst() else { return nil }
        return scalar == "\\" ? rest.popFirst() ?? scalar : scalar
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool { ranges.contains { $0.contains(scalar) } }
}
