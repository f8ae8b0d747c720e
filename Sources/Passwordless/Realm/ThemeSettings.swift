import Base

/// How a realm's pages look and what they say.
package struct ThemeSettings: Sendable, Equatable {
    /// `#3a5f8f`; nil: Cardea's.
    package var primaryColor: String?
    package var primaryColorDark: String?
    /// An https address, or nil: the name alone.
    package var logo: String?
    /// By language, by text: `{"de": {"signin.heading": "…"}}`.
    package var texts: JSON.Object

    package init() {
        primaryColor = nil
        primaryColorDark = nil
        logo = nil
        texts = JSON.Object()
    }

    init(_ reader: ObjectReader) throws(ObjectReader.Fault) {
        try reader.allow(["primaryColor", "primaryColorDark", "logo", "texts"])
        self.init()
        primaryColor = try reader.color("primaryColor")
        primaryColorDark = try reader.color("primaryColorDark")
        logo = try reader.text("logo")
        texts = try reader.child("texts")?.object ?? texts
    }

    var json: JSON {
        var object: JSON.Object = ["texts": .object(texts)]
        object["primaryColor"] = primaryColor.map { .string($0) }
        object["primaryColorDark"] = primaryColorDark.map { .string($0) }
        object["logo"] = logo.map { .string($0) }
        return .object(object)
    }
}

extension ObjectReader {
    /// `#rrggbb`, so that it can stand in a style.
    fileprivate func color(_ name: String) throws(Fault) -> String? {
        guard let text = try text(name) else { return nil }
        guard text.utf8.count == 7, text.first == "#", text.dropFirst().allSatisfy(\.isHexDigit) else {
            throw fault(name, "must be a colour: #rrggbb")
        }
        return text
    }
}
