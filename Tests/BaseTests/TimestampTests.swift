import Base
import Testing

struct TimestampTests {
    @Test(arguments: [
        ("2026-11-21T08:47:55Z", 1_795_250_875_000), ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.5Z", -500),
        ("2024-02-29T12:00:00+02:00", 1_709_200_800_000), ("2022-03-01", 1_646_092_800_000),
    ])
    func `RFC 3339 is read`(text: String, milliseconds: Int64) {
        #expect(Timestamp(iso8601: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: ["2023-02-29T00:00:00Z", "2022-03-01T25:00:00Z", "2022-3-1", "yesterday", "2022-03-01T00:00:00Zx"])
    func `what is no point in time is refused`(text: String) {
        #expect(Timestamp(iso8601: text) == nil)
    }

    @Test func `every day of four centuries survives both ways`() {
        for day in stride(from: -80_000, to: 80_000, by: 1) {
            #expect(CalendarDate(daysSince1970: day).daysSince1970 == day)
        }
    }

    @Test func `writing is the reverse of reading`() {
        #expect(Timestamp(milliseconds: 1_795_250_875_042).iso8601 == "2026-11-21T08:47:55.042Z")
        #expect(Timestamp(milliseconds: -500).iso8601 == "1969-12-31T23:59:59.500Z")
    }
}
