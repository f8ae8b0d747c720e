import Base
import Messaging
import Testing

struct VerificationCodeTests {
    let code = VerificationCode(tenant: "R&D <Contoso>", code: "482913", minutes: 10, language: "en-IE")

    @Test func `a mail says the code in subject, text and page, and escapes what the tenant is called`() throws {
        let mail = code.mail(to: "ada@example.com", id: Message.ID("m1"), at: saturday)

        let html = try #require(mail.html)
        #expect(mail.subject == "482913 is your code for R&D <Contoso>")
        #expect(mail.text.contains("\n\n482913\n\nIt works once, for the next 10 minutes.\n\n"))
        #expect(html.contains(">482913</p>"))
        #expect(html.contains("R&amp;D &lt;Contoso&gt;"))
        #expect(!html.contains("<Contoso>"))
        #expect(mail.language == "en")
    }

    @Test func `a text message ends with the line that browsers fill in from`() {
        let message = code.textMessage(
            to: "+15550100", host: "login.contoso.com:8443", id: Message.ID("m1"), at: saturday)

        #expect(
            message.text == """
                482913 is your code for R&D <Contoso>. It works for 10 minutes. Do not share it.

                @login.contoso.com #482913
                """)
    }

    @Test func `a name that looks like a place in the text stays a name`() {
        let odd = VerificationCode(tenant: "{code}", code: "1", minutes: 1, language: "en")

        #expect(odd.call(to: "+15550100", id: Message.ID("m1"), at: saturday).text.contains("This is {code}. "))
    }

    private static let languages = ["en", "de", "fr", "es", "pt", "ja", "ar"]

    @Test(arguments: languages)
    func `every language has words of its own with everything in them`(language: String) throws {
        let (found, texts) = VerificationTexts.closest(to: "\(language)-419")
        let words = [
            (texts.subject, ["{code}", "{tenant}"]), (texts.heading, ["{tenant}"]), (texts.instruction, []),
            (texts.lifetime, ["{minutes}"]), (texts.notYou, []), (texts.text, ["{code}", "{minutes}", "{tenant}"]),
            (texts.call, ["{code}", "{tenant}"]),
        ]

        #expect(found == language)
        for (text, placeholders) in words {
            #expect(!text.isEmpty)
            #expect(text.filter { $0 == "{" }.count == placeholders.count, "\(text)")
            for placeholder in placeholders { #expect(text.contains(placeholder), "\(text)") }
        }
        #expect(language == "en" || texts != .english)
        #expect(VerificationTexts.closest(to: "xx-YY").language == "en")
        #expect(VerificationTexts.closest(to: "--").language == "en")
    }

    @Test(arguments: languages)
    func `a mail runs in the direction of its language, and its code from left to right`(language: String) throws {
        let code = VerificationCode(tenant: "Contoso", code: "482913", minutes: 10, language: language)
        let html = try #require(code.mail(to: "ada@example.com", id: Message.ID("m1"), at: saturday).html)

        #expect(html.contains("<html lang=\"\(language)\" dir=\"\(language == "ar" ? "rtl" : "ltr")\">"))
        #expect(html.contains("<p dir=\"ltr\""))
    }

    @Test func `an operator's own words replace ours`() {
        var texts = VerificationTexts.english
        texts.subject = "{tenant}: Ihr Code {code} {unknown}"
        let own = VerificationCode(tenant: "Contoso", code: "7", minutes: 5, language: "de", texts: texts)

        let mail = own.mail(to: "ada@example.com", id: Message.ID("m1"), at: saturday)

        #expect(mail.subject == "Contoso: Ihr Code 7 {unknown}")
        #expect(mail.language == "de")
    }
}
