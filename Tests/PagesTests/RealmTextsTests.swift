import Base
import Testing

@testable import Pages

/// Each language of a realm's pages against English, which is the model.
struct RealmTextsTests {
    static let translations = RealmTexts.languages.filter { $0 != "en" }

    @Test(arguments: translations) func `a language has every text`(_ language: String) {
        let table = RealmTexts.tables[language, default: [:]]
        #expect(Set(table.keys) == Set(RealmTexts.english.keys))
    }

    @Test(arguments: translations) func `a text has the placeholders of the English one`(_ language: String) {
        for (name, text) in RealmTexts.tables[language, default: [:]] {
            #expect(placeholders(text) == placeholders(RealmTexts.english[name] ?? ""), "\(name)")
        }
    }

    private func placeholders(_ text: String) -> Set<String> {
        let parts = text.split(separator: "{", omittingEmptySubsequences: false).dropFirst()
        return Set(parts.compactMap { $0.split(separator: "}").first.map(String.init) })
    }

    @Test func `the realm's own words win, and the region's over the language's`() {
        let own: JSON.Object = [
            "de": ["signin.heading": "Willkommen", "signin.create": "Los"], "de-AT": ["signin.heading": "Servus"],
        ]
        let texts = RealmTexts(language: "de-AT", own: own)
        #expect(texts("signin.heading") == "Servus")
        #expect(texts("signin.create") == "Los")
        #expect(texts("common.cancel") == "Abbrechen")
    }

    @Test func `a name that looks like a placeholder stays a name`() {
        let texts = RealmTexts(language: "en", own: ["en": ["x": "{a} and {b}"]])
        #expect(texts("x", ["a": "{b}", "b": "B"]) == "{b} and B")
    }

    @Test(arguments: ["#ffff00", "#777777", "#000000", "#3a5f8f", "#ffffff"])
    func `a theme's colour can be read on both grounds`(_ text: String) throws {
        let color = try #require(ThemeColor(text))
        for ground in ["#ffffff", "#0e1216"] {
            let paper = try #require(ThemeColor(ground))
            #expect(color.readable(on: paper).contrast(with: paper) >= 4.5)
        }
    }

    @Test func `contrast is WCAG's`() throws {
        let (black, white) = (try #require(ThemeColor("#000000")), try #require(ThemeColor("#ffffff")))
        let grey = try #require(ThemeColor("#767676"))
        #expect(abs(black.contrast(with: white) - 21) < 0.01)
        #expect(abs(grey.contrast(with: white) - 4.54) < 0.01)
        #expect(ThemeColor("3a5f8f") == nil && ThemeColor("#3a5f8") == nil && ThemeColor("#3a5f8g") == nil)
    }
}
