import Base
import Policy

/// .NET's composite formatting (`String.Format`) in the invariant culture: `{0}`, `{1,-10}`, `{0:D5}`, `{{`.
package struct CompositeFormat: Sendable {
    private enum Piece {
        case text(String)
        case argument(index: Int, width: Int, specifier: String)
    }

    private var pieces: [Piece] = []

    private static let widest = 1000
    private static let longest = ClaimValue.longest

    /// `macro` gives the text for a name in braces (`{RelyingPartyTenantId}`), which .NET itself has not.
    package init(_ format: String, macro: (Name) -> String? = { _ in nil }) throws(CompositeFormatError) {
        var rest = format[...]
        var text = ""
        while let character = rest.popFirst() {
            switch character {
            case "{" where rest.first == "{", "}" where rest.first == "}":
                rest.removeFirst()
                text.append(character)
            case "{":
                guard let end = rest.firstIndex(of: "}") else { throw .unclosedBrace }
                let item = rest[..<end]
                rest = rest[rest.index(after: end)...]
                if let expansion = macro(Name(String(item))) {
                    text += expansion
                } else {
                    pieces += [.text(text), try CompositeFormat.argument(item)]
                    text = ""
                }
            case "}": throw .unclosedBrace
            default: text.append(character)
            }
        }
        pieces.append(.text(text))
    }

    private static func argument(_ item: Substring) throws(CompositeFormatError) -> Piece {
        let parts = item.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let place = parts[0].split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
        let width = place.count > 1 ? Int(String(place[1]).trimmingBlanks()) : 0
        guard let index = Int(String(place[0]).trimmingBlanks()), index >= 0, let width, abs(width) <= widest else {
            throw .notAnArgument(String(item))
        }
        return .argument(index: index, width: width, specifier: parts.count > 1 ? String(parts[1]) : "")
    }

    package func formatted(_ arguments: [ClaimValue]) throws(CompositeFormatError) -> String {
        var output = ""
        for piece in pieces {
            switch piece {
            case .text(let text): output += text
            case .argument(let index, let width, let specifier):
                guard arguments.indices.contains(index) else { throw .noArgument(index) }
                let text = arguments[index].formatted(specifier)
                let blanks = String(repeating: " ", count: max(0, abs(width) - text.utf16.count))
                guard output.utf8.count + text.utf8.count <= CompositeFormat.longest else { throw .tooLong }
                output += width < 0 ? text + blanks : blanks + text
            }
        }
        return output
    }
}

package enum CompositeFormatError: Error, Hashable {
    case unclosedBrace
    case notAnArgument(String)
    case noArgument(Int)
    case tooLong
}

extension ClaimValue {
    /// The value with a .NET format specifier, as far as one is meaningful for it; else its text.
    func formatted(_ specifier: String) -> String {
        switch self {
        case .integer(let value): specifier.isEmpty ? text : NumberFormat.format(value, specifier) ?? text
        case .date(let date): specifier.isEmpty ? text : DateFormat.format(date.start, specifier)
        case .dateTime(let time): specifier.isEmpty ? text : DateFormat.format(time, specifier)
        case .string, .boolean, .stringCollection, .phoneNumber, .identity, .identityCollection: text
        }
    }
}

/// Standard numeric format strings of whole numbers.
private enum NumberFormat {
    static func format(_ value: Int64, _ specifier: String) -> String? {
        let digits = specifier.dropFirst().isEmpty ? nil : Int(specifier.dropFirst())
        guard specifier.dropFirst().isEmpty || digits.map((0...99).contains) == true else { return nil }
        let sign = value < 0 ? "-" : ""
        let magnitude = String(value.magnitude)
        switch specifier.first {
        case "D", "d": return sign + zeros(magnitude, digits ?? 0)
        case "X": return zeros(String(UInt64(bitPattern: value), radix: 16, uppercase: true), digits ?? 0)
        case "x": return zeros(String(UInt64(bitPattern: value), radix: 16), digits ?? 0)
        case "G", "g": return sign + magnitude
        case "F", "f": return sign + magnitude + fraction(digits ?? 2)
        case "N", "n": return sign + grouped(magnitude) + fraction(digits ?? 2)
        default: return nil
        }
    }

    private static func zeros(_ text: String, _ width: Int) -> String {
        String(repeating: "0", count: max(0, width - text.count)) + text
    }

    private static func fraction(_ digits: Int) -> String {
        digits == 0 ? "" : "." + String(repeating: "0", count: digits)
    }

    private static func grouped(_ magnitude: String) -> String {
        var output = ""
        for (index, digit) in magnitude.enumerated() {
            if index > 0, (magnitude.count - index).isMultiple(of: 3) { output.append(",") }
            output.append(digit)
        }
        return output
    }
}

/// Standard and custom date and time format strings, in the invariant culture and UTC.
private enum DateFormat {
    private static let standard: [String: String] = [
        "d": "MM/dd/yyyy", "D": "dddd, dd MMMM yyyy", "t": "HH:mm", "T": "HH:mm:ss",
        "g": "MM/dd/yyyy HH:mm", "G": "MM/dd/yyyy HH:mm:ss", "s": "yyyy-MM-ddTHH:mm:ss",
        "u": "yyyy-MM-dd HH:mm:ssZ", "o": "yyyy-MM-ddTHH:mm:ss.fff0000Z", "O": "yyyy-MM-ddTHH:mm:ss.fff0000Z",
        "r": "ddd, dd MMM yyyy HH:mm:ss 'GMT'", "R": "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
    ]
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    private static let days = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"]

    static func format(_ time: Timestamp, _ specifier: String) -> String {
        var rest = (standard[specifier] ?? specifier)[...]
        var output = ""
        while let character = rest.first {
            if character == "'" || character == "\"" {
                rest.removeFirst()
                let literal = rest.prefix { $0 != character }
                output += literal
                rest = rest.dropFirst(literal.count + 1)
                continue
            }
            let run = rest.prefix { $0 == character }
            rest.removeFirst(run.count)
            output += field(character, run.count, time) ?? String(run)
        }
        return output
    }

    private static func field(_ letter: Character, _ count: Int, _ time: Timestamp) -> String? {
        let day = CalendarDate(time)
        let second = Int(time.seconds - day.start.seconds)
        let weekday = days[((day.daysSince1970 % 7) + 7) % 7]
        switch letter {
        case "y": return count == 2 ? padded(day.year % 100, 2) : padded(day.year, count)
        case "M": return count > 2 ? abbreviated(months[day.month - 1], count) : padded(day.month, count)
        case "d": return count > 2 ? abbreviated(weekday, count) : padded(day.day, count)
        case "H": return padded(second / 3600, count)
        case "h": return padded((second / 3600 + 11) % 12 + 1, count)
        case "m": return padded(second / 60 % 60, count)
        case "s": return padded(second % 60, count)
        case "f": return String(padded(Int(time.milliseconds - time.seconds * 1000), 3).prefix(count))
        case "t": return String((second < 43_200 ? "AM" : "PM").prefix(count))
        default: return nil
        }
    }

    private static func abbreviated(_ name: String, _ count: Int) -> String {
        count == 3 ? String(name.prefix(3)) : name
    }
}
