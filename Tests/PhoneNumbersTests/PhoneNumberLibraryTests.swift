import Glibc
import Journey
import PhoneNumbers
import Testing

struct PhoneNumberLibraryTests {
    private let library = PhoneNumberLibrary()

    /// Prints why where the library was not built or its packages are absent.
    private static var isThere: Bool {
        do throws(PhoneNumbersUnavailable) {
            _ = try PhoneNumberLibrary().allRegions()
            return true
        } catch {
            print("SKIPPED: \(error.remedy)")
            return false
        }
    }

    @Test(
        .enabled(if: PhoneNumberLibraryTests.isThere),
        arguments: [
            ("+49 (123) 456-7890", nil, "+491234567890", 49, "DE", "1234567890"),
            ("(425) 555-0123", "US", "+14255550123", 1, "US", "4255550123"),
            ("044 668 18 00", "CH", "+41446681800", 41, "CH", "446681800"),
        ])
    func `a number is read as people write it`(
        text: String, region: String?, e164: String, callingCode: Int, home: String, national: String
    ) throws {
        let number = try #require(try library.parse(text, region: region))

        #expect(number.e164 == e164)
        #expect(number.callingCode == callingCode)
        #expect(number.region == home)
        #expect(number.nationalNumber == national)
    }

    @Test(.enabled(if: PhoneNumberLibraryTests.isThere))
    func `what could not be a number is none, and an unused range is not valid`() throws {
        #expect(try library.parse("hello", region: "US") == nil)
        #expect(try library.parse("425 555 0123", region: nil) == nil)
        #expect(try library.parse("+1\0", region: nil) == nil)
        #expect(try library.parse("123-456-7890", region: "US")?.isValid == false)
        #expect(try library.parse("044 668 18 00", region: "CH")?.isValid == true)
    }

    @Test(.enabled(if: PhoneNumberLibraryTests.isThere))
    func `all regions have their calling codes`() throws {
        let regions = try library.allRegions()

        #expect(regions.count > 200)
        #expect(regions.contains { $0 == ("CH", 41) })
    }

    @Test func `without the library the error names the remedy`() {
        do throws(PhoneNumbersUnavailable) {
            let library = PhoneNumberLibrary(directories: ["/nonexistent"])
            _ = try library.allRegions()
        } catch {
            #expect(error.remedy.contains("libcardea-phone.so"))
            #expect(error.remedy.contains("libphonenumber8"))
        }
    }

    @Test(
        .enabled(if: PhoneNumberLibraryTests.isThere),
        arguments: [
            ("en", "Germany", "Afghanistan"), ("de", "Deutschland", "Afghanistan"),
            ("fr-CA", "Allemagne", "Afghanistan"),
            ("es", "Alemania", "Afganistán"), ("pt", "Alemanha", "Afeganistão"), ("ja", "ドイツ", "アイスランド"),
            ("ar", "ألمانيا", "آيسلندا"), ("sv", "Tyskland", "Afghanistan"),
        ])
    func `countries have names in every language, in the order of its alphabet`(
        language: String, germany: String, first: String
    ) throws {
        let names = try library.regionNames(in: language)

        #expect(names.count == (try library.allRegions().count))
        #expect(names.first { $0.region == "DE" }?.name == germany)
        #expect(names.first?.name == first)
        #expect(names.allSatisfy { !$0.name.isEmpty && $0.name != $0.region })
        // The alphabet's order, not that of code points: Österreich before Portugal.
        if language == "de" {
            let order = names.map(\.region)
            #expect(try #require(order.firstIndex(of: "AT")) < (try #require(order.firstIndex(of: "PT"))))
        }
    }

    @Test(
        .enabled(if: PhoneNumberLibraryTests.isThere),
        arguments: ["", "xx", "tlh", "de_DE", "../../etc", "-", String(repeating: "a", count: 10_000), "de\u{0}"])
    func `a language that nobody knows has no names`(language: String) throws {
        #expect(try library.regionNames(in: language).isEmpty)
    }
}
