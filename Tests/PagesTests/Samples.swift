import Base
import Policy

@testable import Pages

/// Pages as the starter packs have them, for tests and for looking at.
enum Samples {
    static let settings = PageSettings(
        csrf: "csrf-token", transactionID: "StateProperties=eyJUSUQiOiIx",
        hosts: .init(tenant: "/contoso.onmicrosoft.com/B2C_1A_susi", policy: "B2C_1A_susi"), api: .combined,
        locale: "en-GB", retryLimit: 7, pageViewID: "11111111-2222-4333-8444-555555555555",
        config: [("setting.showSignupLink", "true"), ("setting.operatingMode", "Email")])

    static func frame(
        _ api: PageSettings.API = .combined, look: Look = .classic, texts: Texts = Texts(),
        template: PageTemplate? = nil,
        allowsScript: Bool = false
    ) -> PageFrame {
        var settings = settings
        settings.api = api
        return PageFrame(
            texts: texts, look: look, tenantName: "Contoso", template: template, allowsScript: allowsScript,
            nonce: "bm9uY2U=", settings: settings)
    }

    static var signInName: Field {
        var field = Field(id: "signInName", label: "E-mail address", kind: .emailBox, isRequired: true)
        field.autocomplete = "username"
        field.inputMode = "email"
        return field
    }

    static var password: Field {
        var field = Field(id: "password", label: "Password", kind: .password, isRequired: true)
        field.autocomplete = "current-password"
        return field
    }

    static var email: Field {
        var field = Field(id: "email", label: "E-mail address", kind: .emailBox, isRequired: true)
        field.help = "An address that you read. We send a code to it."
        field.autocomplete = "email"
        field.inputMode = "email"
        field.verification = EmailVerification()
        return field
    }

    static func email(_ state: VerificationState) -> Field {
        var field = email
        field.value = "ada@example.com"
        field.verification = EmailVerification(state)
        return field
    }

