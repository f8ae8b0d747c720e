import Base

/// The texts of one language that are built in. `English.swift` is the model of a language, and `tables` lists them.
package struct BuiltInTexts: Sendable {
    /// Where an id belongs: the same id says different things on different pages.
    package enum Page: String, Sendable, Hashable, CaseIterable {
        case combined, selfAsserted, phoneFactor, providerSelection, errorPage, signedOut, redirecting
        case verificationControl, displayControl, passkey, errors
    }

    let language: String
    let texts: [Page: [String: String]]

    package subscript(page: Page, id: String) -> String? {
        texts[page]?[id] ?? BuiltInTexts.patterns[page]?[id]
    }

    static let tables: [BuiltInTexts] = [english, german, french, spanish, portuguese, japanese, arabic]

    /// The languages that have a table.
    package static let languages: [String] = tables.map(\.language)

    /// The table for a tag: its own, that of the tag without its last parts, or English.
    static func table(for language: String) -> BuiltInTexts {
        for candidate in LanguageTag.fallbacks(language.lowercased()) {
            if let found = tables.first(where: { $0.language == candidate }) { return found }
        }
        return english
    }

    /// Every id that a page has, in order.
    static func ids(on page: Page) -> [String] {
        (Array(english.texts[page, default: [:]].keys) + Array(patterns[page, default: [:]].keys)).sorted()
    }

    /// What scripts check entries by: the same in every language.
    static let patterns: [Page: [String: String]] = [
        .combined: ["email_pattern": #"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"#],
        .phoneFactor: ["number_pattern": #"^\D*(\d\D*){4,15}$"#, "code_pattern": #"^\s*(\d\s*){6}$"#],
    ]
}
