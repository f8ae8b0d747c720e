import Base
import Policy

extension Transformations {
    static let ageGating: [Name: Method] = ["GetAgeGroupConsentProvidedAndRequiresConsent": getAgeGroup]

    /// `Minor` needs a parent's consent, `NotAdult` is older but not of age, `Adult` is. Without date or country the
    /// group is `Undefined`; a country without rules of this kind has adults only.
    private static func getAgeGroup(_ input: TransformationInput) throws(TransformationError) -> TransformationOutput {
        guard let birth = try input.dateTime("dateOfBirth"), let country = input.text("countryCode") else {
            return ["ageGroup": .string("Undefined"), "requiresParentalConsent": .boolean(false)]
        }
        let age = CalendarDate(birth).years(until: CalendarDate(input.environment.now))
        let rule = AgeRule.of[Name(country.trimmingBlanks())] ?? AgeRule(consent: 0, adult: 0)
        let needsConsent = age < rule.consent
        let group = needsConsent ? "Minor" : age < rule.adult ? "NotAdult" : "Adult"
        let given = input.text("consentProvidedForMinor")
        return [
            "ageGroup": .string(group), "requiresParentalConsent": .boolean(needsConsent),
            "consentProvidedForMinor": .string(needsConsent ? given ?? "Denied" : "NotRequired"),
        ]
    }
}

/// Ages of a country's law: below `consent` a parent must agree to the processing of data; from `adult` on a person is
/// of age. 0: the country has no such rule.
private struct AgeRule {
    let consent: Int
    let adult: Int

    static let of: [Name: AgeRule] = [
        "AE": .init(consent: 0, adult: 21), "AT": .init(consent: 14, adult: 18), "BE": .init(consent: 14, adult: 18),
        "BG": .init(consent: 16, adult: 18), "BH": .init(consent: 0, adult: 21), "CM": .init(consent: 0, adult: 21),
        "CY": .init(consent: 16, adult: 18), "CZ": .init(consent: 16, adult: 18), "DE": .init(consent: 16, adult: 18),
        "DK": .init(consent: 16, adult: 18), "EE": .init(consent: 16, adult: 18), "EG": .init(consent: 0, adult: 21),
        "ES": .init(consent: 13, adult: 18), "FR": .init(consent: 16, adult: 18), "GB": .init(consent: 13, adult: 18),
        "GR": .init(consent: 16, adult: 18), "HR": .init(consent: 16, adult: 18), "HU": .init(consent: 16, adult: 18),
        "IE": .init(consent: 13, adult: 18), "IT": .init(consent: 16, adult: 18), "KR": .init(consent: 14, adult: 18),
        "LT": .init(consent: 16, adult: 18), "LU": .init(consent: 16, adult: 18), "LV": .init(consent: 16, adult: 18),
        "MT": .init(consent: 16, adult: 18), "NA": .init(consent: 0, adult: 21), "NL": .init(consent: 16, adult: 18),
        "PL": .init(consent: 13, adult: 18), "PT": .init(consent: 16, adult: 18), "RO": .init(consent: 16, adult: 18),
        "SE": .init(consent: 13, adult: 18), "SG": .init(consent: 0, adult: 21), "SI": .init(consent: 16, adult: 18),
        "SK": .init(consent: 16, adult: 18), "TD": .init(consent: 0, adult: 21), "TH": .init(consent: 0, adult: 20),
        "TW": .init(consent: 0, adult: 20), "US": .init(consent: 13, adult: 18),
    ]
}

extension CalendarDate {
    /// Birthdays between the two days; who was born on 29 February has theirs on 1 March of other years.
    fileprivate func years(until today: CalendarDate) -> Int {
        let hadBirthday = (today.month, today.day) >= (month, day)
        return today.year - year - (hadBirthday ? 0 : 1)
    }
}
