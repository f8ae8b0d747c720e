import Base
import HTTP
import Pages

/// How a realm's pages look and what they say.
package struct ThemeSettings: Sendable, Equatable {
    /// By what they are for: `{"accent": "#3a5f8f"}`; what is not said is Cardea's.
    package private(set) var light: [ThemePalette.Name: ThemeColor]
    package private(set) var dark: [ThemePalette.Name: ThemeColor]
    /// Of the two, as the pages have them; made once, since it takes some arithmetic.
    package private(set) var palettes: [ThemePalette]
    /// An https address, or the picture itself (`data:image/…`); nil: the name alone.
    package var logo: String?
    package var logoDark: String?
    /// By language, by text: `{"de": {"signin.heading": "…"}}`.
    package var texts: JSON.Object

    private static let maximumLogo = 64 << 10

    package init() {
        (light, dark, palettes, logo, logoDark) = ([:], [:], [], nil, nil)
        texts = JSON.Object()
    }

    /// `primaryColor` and `primaryColorDark` are short for the accents.
    init(_ reader: ObjectReader) throws(ObjectReader.Fault) {
        try reader.allow([
            "primaryColor", "primaryColorDark", "light", "dark", "logo", "logoDark", "texts", "warnings",
        ])
        self.init()
        light = try reader.palette("light")
        dark = try reader.palette("dark")
        if let color = try reader.color("primaryColor") {
            light[.accent] = color
            if dark[.accent] == nil { dark[.accent] = color }
        }
        if let color = try reader.color("primaryColorDark") { dark[.accent] = color }
        palettes = [ThemePalette(light, isDark: false), ThemePalette(dark, isDark: true)]
        logo = try Self.picture("logo", reader)
        logoDark = try Self.picture("logoDark", reader)
        texts = try reader.child("texts")?.object ?? texts
    }

    private static func picture(_ name: String, _ reader: ObjectReader) throws(ObjectReader.Fault) -> String? {
        guard let text = try reader.text(name, maximum: maximumLogo) else { return nil }
        let isAddress = URL(text).map { $0.scheme == "https" || $0.isLoopback } ?? false
        guard isAddress || text.hasPrefix("data:image/"), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw reader.fault(name, "must be an https address, or a picture as data:image/… without spaces")
        }
        return text
    }

    /// What an operator should know: colours that cannot be read, texts that nothing shows.
    package var warnings: [String] {
        let colors = zip(["light", "dark"], palettes).flatMap { name, palette in
            palette.faults.map { "theme.\(name): \($0)" }
        }
        let names = texts.members.flatMap { language in
            (language.value.object?.members ?? []).filter { !RealmTexts.isName($0.name) }.map {
                "theme.texts.\(language.name): there is no text \($0.name)"
            }
        }
        return colors + names
    }

    var json: JSON {
        var object: JSON.Object = ["texts": .object(texts)]
        object["primaryColor"] = light[.accent].map { .string($0.text) }
        object["primaryColorDark"] = dark[.accent].map { .string($0.text) }
        object["light"] = Self.json(light)
        object["dark"] = Self.json(dark)
        object["logo"] = logo.map { .string($0) }
        object["logoDark"] = logoDark.map { .string($0) }
        return .object(object)
    }

    /// Nil where there is nothing but the accent, which has a name of its own.
    private static func json(_ colors: [ThemePalette.Name: ThemeColor]) -> JSON? {
        var object = JSON.Object()
        for name in ThemePalette.Name.allCases where name != .accent {
            object[name.rawValue] = colors[name].map { .string($0.text) }
        }
        return object.members.isEmpty ? nil : .object(object)
    }
}

extension ObjectReader {
    /// `#rrggbb`, so that it can stand in a style.
    fileprivate func color(_ name: String) throws(Fault) -> ThemeColor? {
        guard let text = try text(name) else { return nil }
        guard let color = ThemeColor(text) else { throw fault(name, "must be a colour: #rrggbb") }
        return color
    }

    fileprivate func palette(_ name: String) throws(Fault) -> [ThemePalette.Name: ThemeColor] {
        guard let child = try child(name) else { return [:] }
        try child.allow(Set(ThemePalette.Name.allCases.map(\.rawValue)))
        var colors: [ThemePalette.Name: ThemeColor] = [:]
        for name in ThemePalette.Name.allCases { colors[name] = try child.color(name.rawValue) }
        return colors
    }
}
