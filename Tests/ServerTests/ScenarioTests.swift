import Base
import Directory
import HTTP
import TestSupport
import Testing

/// The scenarios of the starter pack, unchanged, over the packs that they name as their base.
@Suite(.enabled(if: StarterPack.isPresent))
struct ScenarioTests {
    @Test(arguments: Browser.Way.allCases)
    func `password-change: the old password is asked for, and the new one holds`(way: Browser.Way) async throws {
        let server = try await TestServer.pack("scenarios/password-change", base: "LocalAccounts")
        try await server.addUser("ada@example.com", Browser.password)
        let browser = server.browser(way)
        try await browser.open(server.authorize("B2C_1A_PasswordChange"))
        try await browser.press(
            browser.page.tag(id: "next") == nil ? "continue" : "next",
            ["signInName": "ada@example.com", "password": Browser.password])
        let values = ["newPassword": "Another-horse-8", "reenterPassword": "Another-horse-8"]

        let refused = try await browser.press("continue", values.merging(["oldPassword": "Wrong-horse-7"]) { $1 })
        #expect(refused.status == 200 && !refused.problems.isEmpty)
        let page = try await browser.press("continue", values.merging(["oldPassword": Browser.password]) { $1 })
        #expect(try await server.claims("B2C_1A_PasswordChange", for: page)["sub"] != nil)

        let other = server.browser(way)
        try await other.open(server.authorize("B2C_1A_PasswordChange"))
        try await other.press(
            other.page.tag(id: "next") == nil ? "continue" : "next",
            ["signInName": "ada@example.com", "password": "Another-horse-8"])
        #expect(other.page.tag(id: "oldPassword") != nil, "\(other.page.summary)")
    }

    @Test(arguments: Browser.Way.allCases)
    func `linkedin: names are read by path, and the address is asked of a service`(way: Browser.Way) async throws {
        let server = try await TestServer.pack(
            "scenarios/linkedin-identity-provider", base: "SocialAndLocalAccounts")
        server.world.serve(
            "https://www.linkedin.com/oauth/v2/accessToken", ["access_token": "li-token", "expires_in": 60])
        server.world.serve(
            "https://api.linkedin.com/v2/me",
            [
                "id": "li-1", "firstName": ["localized": ["en_US": "Ada"]],
                "lastName": ["localized": ["en_US": "Lovelace"]],
            ])
        server.world.serve(
            "https://api.linkedin.com/v2/emailAddress",
            ["elements": [["handle~": ["emailAddress": "ada@li.example"], "handle": "urn"]]])
        let browser = server.browser(way)
        try await browser.open(server.authorize("B2C_1A_signup_signin_linkedin"))
        try await browser.press("LinkedInExchange")
        try await browser.returnFromProvider()
        #expect(browser.page.tag(id: "givenName")?["value"] == "Ada", "\(browser.page.summary)")

        let page = try await browser.press(
            "continue", ["displayName": "Ada Lovelace", "givenName": "Ada", "surname": "Lovelace"])
        let claims = try await server.claims("B2C_1A_signup_signin_linkedin", for: page)

        #expect(claims["email"] == "ada@li.example")
        let asked = server.world.requests.filter { $0.url.hasPrefix("https://api.linkedin.com/") }
        #expect(asked.count == 2)
        #expect(asked.allSatisfy { $0.headers["Authorization"] == "Bearer li-token" })
        #expect(asked.last?.url == "https://api.linkedin.com/v2/emailAddress?q=members&projection=(elements*(handle~))")
    }

    @Test(arguments: Browser.Way.allCases)
    func `phone-number-passwordless: sign-up with a text message, then sign-in`(way: Browser.Way) async throws {
        let server = try await TestServer.pack("scenarios/phone-number-passwordless")
        let policy = "B2C_1A_SignUpOrSignInWithPhone"
        let number = "+41791234567"
        let browser = server.browser(way)
        try await browser.open(server.authorize(policy))
        try await browser.follow("SignUpWithPhone")
        var values = ["countryCode": "CH", "nationalNumber": "0791234567", "displayName": "Ada"]

        try await browser.press("phoneVerificationControl_but_send_code", values)
        let early = try await browser.press("continue", values)
        #expect(early.tag(id: "phoneVerificationControl") != nil && !early.isElsewhere, "\(early.summary)")
        values["verificationCode"] = try server.code(to: number)
        try await browser.press("phoneVerificationControl_but_verify_code", values)
        try await browser.press("continue", values)
        #expect(browser.page.tag(id: "email_ver_but_send") != nil, "\(browser.page.summary)")
        try await browser.prove("ada@example.com", server)
        let page = try await browser.press("continue", ["email": "ada@example.com"])
        let first = try await server.claims(policy, for: page)
        #expect(first["signInNames.phoneNumber"]?.string == number, "\(first)")
        #expect(first["name"] == "Ada" || first["displayName"] == "Ada", "\(first)")

        let other = server.browser(way)
        try await other.open(server.authorize(policy))
        try await other.press("next", ["phoneNumber": "+41 79 123 45 67"])
        try await other.press("continue", ["countryCode": "CH", "nationalNumber": "791234567"])
        #expect(other.page.tag(id: "verificationCode") != nil, "\(other.page.summary)")
        let done = try await other.press("continue", ["verificationCode": try server.code(to: number)])
        #expect(try await server.claims(policy, for: done)["sub"] == first["sub"])
    }
}
