import Base
import HTTP
import Messaging
import Policy
import TestSupport
import Testing

/// Languages from the request to the last page (b2c-reference §16).
@Suite(.enabled(if: StarterPack.isPresent))
struct LanguageTests {
    private static let pack = "SocialAndLocalAccountsWithMfa"
    /// The packs speak English alone; this one every language that we have.
    private static let everyLanguage = StarterPack.relyingParty(
        "B2C_1A_every",
        "<BuildingBlocks><Localization><SupportedLanguages DefaultLanguage=\"en\" MergeBehavior=\"Append\">"
            + ["de", "fr", "es", "pt", "ja", "ar"].map { "<SupportedLanguage>\($0)</SupportedLanguage>" }.joined()
            + "</SupportedLanguages></Localization></BuildingBlocks>")
    private static let policy = "B2C_1A_every"

    private static func server() async throws -> TestServer {
        try await TestServer.pack(pack, extra: [everyLanguage])
    }

    private static let localization = """
        <BuildingBlocks><ContentDefinitions>
        <ContentDefinition Id="api.localaccountsignup"><LocalizedResourcesReferences>
        <LocalizedResourcesReference Language="de" LocalizedResourcesReferenceId="signup.de" />
        </LocalizedResourcesReferences></ContentDefinition></ContentDefinitions>
        <Localization Enabled="true">
        <SupportedLanguages DefaultLanguage="de" MergeBehavior="ReplaceAll">
        <SupportedLanguage>de</SupportedLanguage><SupportedLanguage>de-AT</SupportedLanguage>
        <SupportedLanguage>ar</SupportedLanguage></SupportedLanguages>
        <LocalizedResources Id="signup.de"><LocalizedStrings>
        <LocalizedString ElementType="ClaimType" ElementId="newPassword" StringId="DisplayName">Neues Passwort\
        </LocalizedString>
        <LocalizedString ElementType="ErrorMessage" StringId="UserMessageIfMissingRequiredElement">Fehlt: {0} {1}\
        </LocalizedString>
        </LocalizedStrings></LocalizedResources>
        </Localization></BuildingBlocks>
        """

    @Test(arguments: [
        ("fr", "Trop d’essais. Réessayez dans 1 minute, ou réinitialisez votre mot de passe."),
        ("de", "Zu viele Versuche. Versuchen Sie es in 1 Minute wieder, oder setzen Sie Ihr Passwort zurück."),
        ("ar", "محاولات كثيرة. حاول مرة أخرى بعد دقيقة واحدة، أو أعد تعيين كلمة المرور."),
    ])
    func `who has to wait is told how long`(language: String, text: String) async throws {
        let server = try await Self.server()
        let browser = server.browser()
        try await browser.open(server.authorize(Self.policy, ["ui_locales": language]))
        for number in 0..<10 {
            try await browser.press("next", ["signInName": "ada@example.com", "password": "Wrong-horse-\(number)"])
            // The page is over after so many answers; the person comes back.
            if number == 5 { try await browser.open(server.authorize(Self.policy, ["ui_locales": language])) }
        }
        let page = try await browser.press("next", ["signInName": "ada@example.com", "password": "Wrong-horse-x"])

        #expect(page.problems.contains(text), "\(page.problems)")
    }

    @Test(
        arguments: [
            (nil, nil, "en", "ltr", "Sign in"), ("ar", nil, "ar", "rtl", "تسجيل الدخول"),
            ("fr-CA de", "ja", "fr", "ltr", "Connexion"), (nil, "xx, ja;q=0.8, de;q=0.9", "de", "ltr", "Anmelden"),
            ("tlh", "pt-BR,pt;q=0.9", "pt", "ltr", "Entrar"), ("es-419", nil, "es", "ltr", "Iniciar sesión"),
        ] as [(String?, String?, String, String, String)])
    func `a page speaks the language that is asked for`(
        asked: String?, accepted: String?, language: String, direction: String, heading: String
    ) async throws {
        let server = try await Self.server()
        let browser = server.browser()
        browser.languages = accepted
        let page = try await browser.open(server.authorize(Self.policy, ["ui_locales": asked]))

        #expect(page.text.contains("<html lang=\"\(language)\" dir=\"\(direction)\">"), "\(page.summary)")
        #expect(page.text.contains("<h1>\(heading)</h1>"))
    }