    static var newPassword: Field {
        var field = Field(id: "newPassword", label: "New password", kind: .password, isRequired: true)
        field.autocomplete = "new-password"
        field.predicates = [
            .init(
                atLeast: 1,
                rules: [.init(help: "8 to 64 characters", method: .isLengthRange(minimum: 8, maximum: 64))]),
            .init(
                help: "Three of these:", atLeast: 3,
                rules: [
                    .init(help: "a small letter", method: .includesCharacters("a-z")),
                    .init(help: "a capital letter", method: .includesCharacters("A-Z")),
                    .init(help: "a digit", method: .includesCharacters("0-9")),
                    .init(help: "a sign", method: .includesCharacters(#"@#$%^&*\-_+=[]{}|\\:',?/`~"();!"#)),
                ]),
        ]
        return field
    }

    static var reenterPassword: Field {
        var field = Field(id: "reenterPassword", label: "Repeat the new password", kind: .password, isRequired: true)
        field.autocomplete = "new-password"
        return field
    }

    static var combined: CombinedPage {
        CombinedPage(
            fields: [signInName, password],
            providers: [
                Provider(exchangeID: "FacebookExchange", name: "Facebook"),
                Provider(exchangeID: "ContosoExchange", name: "Contoso Employees"),
            ],
            rememberMe: false)
    }

    static func signUp(_ state: VerificationState) -> SelfAssertedPage {
        SelfAssertedPage(items: [
            .field(email(state)), .field(newPassword), .field(reenterPassword),
            .field(Field(id: "displayName", label: "Display name", isRequired: true)),
        ])
    }

    static func control(_ state: VerificationState) -> SelfAssertedPage {
        var field = email
        field.verification = nil
        field.value = state == .idle(message: nil) ? "" : "ada@example.com"
        let control = VerificationControl(
            id: "emailVerificationControl", fields: [field],
            code: Field(id: "verificationCode", label: "Verification code"), state: state)
        return SelfAssertedPage(items: [.verification(control), .field(newPassword), .field(reenterPassword)])
    }

    /// Every kind of input.
    static var profile: SelfAssertedPage {
        var birthday = Field(id: "dateOfBirth", label: "Date of birth", kind: .dateTimeDropdown, isRequired: true)
        birthday.dates = ("1920-01-01", "2026-11-21")
        birthday.values = ["1984-02-29"]
        var city = Field(id: "city", label: "City", kind: .dropdownSingleSelect)
        city.options = [
            .init(text: "Berlin", value: "berlin"), .init(text: "Oslo", value: "oslo", selectByDefault: true),
        ]
        var membership = Field(id: "membership", label: "Membership", kind: .radioSingleSelect)
        membership.options = [.init(text: "Free", value: "free"), .init(text: "Supporter", value: "paid")]
        membership.values = ["paid"]
        var news = Field(id: "news", label: "Write to me about", kind: .checkboxMultiSelect)
        news.options = [.init(text: "New features", value: "features"), .init(text: "Prices", value: "prices")]
        var loyalty = Field(id: "loyaltyNumber", label: "Loyalty number", value: "12-34")
        loyalty.help = "It is on the back of your card."
        loyalty.pattern = .init(regularExpression: #"^\d{6}$"#, message: "Six digits")
        loyalty.error = "Six digits, without blanks"
        return SelfAssertedPage(
            items: [
                .field(
                    Field(
                        id: "note", label: "", kind: .paragraph, value: "Welcome back, <b>Ada</b>. Is this still right?"
                    )),
                .field(Field(id: "objectId", label: "Account", kind: .readonly, value: "ada@example.com")),
                .field(loyalty), .field(birthday), .field(city), .field(membership), .field(news),
            ], message: "Something needs a correction. See the marked fields.")
    }

    static let error = ErrorPage(
        message: "We could not finish this. Go back to the application and try again.", code: "AADB2C90037",
        correlationID: "0b5b6c62-4bcb-4a54-a1ac-9d3d8c8e1d2f", timestamp: Timestamp(seconds: 1_795_250_875),
        trace: "/trace/0b5b6c62", retry: "/contoso.onmicrosoft.com/B2C_1A_susi/oauth2/v2.0/authorize?x=1")

    static let welcome = WelcomePage(
        tenant: "contoso.onmicrosoft.com",
        policies: [
            .init(
                id: "B2C_1A_signup_signin", summary: "Sign up or sign in with an e-mail address", run: "/run?p=1",
                metadata: "/m"),
            .init(id: "B2C_1A_PasswordReset", summary: "Reset a password", run: "/run?p=2", metadata: "/m"),
            .init(id: "B2C_1A_ProfileEdit", summary: "Change a profile", run: "/run?p=3", metadata: "/m", problems: 2),
        ],
        realms: [
            .init(name: "Demo", account: "/demo/account", metadata: "/demo/oidc/.well-known/openid-configuration")
        ], version: "0.1")

    static let mailbox = MailboxPage(messages: [
        .init(
            id: "2", channel: .mail, to: "ada@example.com", subject: "Your code for Contoso",
            text: "Hello,\n\nyour code is 493027. It is good for 10 minutes.\n\nDid you not ask? Ignore this.",
            sentAt: Timestamp(seconds: 1_795_250_875)),
        .init(
            id: "1", channel: .text, to: "+4915112345678", subject: "", text: "Contoso: 118832",
            sentAt: Timestamp(seconds: 1_795_250_800)),
    ])

    /// Header and claims as B2C makes them; the signature is not one.
    static var token: TokenPage {
        let header: JSON = ["alg": "RS256", "kid": "k1", "typ": "JWT"]
        let claims: JSON = [
            "ver": "1.0", "iss": "https://localhost/tid/v2.0/", "sub": "884408e1-2918-4cz0-b12d-3aa027d7563b",
            "aud": "c4ade000-0000-4000-8000-000000000001", "exp": 1_795_254_475, "nbf": 1_795_250_875,
            "iat": 1_795_250_875, "auth_time": 1_795_250_875, "name": "Ada <b>", "emails": ["ada@example.com"],
            "tfp": "B2C_1A_signup_signin", "nonce": "n-0S6_WzA2Mj",
        ]
        let parts = [header, claims].map { Base64.encodeURL($0.bytes) } + ["c2lnbmF0dXJl"]
        return TokenPage(
            parameters: [("state", "xyz"), ("id_token", parts.joined(separator: "."))],
            now: Timestamp(seconds: 1_795_250_900))
    }

    static let template = """
        <!DOCTYPE html><html><head><title>Contoso</title><base href="https://evil.example/">
        <link rel="stylesheet" href="https://cdn.example/site.css">
        <script src="https://cdn.example/site.js"></script>
        <style>.attrEntry label { color: navy }</style></head>
        <body onload="steal()"><h2>Contoso</h2><div class="wrap"><div id="api" data-name="Unified"><p>old</p><div>x</div></div></div>
        <script>document.title = "x < y";</script></body></html>
        """
}
