import HTTP
import Policy
import Testing

@testable import Pages

/// What a page of fields does for whoever fills it in.
struct FieldPageTests {
    private func text(_ page: any JourneyPage, _ frame: PageFrame = Samples.frame(.selfAsserted)) -> String {
        page.document(in: frame).text
    }

    private static let mark = "<span class=\"optional\">optional</span>"

    private func page(required: [Bool]) -> SelfAssertedPage {
        SelfAssertedPage(
            items: required.enumerated().map {
                .field(Field(id: "field\($0.offset)", label: "Field", isRequired: $0.element))
            })
    }

    @Test(arguments: [
        ([true, true], 0), ([true, false], 1), ([true, false, false], 2), ([false, false], 0), ([], 0),
    ])
    func `where some fields must be filled, the others say that they need not be`(required: [Bool], marks: Int) {
        #expect(text(page(required: required)).ranges(of: Self.mark).count == marks)
    }

    @Test func `what cannot be filled is not optional, nor is anything on an operator's own page`() throws {
        var page = page(required: [true])
        page.items.append(.field(Field(id: "shown", label: "Shown", kind: .readonly, value: "x")))
        page.items.append(.field(Samples.email))
        #expect(!text(page).contains(Self.mark))

        let template = try PageTemplate(
            Array("<html><body><div id=\"api\"></div></body></html>".utf8), loadedFrom: "https://cdn.example/a.html",
            allowsScript: false)
        let own = self.page(required: [true, false])
        #expect(!text(own, Samples.frame(.selfAsserted, template: template)).contains(Self.mark))
    }

    @Test(arguments: [
        ("en", ["day", "month", "year"]), ("de", ["day", "month", "year"]), ("ja", ["year", "month", "day"]),
    ])
    func `a date has its parts in the order that the language has them in`(language: String, order: [String]) {
        var date = Field(id: "born", label: "Born", kind: .dateTimeDropdown)
        date.error = "No"
        let page = SelfAssertedPage(items: [.field(date)])

        let html = text(page, Samples.frame(.selfAsserted, texts: Texts(language: language)))

        let places = order.compactMap { html.firstRange(of: "<select id=\"born_\($0)\"")?.lowerBound }
        #expect(places.count == 3 && places == places.sorted())
        #expect(html.ranges(of: "aria-invalid=\"true\"").count == 3, "each part says that it is wrong")
    }

    @Test(arguments: [
        (VerificationState.idle(message: nil), "resend link"), (.sent, "resend link"), (.verified, "resend link"),
        (.failed(message: "No", mayRetry: true), "resend link"),
        (.failed(message: "No", mayRetry: false), "resend primary"),
    ])
    func `the button for a new code stands out only where nothing else helps`(
        state: VerificationState, look: String
    ) {
        for page in [Samples.signUp(state), Samples.control(state)] {
            #expect(text(page).contains("class=\"sendButton \(look)\""))
        }
    }

    private func enrolment(_ before: SelfAssertedPage.Item...) -> SelfAssertedPage {
        var control = VerificationControl(id: "app", fields: [], code: Field(id: "otp", label: "Code"), state: .sent)
        control.sendsCode = false
        return SelfAssertedPage(items: before + [.verification(control)])
    }

    @Test func `a page that begins with something to scan is shown from its top`() {
        let qrCode = QRCodeControl(id: "qr", content: "otpauth://totp/ada?secret=JBSWY3DPEHPK3PXP")

        #expect(text(enrolment()).contains(" autofocus"))
        #expect(!text(enrolment(.qrCode(qrCode))).contains(" autofocus"))
        #expect(!text(enrolment(.authenticatorApp(.init(id: "icons")))).contains(" autofocus"))
        #expect(text(enrolment()).contains("data-sends=\"no\""))
    }

    @Test func `one box with no label but its own is no group`() {
        var agrees = Field(id: "agrees", label: "", kind: .checkboxMultiSelect)
        agrees.options = [.init(text: "I agree", value: "true")]
        agrees.error = "Agree first"

        let html = text(SelfAssertedPage(items: [.field(agrees)]))

        #expect(!html.contains("agrees_label") && !html.contains("role=\"group\""))
        #expect(html.contains("aria-invalid=\"true\" aria-describedby=\"agrees_error\""))
    }

    @Test func `ways to sign up stand in the sentence where they have names, else one below the other`() {
        var page = Samples.combined
        page.signUpLinks = [.init(text: "e-mail", exchangeID: "A"), .init(text: "a phone", exchangeID: "B")]
        #expect(text(page, Samples.frame()).contains(">e-mail</a> or <a id=\"B\""))

        page.signUpLinks[0] = .init()
        let html = text(page, Samples.frame())
        #expect(html.contains("<br><a id=\"B\"") && !html.contains("with <a"))
    }

    @Test func `a number that was typed is named where its code is asked for`() {
        var page = PhoneFactorPage(chosen: 0, state: .enteringCode, nationalNumber: "079 123 45 67")
        #expect(text(page, Samples.frame(.phoneFactor)).contains("dir=\"ltr\">079 123 45 67</p>"))
        page.numbers = ["XXX-XXX-4567"]
        #expect(text(page, Samples.frame(.phoneFactor)).contains("dir=\"ltr\">XXX-XXX-4567</p>"))
    }
}
