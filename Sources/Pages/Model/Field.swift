import Base
import HTTP
import Policy

/// One thing that a page asks for or shows.
package struct Field: Sendable {
    /// The claim's id: the element's id and the name that is posted.
    package var id: String
    package var label: String
    /// Help that is opened by "What is this?".
    package var help: String?
    package var placeholder: String?
    package var kind: UserInputType
    package var isRequired: Bool
    package var pattern: Pattern?
    package var options: [EnumerationItem]
    /// What the field holds: one text, or each chosen option; a date as `yyyy-MM-dd`.
    package var values: [String]
    package var isReadOnly: Bool
    /// The page says that it may stay empty, because other fields may not.
    package var isMarkedOptional = false
    /// What a text box holds, where that makes it another control.
    package var format: Format = .text
    package var autocomplete: String?
    package var inputMode: String?
    /// Earliest and latest day of a `DateTimeDropdown`, `yyyy-MM-dd`.
    package var dates: (earliest: String, latest: String)?
    package var predicates: [PredicateGroup]
    /// What is wrong with the value, for the person.
    package var error: String?
    /// The classic e-mail verification round this field; nil: none.
    package var verification: EmailVerification?

    /// What a person signs in by.
    var isName: Bool { autocomplete?.hasPrefix("username") == true }

    package enum Format: Sendable { case text, phone, date }

    package struct Pattern: Sendable, Hashable {
        package var regularExpression: String
        package var message: String

        package init(regularExpression: String, message: String) {
            self.regularExpression = regularExpression
            self.message = message
        }
    }

    /// Rules of which `atLeast` must hold, shown as a list that ticks itself off.
    package struct PredicateGroup: Sendable, Hashable {
        package var help: String?
        package var atLeast: Int
        package var rules: [Rule]

        package init(help: String? = nil, atLeast: Int, rules: [Rule]) {
            self.help = help
            self.atLeast = atLeast
            self.rules = rules
        }
    }

    package struct Rule: Sendable, Hashable {
        package var help: String?
        package var method: Predicate.Method

        package init(help: String?, method: Predicate.Method) {
            self.help = help
            self.method = method
        }
    }

    package init(
        id: String, label: String, kind: UserInputType = .textBox, isRequired: Bool = false, value: String? = nil
    ) {
        self.id = id
        self.label = label
        self.kind = kind
        self.isRequired = isRequired
        options = []
        values = value.map { [$0] } ?? []
        isReadOnly = kind == .readonly || kind == .paragraph
        predicates = []
    }

    package var value: String {
        get { values.first ?? "" }
        set { values = [newValue] }
    }
}

/// How far the proof of an address or a number is.
package enum VerificationState: Sendable, Hashable {
    /// Nothing sent yet; after a failed sending, why.
    case idle(message: String?)
    /// A code is under way and may be typed.
    case sent
    case verified
    /// The code was wrong. With `mayRetry` it can be typed again, else a new one must be sent.
    case failed(message: String, mayRetry: Bool)
}

/// The send-code and enter-code steps round an e-mail field (`PartnerClaimType="Verified.Email"`, b2c-reference §11.1).
package struct EmailVerification: Sendable, Hashable {
    package var state: VerificationState
    /// False (`EnforceEmailVerification`): the page may go on without.
    package var isEnforced: Bool

    package init(_ state: VerificationState = .idle(message: nil), isEnforced: Bool = true) {
        self.state = state
        self.isEnforced = isEnforced
    }
}

/// A `DisplayControl` of kind `VerificationControl` (b2c-reference §15.6).
package struct VerificationControl: Sendable {
    package var id: String
    /// What is verified: the display claims apart from the code.
    package var fields: [Field]
    /// The display claim with `ControlClaimType="VerificationCode"`.
    package var code: Field
    package var state: VerificationState
    package var isRequired: Bool
    /// False: the code is known already, as that of an app, and is asked for at once.
    package var sendsCode = true
    /// Nothing else is asked on the page: a right code leads on.
    package var leadsOn = false
    /// What the code goes to can be typed anew.
    package var mayChange = true

    package init(
        id: String, fields: [Field], code: Field, state: VerificationState = .idle(message: nil),
        isRequired: Bool = true
    ) {
        self.id = id
        self.fields = fields
        self.code = code
        self.state = state
        self.isRequired = isRequired
    }
}
