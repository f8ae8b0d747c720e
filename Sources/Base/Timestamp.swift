/// A point in time: milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
package struct Timestamp: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }
    package init(seconds: Int64) { milliseconds = seconds * 1000 }

    /// Whole seconds, rounded down: the `NumericDate` of RFC 7519 §2.
    package var seconds: Int64 { milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000 }

    package func adding(seconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds + seconds * 1000) }
    package func adding(milliseconds: Int64) -> Timestamp {
        Timestamp(milliseconds: self.milliseconds + milliseconds)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }
}

/// The clock, passed in. Only `Server` makes one that reads the machine's.
package typealias Now = @Sendable () -> Timestamp

/// A day of the proleptic Gregorian calendar.
package struct CalendarDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let year: Int
    package let month: Int
    package let day: Int

    /// Nil unless the day exists and the year is 1 to 9999.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
        guard day <= CalendarDate.days(in: month, of: year) else { return nil }
        self.init(unchecked: (year, month, day))
    }

    /// Reads `yyyy-MM-dd`.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2, parts[2].utf8.count == 2 else {
            return nil
        }
        guard parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }) else { return nil }
        guard let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]) else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The day, in UTC, that holds `timestamp`.
    package init(_ timestamp: Timestamp) {
        let seconds = timestamp.seconds
        self.init(daysSince1970: Int((seconds >= 0 ? seconds : seconds - 86_399) / 86_400))
    }

    /// Days before the epoch are negative. The arithmetic counts in eras of 400 years that begin in March,
    /// so that a leap day is always the last day of its year.
    package init(daysSince1970: Int) {
        let days = daysSince1970 + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        self.init(unchecked: (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1))
    }

    package var daysSince1970: Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Midnight at the start of the day, in UTC.
    package var start: Timestamp { Timestamp(seconds: Int64(daysSince1970) * 86_400) }

    package var description: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }

    package static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    package static func days(in month: Int, of year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    private init(unchecked date: (year: Int, month: Int, day: Int)) { (year, month, day) = date }
}

extension Timestamp {
    /// `2026-11-21T08:47:55Z`, with milliseconds only where they are not zero (RFC 3339).
    package var iso8601: String {
        let fraction = milliseconds - seconds * 1000
        let ofDay = Int(seconds - CalendarDate(self).start.seconds)
        let time = "\(padded(ofDay / 3600, 2)):\(padded(ofDay / 60 % 60, 2)):\(padded(ofDay % 60, 2))"
        return "\(CalendarDate(self))T\(time)\(fraction == 0 ? "" : ".\(padded(Int(fraction), 3))")Z"
    }

    /// Reads RFC 3339: a date, `T` or a space, a time with optional fraction, and `Z`, an offset, or nothing (UTC).
    /// A bare date is midnight UTC. Digits beyond the millisecond are dropped.
    package init?(iso8601 text: String) {
        guard let date = CalendarDate(String(text.prefix(10))) else { return nil }
        var rest = text.dropFirst(10)
        guard let separator = rest.popFirst() else {
            self = date.start
            return
        }
        guard separator == "T" || separator == "t" || separator == " ", let time = ClockTime(&rest) else { return nil }
        self = date.start.adding(milliseconds: time.milliseconds)
    }
}

/// The part of an RFC 3339 timestamp after the date.
private struct ClockTime {
    let milliseconds: Int64

    init?(_ text: inout Substring) {
        guard let hours = text.popNumber(2), hours < 24, text.pop(":"), let minutes = text.popNumber(2), minutes < 60
        else { return nil }
        var total = Int64(hours * 60 + minutes) * 60_000
        if text.pop(":") {
            guard let seconds = text.popNumber(2), seconds <= 60 else { return nil }
            total += Int64(seconds) * 1000
            if text.pop(".") {
                let digits = text.prefix { ("0"..."9").contains($0) }
                guard (1...9).contains(digits.count) else { return nil }
                text.removeFirst(digits.count)
                total += Int64((String(digits) + "00").prefix(3)) ?? 0
            }
        }
        guard let offset = ClockTime.popOffset(&text), text.isEmpty else { return nil }
        milliseconds = total - offset
    }

    private static func popOffset(_ text: inout Substring) -> Int64? {
        if text.isEmpty || text.pop("Z") || text.pop("z") { return 0 }
        guard let sign: Int64 = text.pop("+") ? 1 : text.pop("-") ? -1 : nil else { return nil }
        guard let hours = text.popNumber(2), hours < 24 else { return nil }
        _ = text.pop(":")
        guard let minutes = text.popNumber(2), minutes < 60 else { return nil }
        return sign * Int64(hours * 60 + minutes) * 60_000
    }
}

extension Substring {
    fileprivate mutating func pop(_ character: Character) -> Bool {
        guard first == character else { return false }
        removeFirst()
        return true
    }

    fileprivate mutating func popNumber(_ digits: Int) -> Int? {
        let text = prefix(digits)
        guard text.count == digits, text.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
        removeFirst(digits)
        return Int(text)
    }
}

/// `number` in decimal, with zeros in front up to `width` digits.
package func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
