/// `TechnicalProfile` (b2c-reference §11), with what it includes already laid under it.
package struct TechnicalProfile: Sendable {
    package var id: Name
    package var displayName: String
    package var domains: [String]
    package var protocolName: ProtocolName?
    /// The handler's class without namespace, assembly and the vendor's `ProtocolProvider` ending kept as written:
    /// `SelfAssertedAttributeProvider`. Nil where the protocol alone decides.
    package var handler: String? {
        get { handlerName.text.isEmpty ? nil : handlerName.text }
        set { handlerName = Name(newValue ?? "") }
    }
    /// The same for comparing; empty where there is no handler.
    package private(set) var handlerName: Name = ""
    package var inputTokenFormat: String?
    package var outputTokenFormat: String?
    package var metadata: Metadata
    package var cryptographicKeys: [CryptographicKey]
    package var includeInSSO: Bool
    package var inputClaimsTransformations: [Name]
    package var inputClaims: [ClaimReference]
    package var displayClaims: [DisplayClaim]
    package var persistedClaims: [ClaimReference]
    package var outputClaims: [ClaimReference]
    package var outputClaimsTransformations: [Name]
    package var validationTechnicalProfiles: [ValidationTechnicalProfile]
    package var subjectNamingInfo: SubjectNamingInfo?
    /// The session provider's profile.
    package var sessionManagement: Name?
    package var enabledForUserJourneys: EnabledForUserJourneys
    package var location: SourceLocation

    package init(id: Name, location: SourceLocation) {
        self.id = id
        displayName = id.text
        domains = []
        metadata = Metadata()
        cryptographicKeys = []
        includeInSSO = true
        inputClaimsTransformations = []
        inputClaims = []
        displayClaims = []
        persistedClaims = []
        outputClaims = []
        outputClaimsTransformations = []
        validationTechnicalProfiles = []
        enabledForUserJourneys = .always
        self.location = location
    }

    /// Metadata items by key. Keys compare without regard to case and surrounding blanks, as found in real policies.
    package struct Metadata: Sendable {
        package struct Item: Sendable {
            package var key: String
            package var value: String
            package var location: SourceLocation

            package init(key: String, value: String, location: SourceLocation) {
                self.key = key
                self.value = value
                self.location = location
            }
        }

        package private(set) var items: [Item]
        private var values: [Name: String]

        package init(_ items: [Item] = []) {
            self.items = items
            values = Dictionary(items.map { (Name($0.key.trimmingBlanks()), $0.value) }) { first, _ in first }
        }

        package subscript(key: Name) -> String? { values[key] }

        /// `true`/`1` and `false`/`0` in any case; `fallback` for anything else, the checker having warned.
        package func bool(_ key: Name, default fallback: Bool) -> Bool {
            switch self[key]?.trimmingBlanks().lowercased() {
            case "true", "1": true
            case "false", "0": false
            default: fallback
            }
        }

        package func int(_ key: Name, default fallback: Int, in range: ClosedRange<Int>) -> Int {
            guard let value = self[key].flatMap({ Int($0.trimmingBlanks()) }), range.contains(value) else {
                return fallback
            }
            return value
        }
    }

    package struct CryptographicKey: Sendable, Hashable {
        package var id: Name
        /// The policy key: `B2C_1A_TokenSigningKeyContainer`.
        package var storageReference: Name

        package init(id: Name, storageReference: Name) {
            self.id = id
            self.storageReference = storageReference
        }
    }

    package struct SubjectNamingInfo: Sendable, Hashable {
        package var claimType: String
        package var format: String?
        package var excludeAsClaim: Bool

        package init(claimType: String, format: String? = nil, excludeAsClaim: Bool = false) {
            self.claimType = claimType
            self.format = format
            self.excludeAsClaim = excludeAsClaim
        }
    }

    package enum EnabledForUserJourneys: String, Sendable {
        case always = "Always"
        case never = "Never"
        case onClaimsExistence = "OnClaimsExistence"
        case onItemExistence = "OnItemExistenceInStringCollectionClaim"
        case onItemAbsence = "OnItemAbsenceInStringCollectionClaim"
    }

    /// The policy key that stands under `id`.
    package func key(_ id: Name) -> Name? { cryptographicKeys.first { $0.id == id }?.storageReference }
}

/// An `InputClaim`, `OutputClaim` or `PersistedClaim` of a technical profile.
package struct ClaimReference: Sendable, Hashable {
    package var claimType: Name
    package var partnerClaimType: String?
    package var defaultValue: String?
    package var alwaysUseDefaultValue: Bool
    package var required: Bool

    package init(
        claimType: Name, partnerClaimType: String? = nil, defaultValue: String? = nil,
        alwaysUseDefaultValue: Bool = false, required: Bool = false
    ) {
        self.claimType = claimType
        self.partnerClaimType = partnerClaimType
        self.defaultValue = defaultValue
        self.alwaysUseDefaultValue = alwaysUseDefaultValue
        self.required = required
    }
}

package struct DisplayClaim: Sendable, Hashable {
    package enum Reference: Sendable, Hashable { case claim(Name), displayControl(Name) }

    package var reference: Reference
    package var required: Bool
    /// Inside a display control: `VerificationCode`, `QrCodeContent`, …
    package var controlClaimType: String?

    package init(reference: Reference, required: Bool = false, controlClaimType: String? = nil) {
        self.reference = reference
        self.required = required
        self.controlClaimType = controlClaimType
    }
}

/// A reference to a profile that validates a self-asserted one, or that a display control's action runs.
package struct ValidationTechnicalProfile: Sendable {
    package var profile: Name
    package var continueOnError: Bool
    package var continueOnSuccess: Bool
    package var preconditions: [Precondition]

    package init(
        profile: Name, continueOnError: Bool = false, continueOnSuccess: Bool = true, preconditions: [Precondition] = []
    ) {
        self.profile = profile
        self.continueOnError = continueOnError
        self.continueOnSuccess = continueOnSuccess
        self.preconditions = preconditions
    }
}

/// `Precondition` (b2c-reference §5.3). The action is always to skip what carries it.
package struct Precondition: Sendable, Hashable {
    package enum Test: Sendable, Hashable {
        case claimsExist([Name])
        case claimEquals(Name, String)
    }

    package var test: Test
    package var executeActionsIf: Bool
    package var location: SourceLocation

    package init(test: Test, executeActionsIf: Bool, location: SourceLocation) {
        self.test = test
        self.executeActionsIf = executeActionsIf
        self.location = location
    }
}

extension String {
    /// Without blanks and line ends at either side.
    package func trimmingBlanks() -> String {
        // Most texts have nothing to trim, which two bytes tell.
        guard let first = utf8.first, let last = utf8.last else { return self }
        guard !(0x21...0x7e).contains(first) || !(0x21...0x7e).contains(last) else { return self }
        guard let start = firstIndex(where: { !$0.isWhitespace }), let end = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[start...end])
    }
}
