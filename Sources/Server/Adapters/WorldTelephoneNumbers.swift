import Journey
import Passwordless
import PhoneNumbers

/// Telephone numbers as libphonenumber knows them; without it, by their form alone.
struct WorldTelephoneNumbers: TelephoneNumbers {
    private let library = PhoneNumberLibrary()

    func number(_ typed: String) -> TelephoneNumber? {
        do {
            guard let number = try library.parse(typed, region: nil), number.mayExist else { return nil }
            return TelephoneNumber(e164: number.e164, region: number.region)
        } catch {
            // A realm that lists countries then sends no text messages: no number has a known region.
            return PlainTelephoneNumbers().number(typed)
        }
    }
}
