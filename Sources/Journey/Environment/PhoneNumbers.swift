import Policy

/// What reads phone numbers. The library behind it is large, so a journey has only this to say about it.
package protocol PhoneNumbers: Sendable {
    /// Reads `text` as people write it. `region` (ISO 3166, upper case) says where a number without `+` is from.
    /// Nil: not a number that could exist.
    func parse(_ text: String, region: String?) throws(PhoneNumbersUnavailable) -> PhoneNumber?

    /// The regions that have a calling code, by their ISO 3166 code.
    func allRegions() throws(PhoneNumbersUnavailable) -> [(region: String, callingCode: Int)]

    /// The names of those regions in `language` (RFC 5646), in the order of its alphabet; empty where the library does
    /// not know the language.
    func regionNames(in language: String) throws(PhoneNumbersUnavailable) -> [(region: String, name: String)]
}

package struct PhoneNumber: Hashable, Sendable {
    /// With its plus sign.
    package let e164: String
    package let callingCode: Int
    /// ISO 3166; nil where several regions share the number's range, or it belongs to none.
    package let region: String?
    /// Without spaces and without the prefix that is dialled inside the country.
    package let nationalNumber: String
    /// The range is in use, not only of a possible length.
    package let isValid: Bool

    /// As long as E.164 allows, and long enough to be somebody's.
    package var mayExist: Bool { isValid || (8...16).contains(e164.utf8.count) }

    package init(e164: String, callingCode: Int, region: String?, nationalNumber: String, isValid: Bool) {
        self.e164 = e164
        self.callingCode = callingCode
        self.region = region
        self.nationalNumber = nationalNumber
        self.isValid = isValid
    }
}

/// Phone numbers cannot be read here; `remedy` tells the operator what to install.
package struct PhoneNumbersUnavailable: Error, Hashable {
    package let remedy: String

    package init(remedy: String) { self.remedy = remedy }
}

/// The environment's answer where no library was given.
package struct NoPhoneNumbers: PhoneNumbers {
    private static let remedy = "this environment has no phone number library; give JourneyEnvironment.phoneNumbers one"

    package init() {}

    package func parse(_ text: String, region: String?) throws(PhoneNumbersUnavailable) -> PhoneNumber? {
        throw PhoneNumbersUnavailable(remedy: NoPhoneNumbers.remedy)
    }

    package func allRegions() throws(PhoneNumbersUnavailable) -> [(region: String, callingCode: Int)] {
        throw PhoneNumbersUnavailable(remedy: NoPhoneNumbers.remedy)
    }

    package func regionNames(in language: String) throws(PhoneNumbersUnavailable) -> [(region: String, name: String)] {
        throw PhoneNumbersUnavailable(remedy: NoPhoneNumbers.remedy)
    }
}
