import Base

/// Every text of a realm's pages, in the page's language: the realm's own words, then what is built in, then English.
package struct RealmTexts: Sendable {
    /// RFC 5646.
    package let language: String
    private let own: [String: String]
    private let builtIn: [String: String]

    /// `own` is what the theme says: `{"de": {"signin.heading": "…"}}`.
    package init(language: String, own: JSON.Object = JSON.Object()) {
        self.language = language
        var texts: [String: String] = [:]
        for tag in LanguageTag.fallbacks(language.lowercased()).reversed() {
            let object = own.members.first { $0.name.lowercased() == tag }?.value.object
            for member in object?.members ?? [] { texts[member.name] = member.value.string }
        }
        self.own = texts
        builtIn = RealmTexts.table(for: language)
    }

    package var direction: String { Language.isRightToLeft(language) ? "rtl" : "ltr" }

    /// The text of this name, with `values` in place of their names: `{"app": …}` for `{app}`.
    package func callAsFunction(_ name: String, _ values: [String: String] = [:]) -> String {
        (own[name] ?? builtIn[name] ?? RealmTexts.english[name] ?? name).filled(with: values)
    }

    /// Nil where nobody has a text of this name.
    package func known(_ name: String, _ values: [String: String] = [:]) -> String? {
        (own[name] ?? builtIn[name] ?? RealmTexts.english[name]).map { $0.filled(with: values) }
    }

    package static func isName(_ name: String) -> Bool { english[name] != nil }

    /// The languages that have a table.
    package static let languages = ["en", "de", "fr", "es", "pt", "ja", "ar"]

    /// What a language calls itself.
    package static func name(of language: String) -> String { names[language] ?? language }

    private static let names = [
        "en": "English", "de": "Deutsch", "fr": "Français", "es": "Español", "pt": "Português", "ja": "日本語",
        "ar": "العربية",
    ]

    private static func table(for language: String) -> [String: String] {
        for candidate in LanguageTag.fallbacks(language.lowercased()) {
            if let found = tables[candidate] { return found }
        }
        return english
    }

    static let tables: [String: [String: String]] = [
        "en": english, "de": german, "fr": french, "es": spanish, "pt": portuguese, "ja": japanese, "ar": arabic,
    ]
}
