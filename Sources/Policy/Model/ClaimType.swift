/// `ClaimType` (b2c-reference §4).
package struct ClaimType: Sendable {
    package var id: Name
    package var displayName: String
    package var dataType: DataType
    package var defaultPartnerClaimTypes: [ProtocolName: String]
    package var mask: Mask?
    package var adminHelpText: String?
    package var userHelpText: String?
    /// Nil: the claim is never asked for.
    package var userInputType: UserInputType?
    package var restriction: Restriction?
    package var predicateValidation: Name?
    package var location: SourceLocation

    package init(id: Name, dataType: DataType = .string, location: SourceLocation) {
        self.id = id
        displayName = id.text
        self.dataType = dataType
        defaultPartnerClaimTypes = [:]
        self.location = location
    }

    package enum Mask: Sendable, Hashable {
        /// The text stands for as many leading characters as it is long.
        case simple(String)
        /// Every match of the .NET expression is replaced by the text.
        case regex(pattern: String, text: String)
    }

    package struct Restriction: Sendable, Hashable {
        package var enumeration: [EnumerationItem]
        package var pattern: Pattern?
        package var mergeBehavior: MergeBehavior

        package init(
            enumeration: [EnumerationItem] = [], pattern: Pattern? = nil, mergeBehavior: MergeBehavior = .append
        ) {
            self.enumeration = enumeration
            self.pattern = pattern
            self.mergeBehavior = mergeBehavior
        }
    }

    package struct Pattern: Sendable, Hashable {
        package var regularExpression: String
        package var helpText: String?

        package init(regularExpression: String, helpText: String? = nil) {
            self.regularExpression = regularExpression
            self.helpText = helpText
        }
    }
}

package struct EnumerationItem: Sendable, Hashable {
    package var text: String
    package var value: String
    package var selectByDefault: Bool

    package init(text: String, value: String, selectByDefault: Bool = false) {
        self.text = text
        self.value = value
        self.selectByDefault = selectByDefault
    }
}

/// How a collection joins the inherited one (b2c-reference §2.3).
package enum MergeBehavior: String, Sendable { case append = "Append", prepend = "Prepend", replaceAll = "ReplaceAll" }

package enum DataType: String, Sendable, CaseIterable {
    case string, boolean, int, long, date, dateTime, duration, stringCollection, phoneNumber
    case alternativeSecurityIdCollection, userIdentity, userIdentityCollection, objectIdentity, objectIdentityCollection
}

package enum UserInputType: String, Sendable, CaseIterable {
    case textBox = "TextBox"
    case emailBox = "EmailBox"
    case password = "Password"
    case dateTimeDropdown = "DateTimeDropdown"
    case radioSingleSelect = "RadioSingleSelect"
    case dropdownSingleSelect = "DropdownSingleSelect"
    case checkboxMultiSelect = "CheckboxMultiSelect"
    case readonly = "Readonly"
    case button = "Button"
    case paragraph = "Paragraph"
}

/// `Protocol/@Name`.
package enum ProtocolName: String, Sendable, CaseIterable {
    case none = "None"
    case oauth1 = "OAuth1"
    case oauth2 = "OAuth2"
    case openIDConnect = "OpenIdConnect"
    case saml2 = "SAML2"
    case wsFederation = "WsFed"
    case wsTrust = "WsTrust"
    case proprietary = "Proprietary"
    case sessionManagement = "SessionManagement"
    case selfAsserted = "Self-Asserted"
}

/// `Predicate` (b2c-reference §14).
package struct Predicate: Sendable {
    package var id: Name
    package var method: Method
    package var helpText: String?

    package enum Method: Sendable, Hashable {
        case isLengthRange(minimum: Int, maximum: Int)
        case matchesRegex(String)
        case includesCharacters(String)
        /// Bounds are `yyyy-MM-dd` or `Today`.
        case isDateRange(minimum: String, maximum: String)
    }

    package init(id: Name, method: Method, helpText: String? = nil) {
        self.id = id
        self.method = method
        self.helpText = helpText
    }
}

/// `PredicateValidation`: every group must hold.
package struct PredicateValidation: Sendable {
    package var id: Name
    package var groups: [Group]

    package init(id: Name, groups: [Group]) {
        self.id = id
        self.groups = groups
    }

    package struct Group: Sendable {
        package var id: String
        package var userHelpText: String?
        package var predicates: [Name]
        /// Nil: all of them.
        package var matchAtLeast: Int?

        package init(id: String, userHelpText: String? = nil, predicates: [Name], matchAtLeast: Int? = nil) {
            self.id = id
            self.userHelpText = userHelpText
            self.predicates = predicates
            self.matchAtLeast = matchAtLeast
        }
    }
}
