import Policy

/// Sign-in with local account and other providers on one page (`unifiedssp`).
package struct CombinedPage: Sendable {
    /// Fields of the sign-in form; empty where the step offers no local account.
    package var fields: [Field]
    package var providers: [Provider]
    package var signUpLinks: [SignUpLink]
    package var forgotPassword: ForgotPassword
    /// Nil: the box is not offered.
    package var rememberMe: Bool?
    /// What went wrong, for the person.
    package var message: String?
    package var operatingMode: OperatingMode
    /// Display controls of the sign-in form, after its fields.
    package var controls: [SelfAssertedPage.Item] = []
    /// Browsers offer passkeys where the name is typed, and the button of that way asks for one at once; nil: no way of
    /// the page is one.
    package var passkey: PasskeyWay?
    /// `setting.bottomUnderFormClaimsProviderSelections`: ways that stand as links at the end.
    package var bottomLinks: [Provider] = []

    package enum OperatingMode: String, Sendable { case email = "Email", username = "Username", generic = "Generic" }

    package struct SignUpLink: Sendable, Hashable {
        /// Nil: the built-in words.
        package var text: String?
        /// Nil: `local=signup`.
        package var exchangeID: String?

        package init(text: String? = nil, exchangeID: String? = nil) {
            self.text = text
            self.exchangeID = exchangeID
        }
    }

    /// `setting.forgotPasswordLinkLocation`.
    package enum ForgotPasswordLocation: String, Sendable {
        case afterLabel = "AfterLabel", afterInput = "AfterInput", afterButtons = "AfterButtons", none = "None"
    }

    package struct ForgotPassword: Sendable, Hashable {
        package var location: ForgotPasswordLocation
        /// `setting.forgotPasswordLinkOverride`; nil: the link ends the journey with AADB2C90118.
        package var exchangeID: String?

        package init(location: ForgotPasswordLocation = .afterInput, exchangeID: String? = nil) {
            self.location = location
            self.exchangeID = exchangeID
        }
    }

    package init(
        fields: [Field], providers: [Provider] = [], signUpLinks: [SignUpLink] = [SignUpLink()],
        forgotPassword: ForgotPassword = ForgotPassword(), rememberMe: Bool? = nil, message: String? = nil,
        operatingMode: OperatingMode = .email
    ) {
        self.fields = fields
        self.providers = providers
        self.signUpLinks = signUpLinks
        self.forgotPassword = forgotPassword
        self.rememberMe = rememberMe
        self.message = message
        self.operatingMode = operatingMode
    }
}

/// A way to sign in that a page offers as a button.
package struct Provider: Sendable, Hashable {
    package var exchangeID: String
    package var name: String
    package var kind: Kind
    package var display: Display = .button

    /// `ClaimsProviderSelectionDisplayType`.
    package enum Display: String, Sendable { case button, link, dropdown }

    /// Decides the mark on the button.
    package enum Kind: String, Sendable { case local, federated, passkey }

    package init(exchangeID: String, name: String, kind: Kind = .federated, display: Display = .button) {
        self.exchangeID = exchangeID
        self.name = name
        self.kind = kind
        self.display = display
    }
}

/// A page of fields (`selfasserted`).
package struct SelfAssertedPage: Sendable {
    package var items: [Item]
    package var showsContinue: Bool
    package var showsCancel: Bool
    /// What went wrong, for the person.
    package var message: String?

    /// In place of the page's own.
    package var heading: String?

    package enum Item: Sendable {
        case field(Field)
        case verification(VerificationControl)
        case qrCode(QRCodeControl)
        case authenticatorInfo(AuthenticatorInfoControl)
        case authenticatorApp(AuthenticatorAppControl)
        case captcha(CaptchaControl)
    }

    package init(items: [Item], showsContinue: Bool = true, showsCancel: Bool = true, message: String? = nil) {
        self.items = items
        self.showsContinue = showsContinue
        self.showsCancel = showsCancel
        self.message = message
    }
}

/// A choice of providers and nothing else (`providerselection`).
package struct ProviderSelectionPage: Sendable {
    package var providers: [Provider]
    package var isSignUp: Bool
    package var showsCancel: Bool
    package var message: String?

    package init(
        providers: [Provider], isSignUp: Bool = false, showsCancel: Bool = true, message: String? = nil
    ) {
        self.providers = providers
        self.isSignUp = isSignUp
        self.showsCancel = showsCancel
        self.message = message
    }
}

/// Proof of a phone number by text message or call (`multifactor`, b2c-reference §11.11).
///
/// The page posts to `…/Phonefactor/verify?tx&p`, as a form (with `cardea_action`) or as B2C's pages do (JSON answer):
/// - `request_type=VERIFICATION_REQUEST`, `auth_type=onewaysms` or `voice`, and `id={index}` of a known number or
///   `countryCode={ISO 3166}` and `number={national}`; `cardea_action` is `sms` or `call`. The answer 200 may carry
///   `"next":"poll"` where the person answers on the phone itself; else a code is asked for.
/// - `request_type=POLLING_REQUEST`: 200 when the call was answered, `{"status":"202"}` while it rings.
/// - `request_type=VALIDATION_REQUEST`, `VERIFICATION_CODE={code}`; `cardea_action` is `verify`.
/// - `cardea_action=retry` goes back to the choice of number.
package struct PhoneFactorPage: Sendable {
    /// `setting.authenticationMode`.
    package enum Mode: String, Sendable { case sms, phone, mixed }

    package enum State: Sendable, Hashable {
        /// A number is chosen or typed.
        case choosing
        /// A code was sent by text message or said in a call.
        case enteringCode
        /// The phone rings and is to be answered.
        case calling
    }

    /// Numbers known already, masked as the policy says; empty: a number is typed.
    package var numbers: [String]
    package var chosen: Int
    package var allowsManualEntry: Bool
    package var mode: Mode
    package var state: State
    /// What was typed: ISO 3166 alpha-2 code and national number.
    package var countryCode: String?
    package var nationalNumber: String?
    /// Names of countries by ISO 3166 alpha-2 code, in the page's language and its order; empty: English ones.
    package var countryNames: [(code: String, name: String)]
    package var showsCancel: Bool
    package var message: String?

    package init(
        numbers: [String] = [], chosen: Int = 0, allowsManualEntry: Bool = false, mode: Mode = .mixed,
        state: State = .choosing, countryCode: String? = nil, nationalNumber: String? = nil,
        countryNames: [(code: String, name: String)] = [], showsCancel: Bool = true, message: String? = nil
    ) {
        self.numbers = numbers
        self.chosen = chosen
        self.allowsManualEntry = allowsManualEntry
        self.mode = mode
        self.state = state
        self.countryCode = countryCode
        self.nationalNumber = nationalNumber
        self.countryNames = countryNames
        self.showsCancel = showsCancel
        self.message = message
    }
}
