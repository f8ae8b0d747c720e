import Base
import Cryptography
import HTTP
import Messaging
import Policy
import TestSupport
import Testing

/// One-time passwords, reset codes and authenticator apps (b2c-reference §11.12–§11.14), through published policies.
@Suite(.enabled(if: StarterPack.isPresent))
struct CodeProfileTests {
    private static let localAndSocial = "SocialAndLocalAccounts"

    @Test(arguments: Browser.Way.allCases)
    func `the published one-time password policy gives so many codes and checks them`(way: Browser.Way) async throws {
        let name = "TP_OneTimePassword_NumCodeGenerationAttempts"
        let server = try await TestServer(
            Sample.load("unit-tests/technical-profiles/OneTimePassword", only: ["\(name).xml"], base: "LocalAccounts"))
        let browser = server.browser(way)
        try await browser.open(server.authorize("B2C_1A_\(name)"))
        var values = ["email": "ada@example.com"]
        for _ in 0..<3 {
            try await browser.press("verifyPhoneControl_but_send_code", values)
            #expect(browser.page.problems.isEmpty, "\(browser.page.problems)")
            try await browser.open(server.authorize("B2C_1A_\(name)"))
            #expect(browser.page.status == 200)
        }
        try await browser.press("verifyPhoneControl_but_send_code", values)
        values["verificationCode"] = "nope"
        try await browser.press("verifyPhoneControl_but_verify_code", values)
        #expect(browser.page.text.contains("That code is not right"), "\(browser.page.summary)")
        let early = try await browser.press("continue", values)
        #expect(!early.isElsewhere)
    }

    /// The sample sends its codes itself, through a mail service.
    private func mailed(_ server: TestServer) throws -> String {
        let body = try #require(
            server.world.requests.last { $0.url.hasPrefix("https://api.sendgrid.com/") }?.body)
        let data = try JSON(parsing: body)["personalizations"]?.array?.first?["dynamic_template_data"]
        return try #require(data?["otp"]?.string, "\(String(decoding: body, as: UTF8.self))")
    }

    @Test(arguments: Browser.Way.allCases)
    func `sign-up with a code that the policy mails through a service`(way: Browser.Way) async throws {
        let server = try await TestServer(
            Sample.load(
                "samples/custom-email-verifcation-displaycontrol/policy/SendGrid",
                only: ["DisplayControl_TrustFrameworkExtensions.xml", "DisplayControl_SignUpOrSignin.xml"],
                base: Self.localAndSocial))
        server.world.serve("https://api.sendgrid.com/v3/mail/send", [:], status: 202)
        let browser = server.browser(way)
        try await browser.open(server.authorize("B2C_1A_DisplayControl_sendgrid_Signin"))
        try await browser.follow("createAccount")
        var values = [
            "email": "ada@example.com", "newPassword": Browser.password, "reenterPassword": Browser.password,
            "displayName": "Ada", "givenName": "Ada", "surname": "Lovelace", "surName": "Lovelace",
        ]
        let sent = try await browser.press("emailVerificationControl_but_send_code", values)
        #expect(sent.status == 200, "\(server.events.text)")
        let code = try mailed(server)
        #expect(!browser.page.text.contains(code))
        values["VerificationCode"] = code
        try await browser.press("emailVerificationControl_but_verify_code", values)
        let page = try await browser.press("continue", values)
        try #require(page.isElsewhere, "\(page.problems)")
        let claims = try await server.claims("B2C_1A_DisplayControl_sendgrid_Signin", for: page)
        #expect(claims["name"] == "Ada")
    }

    @Test(arguments: Browser.Way.allCases)
    func `a password is reset with a code of the service, and nobody is told who has an account`(
        way: Browser.Way
    ) async throws {
        let server = try await TestServer(
            Sample.load(
                "samples/custom-email-verifcation-displaycontrol/policy/SSPR",
                only: ["DisplayControl_TrustFrameworkExtensions.xml", "DisplayControl_PasswordReset.xml"],
                base: Self.localAndSocial))
        try await server.addUser("ada@example.com", "Old-horse-6")
        let policy = "DisplayControl_SSPR_PasswordReset"
        func wrong(_ email: String) async throws -> Browser {
            let browser = server.browser(way)
            try await browser.open(server.authorize(policy))
            var values = ["email": email]
            try await browser.press("emailVerificationSSPRControl_but_send_code", values)
            values["verificationCode"] = "000001"
            try await browser.press("emailVerificationSSPRControl_but_verify_code", values)
            #expect(browser.page.text.contains("That code is not right"), "\(browser.page.summary)")
            return browser
        }
        _ = try await wrong("nobody@example.com")
        #expect(server.mailbox.messages(to: "nobody@example.com").isEmpty)
        let browser = try await wrong("ada@example.com")
        let values = ["email": "ada@example.com", "verificationCode": try server.code(to: "ada@example.com")]
        try await browser.press("emailVerificationSSPRControl_but_verify_code", values)
        try await browser.press("continue", values)
        let page = try await browser.press(
            "continue", ["newPassword": Browser.password, "reenterPassword": Browser.password])
        try #require(page.isElsewhere, "\(page.summary)")
        #expect(try await server.claims(policy, for: page)["sub"] != nil)
    }

    // MARK: Authenticator apps

    private static let secret = Bytes(utf8: "12345678901234567890")

    /// What the app shows (RFC 6238), computed apart from the server.
    private func appCode(_ server: TestServer, _ offset: Int64 = 0) -> String {
        let step = server.clock.now.seconds / 30 + offset
        let counter = (0..<8).reversed().map { UInt8(truncatingIfNeeded: step >> (8 * Int64($0))) }
        let digest = HMAC.sha1(counter, key: Self.secret)
        let start = Int(digest[19] & 15)
        let number = digest[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } & 0x7fff_ffff
        return String(String(1_000_000 + number % 1_000_000).dropFirst())
    }

    @Test(arguments: Browser.Way.allCases)
    func `an authenticator app is enrolled at the first sign-in and asked at the next`(way: Browser.Way) async throws {
        let policy = TokenPolicies.relyingPartyWithAuthenticator("B2C_1A_TOTP")
        let server = try await TestServer.pack("LocalAccounts", extra: [policy])
        try await server.addUser("ada@example.com", Browser.password)
        let browser = server.browser(way)
        try await browser.signIn(server, policy: "B2C_1A_TOTP")
        #expect(browser.page.tag(id: "otpCode") != nil, "\(browser.page.summary)")
        #expect(!(try await browser.press("continue", ["otpCode": "000000"])).isElsewhere)
        let first = try await browser.press("continue", ["otpCode": appCode(server)])
        #expect(try await server.claims("B2C_1A_TOTP", for: first)["devices"] == 0, "\(first.summary)")

        let other = server.browser(way)
        try await other.signIn(server, policy: "B2C_1A_TOTP")
        // The code that enrolled the app is used.
        #expect(!(try await other.press("continue", ["otpCode": appCode(server)])).isElsewhere)
        server.clock.advance(seconds: 30)
        let second = try await other.press("continue", ["otpCode": appCode(server)])
        #expect(try await server.claims("B2C_1A_TOTP", for: second)["devices"] == 1, "\(second.summary)")
    }
}
