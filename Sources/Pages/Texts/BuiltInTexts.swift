/// The texts of one language that are built in. A language is one file: `English.swift` is the model, and
/// `BuiltInTexts.tables` lists them.
package struct BuiltInTexts: Sendable {
    /// Where an id belongs: the same id says different things on different pages.
    package enum Page: Sendable, Hashable, CaseIterable {
        case combined, selfAsserted, phoneFactor, providerSelection, errorPage, signedOut, redirecting
        case verificationControl, displayControl, errors
    }

    let language: String
    let texts: [Page: [String: String]]

    package subscript(page: Page, id: String) -> String? { texts[page]?[id] }

    static let tables: [BuiltInTexts] = [english]

    /// The languages that have a table.
    package static var languages: [String] { tables.map(\.language) }

    static func table(for language: String) -> BuiltInTexts {
        for candidate in Language.fallbacks(language.lowercased()) {
            if let found = tables.first(where: { $0.language == candidate }) { return found }
        }
        return english
    }
}
