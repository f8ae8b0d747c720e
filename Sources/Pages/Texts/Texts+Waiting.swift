import Base

extension Texts {
    /// How long somebody has to wait, in the language's own words: seconds, from a minute on minutes, then hours.
    /// Rounded up: who comes back then does not come too early.
    package func wait(seconds: Int64) -> String {
        let seconds = max(1, seconds)
        switch seconds {
        case ..<60: return wait(seconds, "waitSeconds")
        case ...5400: return wait((seconds + 59) / 60, "waitMinutes")
        default: return wait((seconds + 3599) / 3600, "waitHours")
        }
    }

    private func wait(_ count: Int64, _ unit: String) -> String {
        let form = PluralForm(count, language: language)
        return error("\(unit).\(form.rawValue)").filled(with: [String(count)])
    }
}

/// Which form of a noun stands after a whole number (CLDR's plural rules), as far as the built-in languages and those
/// that count as they do tell them apart.
enum PluralForm: String, Sendable {
    case one, two, few, other

    init(_ count: Int64, language: String) {
        switch (count, language.lowercased().split(separator: "-").first) {
        case (1, _): self = .one
        case (2, _): self = .two
        case (_, "ar"): self = (3...10).contains(count % 100) ? .few : .other
        default: self = .other
        }
    }
}