    @Test(arguments: Browser.Way.allCases)
    func `the language of the request stays to the end, in pages, mails and messages`(way: Browser.Way) async throws {
        let server = try await Self.server()
        let browser = server.browser(way)
        browser.languages = "ja"
        try await browser.open(server.authorize(Self.policy, ["ui_locales": "de-CH de"]))
        try await browser.follow("createAccount")
        #expect(browser.page.text.contains("<html lang=\"de\""))
        #expect(browser.page.text.contains("Code senden"))
        try await browser.prove("ada@example.com", server)
        #expect(server.mailbox.messages(to: "ada@example.com").first?.subject?.contains("ist Ihr Code") == true)
        try await browser.press(
            "continue",
            [
                "newPassword": Browser.password, "reenterPassword": Browser.password, "displayName": "Ada Lovelace",
                "givenName": "Ada", "surName": "Lovelace", "surname": "Lovelace", "email": "ada@example.com",
            ])
        #expect(browser.page.text.contains("Bestätigen Sie, dass Sie es sind"), "\(browser.page.summary)")
        try await browser.press("sendCode", ["countryCode": "CH", "number": "044 668 18 00"])
        #expect(server.mailbox.messages(to: "+41446681800").first?.text.contains("Er gilt 10 Minuten") == true)
        let wrong = try await browser.press("verifyCode", ["VERIFICATION_CODE": "00000"])
        #expect(wrong.text.contains("Dieser Code stimmt nicht"), "\(wrong.summary)")
    }

    @Test func `a policy's own words come before ours, with what they are about`() async throws {
        let own = StarterPack.relyingParty(
            "B2C_1A_de", Self.localization)
        let server = try await TestServer.pack(Self.pack, extra: [own])
        let browser = server.browser(.forms)
        browser.languages = "fr"
        try await browser.open(server.authorize("B2C_1A_de"))
        #expect(browser.page.text.contains("<html lang=\"de\""), "the default language")
        try await browser.follow("createAccount")
        #expect(browser.page.text.contains("Neues Passwort"))
        try await browser.prove("ada@example.com", server)
        let page = try await browser.press(
            "continue",
            [
                "newPassword": "", "reenterPassword": "", "displayName": "Ada",
                "email": "ada@example.com",
            ])

        #expect(page.problems.contains("Fehlt: Neues Passwort {1}"), "\(page.summary)")

        let arabic = server.browser()
        try await arabic.open(server.authorize("B2C_1A_de", ["ui_locales": "ar-EG"]))
        try await arabic.follow("createAccount")
        #expect(arabic.page.text.contains("<html lang=\"ar\" dir=\"rtl\">"))
        #expect(!arabic.page.text.contains("Neues Passwort"))
    }

    @Test(
        arguments: [
            String(repeating: "a", count: 10_000), String(repeating: "de ", count: 3_400), "\u{202e}\u{0}<script>", "%",
            "-",
            "de-" + String(repeating: "x-", count: 4_000),
        ])
    func `languages that are none are passed over, or refused with a page`(asked: String) async throws {
        let server = try await Self.server()
        let browser = server.browser()
        browser.languages = String(asked.filter { $0.isASCII && $0 != "\u{0}" }.prefix(7_000))
        let page = try await browser.post(
            "\(server.base(Self.policy))/oauth2/v2.0/authorize",
            [
                "client_id": TestServer.webClient, "redirect_uri": TestServer.redirect, "response_type": "code",
                "scope": "openid", "ui_locales": asked,
            ])

        #expect([200, 400, 414].contains(page.status) || page.isElsewhere, "\(page.summary)")
        #expect(!page.text.contains("<script>\""))
        #expect(!server.events.names.contains { $0.lowercased().contains("failed") }, "\(server.events.text)")
    }

    @Test func `pages outside a journey speak the browser's language`() async throws {
        let server = try await Self.server()
        let browser = server.browser()
        browser.languages = "ar"

        let unknown = try await browser.open(server.authorize(Self.policy, ["client_id": "nobody"]))
        #expect(unknown.text.contains("لا يمكننا تنفيذ ما طلبه التطبيق"), "\(unknown.summary)")
        #expect(unknown.text.contains("dir=\"rtl\""))

        browser.languages = "es"
        let lost = try await browser.open("\(server.base(Self.policy))/api/SelfAsserted/confirmed?tx=x&csrf_token=y")
        #expect(lost.text.contains("Vuelva a la aplicación y empiece de nuevo"), "\(lost.summary)")
        let out = try await browser.open("\(server.base(Self.policy))/oauth2/v2.0/logout?ui_locales=ja")
        #expect(out.text.contains("サインアウトしました"), "\(out.summary)")
    }
}
