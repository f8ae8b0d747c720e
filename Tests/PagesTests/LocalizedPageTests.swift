import Base
import HTTP
import Policy
import Testing

@testable import Pages

struct LocalizedPageTests {
    private func document(_ page: any JourneyPage, _ api: PageSettings.API, _ language: String) -> String {
        var frame = Samples.frame(api)
        frame.texts = Texts(language: language)
        return page.document(in: frame).text
    }

    @Test(arguments: [
        ("ar", "rtl"), ("ja", "ltr"), ("de-CH", "ltr"), ("he", "rtl"), ("az-Arab", "rtl"), ("ur-Latn", "ltr"),
    ])
    func `a page says its language and its direction`(language: String, direction: String) {
        let text = document(Samples.combined, .combined, language)

        #expect(text.contains("<html lang=\"\(language)\" dir=\"\(direction)\">"))
    }

    @Test func `an operator's page has language and direction where ours begins`() throws {
        var frame = Samples.frame(.combined)
        frame.texts = Texts(language: "ar")
        frame.template = try PageTemplate(
            Bytes(utf8: #"<html lang="en"><body><div id="api" class="x">old</div></body></html>"#),
            loadedFrom: "https://brand.example/", allowsScript: false)
        let text = Samples.combined.document(in: frame).text

        #expect(text.contains(#"<html lang="en">"#))
        #expect(text.contains(#"<div id="api" class="x" lang="ar" dir="rtl">"#))

        frame.template = try PageTemplate(
            Bytes(utf8: #"<body><div id="api" dir="auto"></div></body>"#), loadedFrom: "https://brand.example/",
            allowsScript: false)
        #expect(Samples.combined.document(in: frame).text.contains(#"<div id="api" dir="auto">"#))
    }

    @Test func `a language tag cannot leave its attribute`() {
        let text = document(Samples.error, .error, #"de"><script>alert(1)</script>"#)

        #expect(!text.contains("<script>alert"))
    }

    @Test func `months and other words of a page are those of its language`() {
        let text = document(Samples.profile, .selfAsserted, "fr")

        for word in ["février", "Continuer", "Annuler", "Vos informations"] { #expect(text.contains(word), "\(word)") }
        #expect(!text.contains("February"))
    }

    @Test func `what is not for the person stays in English, from left to right`() {
        var page = Samples.error
        page.detail = "The policy has no such step."
        let text = document(page, .error, "ar")

        #expect(text.contains(#"lang="en" dir="ltr">The policy has no such step."#))
        #expect(text.contains("حدث خطأ ما"))
    }

    @Test func `names of countries are those of the page, and a policy's before them`() {
        let page = PhoneFactorPage(countryNames: [("EG", "مصر"), ("DE", "ألمانيا")])

        #expect(document(page, .phoneFactor, "ar").contains("مصر (\u{200e}+20\u{200e})"))

        var frame = Samples.frame(.phoneFactor)
        frame.texts = Texts(
            language: "sv",
            resources: [
                LocalizedResources(
                    id: "r",
                    strings: [
                        .init(elementType: "UxElement", stringID: "countryList"):
                            #"{"DEFAULT":"Välj land","SE":"Sverige"}"#
                    ])
            ], metadata: [])
        let text = page.document(in: frame).text
        #expect(text.contains("Välj land"))
        #expect(text.contains("Sverige"))
        #expect(!text.contains("مصر"))
    }

    @Test func `a sign-up link and an intro are the policy's under any of their ids`() {
        var frame = Samples.frame(.combined)
        frame.texts = Texts(
            language: "en",
            resources: [
                LocalizedResources(
                    id: "r",
                    strings: [
                        .init(elementType: "UxElement", stringID: "createaccount_one_link"): "Sign up now",
                        .init(elementType: "UxElement", stringID: "local_intro_generic"): "Use your {0}",
                    ])
            ], metadata: [])
        var page = Samples.combined
        page.fields[0].label = "member number"
        let text = page.document(in: frame).text

        #expect(text.contains(">Sign up now</a>"))
        #expect(text.contains("Use your member number"))
    }
}
