/// `ContentDefinition` (b2c-reference §15).
package struct ContentDefinition: Sendable {
    package var id: Name
    package var loadURI: String
    package var recoveryURI: String?
    package var dataURI: String?
    package var metadata: TechnicalProfile.Metadata
    /// Language (RFC 5646) to the id of its `LocalizedResources`.
    package var localizedResources: [Name: Name]
    package var location: SourceLocation

    package init(id: Name, loadURI: String, location: SourceLocation) {
        self.id = id
        self.loadURI = loadURI
        metadata = TechnicalProfile.Metadata()
        localizedResources = [:]
        self.location = location
    }

    /// The page contract of a `DataUri`: `urn:com:microsoft:aad:b2c:elements:contract:unifiedssp:2.1.5`.
    package var page: Page? {
        guard let parts = dataURI?.split(separator: ":"), parts.count >= 7 else { return nil }
        let isContract = parts[6] == "contract"
        let rest = parts[(isContract ? 7 : 6)...]
        guard let name = rest.first else { return nil }
        return Page(name: String(name), version: PageVersion(rest.dropFirst().first ?? "1.0.0"), isContract: isContract)
    }

    package struct Page: Sendable, Hashable {
        package let name: String
        package let version: PageVersion
        /// Scripts of the template may run only with a versioned contract.
        package let isContract: Bool
    }
}

/// `2.1.10` compares by its numbers.
package struct PageVersion: Hashable, Comparable, Sendable {
    package let numbers: [Int]

    package init(_ text: some StringProtocol) {
        let parsed = text.split(separator: ".").map { Int($0) ?? 0 }
        numbers = Array((parsed + [0, 0, 0]).prefix(3))
    }

    package static func < (left: PageVersion, right: PageVersion) -> Bool {
        left.numbers.lexicographicallyPrecedes(right.numbers)
    }
}

/// `Localization` (b2c-reference §16).
package struct Localization: Sendable {
    package var isEnabled = false
    package var defaultLanguage: String?
    package var supportedLanguages: [String] = []
    package var resources: [Name: LocalizedResources] = [:]

    package init() {}
}

package struct LocalizedResources: Sendable {
    package struct Key: Hashable, Sendable {
        package var elementType: Name
        package var elementID: Name?
        package var stringID: Name

        package init(elementType: Name, elementID: Name? = nil, stringID: Name) {
            self.elementType = elementType
            self.elementID = elementID
            self.stringID = stringID
        }
    }

    package var id: Name
    package var strings: [Key: String]
    /// `LocalizedCollection`: claim type id to its items. The target is always `Restriction`.
    package var collections: [Name: [EnumerationItem]]

    package init(id: Name, strings: [Key: String] = [:], collections: [Name: [EnumerationItem]] = [:]) {
        self.id = id
        self.strings = strings
        self.collections = collections
    }
}

/// `DisplayControl` (b2c-reference §15.6).
package struct DisplayControl: Sendable {
    package var id: Name
    /// `VerificationControl`, `QrCodeControl`, …
    package var kind: Name
    package var displayName: String?
    package var inputClaims: [ClaimReference]
    package var displayClaims: [DisplayClaim]
    package var outputClaims: [ClaimReference]
    /// Action id (`SendCode`, `VerifyCode`) to what it runs, in order.
    package var actions: [Name: [ValidationTechnicalProfile]]
    package var location: SourceLocation

    package init(id: Name, kind: Name, location: SourceLocation) {
        self.id = id
        self.kind = kind
        inputClaims = []
        displayClaims = []
        outputClaims = []
        actions = [:]
        self.location = location
    }
}
