import Policy
import Testing

@testable import Pages

struct WaitingTests {
    @Test(arguments: [
        (-3, "1 second"), (1, "1 second"), (2, "2 seconds"), (59, "59 seconds"), (60, "1 minute"), (61, "2 minutes"),
        (121, "3 minutes"), (3600, "60 minutes"), (5400, "90 minutes"), (5401, "2 hours"), (7200, "2 hours"),
        (7201, "3 hours"),
    ])
    func `a wait is rounded up, in the unit that says it best`(seconds: Int64, text: String) {
        #expect(Texts(language: "en").wait(seconds: seconds) == text)
    }

    @Test(arguments: [
        ("de", 60, "1 Minute"), ("fr", 45, "45 secondes"), ("es-MX", 7200, "2 horas"), ("pt-BR", 120, "2 minutos"),
        ("ja", 300, "5分"), ("ar", 60, "دقيقة واحدة"), ("ar", 120, "دقيقتين"), ("ar", 300, "5 دقائق"),
        ("ar-EG", 900, "15 دقيقة"), ("ar", 10, "10 ثوانٍ"), ("sv", 120, "2 minutes"),
    ])
    func `each language has its own words and forms`(language: String, seconds: Int64, text: String) {
        #expect(Texts(language: language).wait(seconds: seconds) == text)
    }
}
