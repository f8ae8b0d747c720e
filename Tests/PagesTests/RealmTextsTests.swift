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
        for (ground, isDark) in [("#ffffff", false), ("#0e1216", true)] {
            let paper = try #require(ThemeColor(ground))
            let palette = ThemePalette([.accent: color], isDark: isDark)
            let accent = try #require(palette.colors[.accent])
            #expect(accent.contrast(with: paper) >= 4.5)
            #expect(accent.contrast(with: paper.mixed(with: accent, 0.12)) >= 4.5)
            #expect(palette.onAccent.contrast(with: accent) >= 4.5)
            #expect(palette.faults.isEmpty == (accent == color))
        }
    }

    @Test func `text follows a ground that somebody has chosen`() throws {
        let night = try #require(ThemeColor("#101418"))
        let palette = ThemePalette([.paper: night, .mist: night], isDark: false)
        for name in [ThemePalette.Name.ink, .muted, .accent, .danger, .warn] {
            #expect(try #require(palette.colors[name]).contrast(with: night) >= 4.5, "\(name)")
        }
        #expect(palette.faults.isEmpty)
        #expect(ThemePalette([:], isDark: true).rule == nil)
    }

    @Test func `an operator is told what was moved, and how far it is from enough`() throws {
        let yellow = try #require(ThemeColor("#ffee00"))
        let fault = try #require(ThemePalette([.accent: yellow], isDark: false).faults.first)
        #expect(fault.description.hasPrefix("accent #ffee00 has a contrast of 1.0:1 and needs 4.5:1; the pages use #"))
    }

    @Test func `contrast is WCAG's`() throws {
        let (black, white) = (try #require(ThemeColor("#000000")), try #require(ThemeColor("#ffffff")))
        let grey = try #require(ThemeColor("#767676"))
        #expect(abs(black.contrast(with: white) - 21) < 0.01)
        #expect(abs(grey.contrast(with: white) - 4.54) < 0.01)
        #expect(ThemeColor("3a5f8f") == nil && ThemeColor("#3a5f8") == nil && ThemeColor("#3a5f8g") == nil)
    }
}
