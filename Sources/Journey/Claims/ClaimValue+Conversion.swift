import Base
import Policy

extension ClaimValue {
    /// The value as one of `type`; nil where it does not fit. Text that is no ISO 8601 is tried as .NET's invariant
    /// spelling of a time, which the resolver `{Context:DateTimeInUtc}` has.
    package func converted(to type: DataType) -> ClaimValue? {
        if fits(type) { return self }
        switch (self, type) {
        case (.date(let date), .dateTime): return .dateTime(date.start)
        case (.dateTime(let time), .date): return .date(CalendarDate(time))
        case (.identity(let identity), .userIdentityCollection), (.identity(let identity), .objectIdentityCollection),
            (.identity(let identity), .alternativeSecurityIdCollection):
            return .identityCollection([identity])
        case (.string(let text), .dateTime):
            return ClaimValue(text, as: type) ?? Timestamp(invariant: text).map(ClaimValue.dateTime)
        case (.string(let text), .date):
            return ClaimValue(text, as: type) ?? Timestamp(invariant: text).map { .date(CalendarDate($0)) }
        default: return ClaimValue(text, as: type)
        }
    }

    private func fits(_ type: DataType) -> Bool {
        switch (self, type) {
        case (.string, .string), (.string, .duration), (.boolean, .boolean), (.integer, .long), (.date, .date),
            (.dateTime, .dateTime), (.stringCollection, .stringCollection), (.phoneNumber, .phoneNumber),
            (.identity, .userIdentity), (.identity, .objectIdentity), (.identityCollection, .userIdentityCollection),
            (.identityCollection, .objectIdentityCollection), (.identityCollection, .alternativeSecurityIdCollection):
            true
        case (.integer(let value), .int): Int32(exactly: value) != nil
        default: false
        }
    }
}

extension Timestamp {
    /// `10/21/2018 3:04:05 PM`, in UTC.
    package var invariant: String {
        let day = CalendarDate(self)
        let second = Int(seconds - day.start.seconds)
        let hour = second / 3600
        let clock = "\(hour % 12 == 0 ? 12 : hour % 12):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
        return "\(day.month)/\(day.day)/\(day.year) \(clock) \(hour < 12 ? "AM" : "PM")"
    }

    /// Reads what `invariant` writes.
    package init?(invariant text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 3, parts[2] == "AM" || parts[2] == "PM" else { return nil }
        let date = parts[0].split(separator: "/").compactMap { Int($0) }
        let time = parts[1].split(separator: ":").compactMap { Int($0) }
        guard date.count == 3, time.count == 3, (1...12).contains(time[0]), (0...59).contains(time[1]),
            (0...59).contains(time[2]), let day = CalendarDate(year: date[2], month: date[0], day: date[1])
        else { return nil }
        let hour = time[0] % 12 + (parts[2] == "PM" ? 12 : 0)
        self = day.start.adding(seconds: Int64(hour * 3600 + time[1] * 60 + time[2]))
    }
}
