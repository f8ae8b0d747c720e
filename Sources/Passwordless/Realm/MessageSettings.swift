import Base

/// What a realm sends, and how much of it.
package struct MessageSettings: Sendable, Equatable {
    /// How long codes and links are good for; at most 10 (ASVS 6.5.5).
    package var codeMinutes: Int64
    /// Where text messages go: ISO 3166 alpha-2. Empty: anywhere.
    package var countries: [String]
    /// For everybody together: what somebody can run up on the operator's bill.
    package var textsPerHour: Int
    /// Whether a link that is opened in another browser is good without the number that the first one shows. For
    /// applications whose own pages ask for links: a realm's page cannot know that browser.
    package var linksWorkAnywhere: Bool

    package init() {
        codeMinutes = 10
        countries = []
        textsPerHour = 500
        linksWorkAnywhere = false
    }

    init(_ reader: ObjectReader) throws(ObjectReader.Fault) {
        try reader.allow(["codeMinutes", "countries", "textsPerHour", "linksWorkAnywhere"])
        self.init()
        codeMinutes = try reader.integer("codeMinutes", in: 1...10) ?? codeMinutes
        countries = try reader.texts("countries", maximum: 300) ?? []
        guard countries.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (65...90).contains($0) } }) else {
            throw reader.fault("countries", "must be country codes of two capital letters")
        }
        textsPerHour = Int(try reader.integer("textsPerHour", in: 0...1_000_000) ?? Int64(textsPerHour))
        linksWorkAnywhere = try reader.flag("linksWorkAnywhere") ?? linksWorkAnywhere
    }

    var json: JSON {
        [
            "codeMinutes": .integer(codeMinutes), "countries": JSON(countries),
            "textsPerHour": .integer(Int64(textsPerHour)), "linksWorkAnywhere": .bool(linksWorkAnywhere),
        ]
    }

    func permits(_ number: TelephoneNumber) -> Bool {
        countries.isEmpty || number.region.map(countries.contains) ?? false
    }
}
