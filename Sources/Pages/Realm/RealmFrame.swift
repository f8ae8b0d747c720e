import Base

/// What every page of a realm has round it.
package struct RealmFrame: Sendable {
    package var texts: RealmTexts
    /// What people know the realm by.
    package var name: String
    /// Addresses, or pictures themselves (`data:image/…`); in the dark another one, where there is one.
    package var logo: String?
    package var logoDark: String?
    package var palettes: [ThemePalette] = []
    /// Whom the person comes from and goes back to; nil on the account page.
    package var application: String?
    package var applicationLogo: String?
    /// Path of the realm's pages: `/demo`, or empty at its own host.
    package var base: String
    /// Path and query of the page: back to it in another language. Nil: it cannot be gone back to.
    package var path: String?
    /// 128 bits at random in base64, new for each response.
    package var nonce: String
    /// Who may show the page in a frame, and is told of it; empty: nobody.
    package var embedders: [String]

    package init(texts: RealmTexts, name: String, base: String, nonce: String) {
        self.texts = texts
        self.name = name
        self.base = base
        self.nonce = nonce
        embedders = []
    }
}
