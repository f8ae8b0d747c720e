import Testing

@testable import Pages

/// Each language against English, which is the model.
struct BuiltInTextsTests {
    static let translations = BuiltInTexts.tables.filter { $0.language != "en" }.map(\.language)

    private func table(_ language: String) -> BuiltInTexts { BuiltInTexts.table(for: language) }

    @Test func `there are seven languages`() {
        #expect(BuiltInTexts.languages == ["en", "de", "fr", "es", "pt", "ja", "ar"])
        #expect(table("pt-BR").language == "pt")
        #expect(table("xx").language == "en")
    }

    @Test(arguments: translations, BuiltInTexts.Page.allCases)
    func `a language has every text, and no other`(language: String, page: BuiltInTexts.Page) {
        let english = Set(BuiltInTexts.english.texts[page, default: [:]].keys)
        let own = Set(table(language).texts[page, default: [:]].keys)

        #expect(english.subtracting(own).sorted() == [], "missing in \(language) on \(page)")
        #expect(own.subtracting(english).sorted() == [], "unknown in \(language) on \(page)")
    }

    private func pairs(_ language: String) -> [(id: String, english: String, own: String)] {
        BuiltInTexts.Page.allCases.flatMap { page in
            BuiltInTexts.english.texts[page, default: [:]].map { id, english in
                ("\(id) on \(page)", english, table(language).texts[page]?[id] ?? "")
            }
        }
    }

    private func placeholders(_ text: String) -> [String] {
        text.split(separator: "{", omittingEmptySubsequences: false).dropFirst()
            .map { String($0.prefix { $0 != "}" }) }.sorted()
    }

    @Test(arguments: translations)
    func `a translation has the placeholders of the English text, and is empty where that is`(language: String) {
        for (id, english, own) in pairs(language) {
            #expect(placeholders(english) == placeholders(own), "\(id) in \(language)")
            #expect(english.isEmpty == own.isEmpty, "\(id) in \(language)")
        }
    }

    /// What is written alike in two languages.
    private static let alike: Set<String> = ["No", ".", "{0}, {1}", "1 minute", "2 minutes", "{0} minutes"]

    @Test(arguments: translations)
    func `nothing is left in English`(language: String) {
        for (id, english, own) in pairs(language) where !english.isEmpty && !Self.alike.contains(english) {
            #expect(english != own, "\(id) in \(language)")
            switch language {
            case "ar": #expect(own.unicodeScalars.contains { ("\u{621}"..."\u{64a}").contains($0) }, "\(id)")
            case "ja": #expect(own.unicodeScalars.contains { ("\u{3041}"..."\u{9fff}").contains($0) }, "\(id)")
            default: break
            }
        }
    }

    @Test(arguments: BuiltInTexts.languages)
    func `words follow the brand, and are set as the language sets them`(language: String) {
        for (id, _, text) in pairs(language) {
            #expect(!text.contains { "!¡！".contains($0) }, "\(id) in \(language)")
            #expect(!text.contains("  ") && text.first != " " && text.last != " ", "\(id) in \(language)")
            #expect(!text.contains("..."), "\(id) in \(language)")
            if language == "en" { #expect(!text.lowercased().contains("please") || id.hasPrefix("preloader"), "\(id)") }
            if language == "fr" { #expect(!text.contains(" ?") && !text.contains(" :"), "breaks before \(id)") }
            if language == "ja" { #expect(!text.contains("?") && !text.hasSuffix("."), "\(id)") }
            if language == "ar" { #expect(!text.contains("?") && !text.contains(";"), "\(id)") }
        }
    }

    @Test(arguments: BuiltInTexts.languages)
    func `a year has twelve months`(language: String) {
        let months = table(language).texts[.selfAsserted]?["months"]?.split(separator: ",").map(String.init) ?? []

        #expect(months.count == 12)
        #expect(Set(months).count == 12)
    }
}
