import Base
import HTTP
import Messaging
import TestSupport
import Testing

/// The starter pack's scenario phone-number-passwordless, unchanged: every policy of it.
@Suite(.enabled(if: StarterPack.isPresent))
struct PhoneScenarioTests {
    private static let phone = "B2C_1A_SignUpOrSignInWithPhone"
    private static let either = "B2C_1A_SignUpOrSignInWithPhoneOrEmail"
    private static let number = "+41791234567"
    private static let other = "+41446681800"

    private func server() async throws -> TestServer {
        try await TestServer.pack("scenarios/phone-number-passwordless")
    }

    /// Proves a number on a page with the scenario's display control.
    private func prove(
        _ national: String, _ number: String, _ browser: Browser, _ server: TestServer, _ more: [String: String] = [:]
    ) async throws {
        var values = ["countryCode": "CH", "nationalNumber": national].merging(more) { $1 }
        try await browser.press("phoneVerificationControl_but_send_code", values)
        values["verificationCode"] = try server.code(to: number)
        try await browser.press("phoneVerificationControl_but_verify_code", values)
        try await browser.press("continue", values)
    }

    @discardableResult
    private func signUp(_ server: TestServer, _ way: Browser.Way, _ policy: String = Self.phone) async throws
        -> JSON.Object
    {
        let browser = server.browser(way)
        try await browser.open(server.authorize(policy))
        try await browser.follow("SignUpWithPhone")
        try await prove("0791234567", Self.number, browser, server, ["displayName": "Ada"])
        try await browser.prove("ada@example.com", server)
        let page = try await browser.press("continue", ["email": "ada@example.com"])
        return try await server.claims(policy, for: page)
    }

    /// The two pages that send a code to the person's number, and check it.
    private func receiveCode(
        _ browser: Browser, _ server: TestServer, national: String = "791234567", number: String = Self.number
    ) async throws -> Page {
        try await browser.press("continue", ["countryCode": "CH", "nationalNumber": national])
        #expect(browser.page.tag(id: "verificationCode") != nil, "\(browser.page.summary)")
        return try await browser.press("continue", ["verificationCode": try server.code(to: number)])
    }

    private func signIn(
        _ server: TestServer, _ way: Browser.Way, _ typed: String, national: String, number: String
    ) async throws -> Page {
        let browser = server.browser(way)
        try await browser.open(server.authorize(Self.phone))
        try await browser.press("next", ["phoneNumber": typed])
        return try await receiveCode(browser, server, national: national, number: number)
    }

    /// From the page that asks for the old number to the one that says that it has changed.
    private func changeNumber(_ browser: Browser, _ server: TestServer) async throws {
        try await browser.press("continue", ["countryCode": "CH", "nationalNumber": "0791234567"])
        #expect(
            browser.page.tag(id: "strongAuthenticationEmailAddress")?["value"] == "ada@example.com",
            "\(browser.page.summary)")
        try await browser.prove("ada@example.com", claim: "strongAuthenticationEmailAddress", server)
        try await browser.press("continue", ["strongAuthenticationEmailAddress": "ada@example.com"])
        try await prove("044 668 18 00", Self.other, browser, server)
        #expect(browser.page.text.contains("Your phone number has been updated."), "\(browser.page.summary)")
        try await browser.press("continue")
    }

    @Test(arguments: Browser.Way.allCases, ["link", "policy"])
    func `a number is changed by who proves the recovery address, and signs in from then on`(
        way: Browser.Way, from: String
    ) async throws {
        let server = try await server()
        let first = try await signUp(server, way)
        let policy = from == "link" ? Self.phone : "B2C_1A_ChangePhoneNumber"
        let browser = server.browser(way)
        try await browser.open(server.authorize(policy))
        if from == "link" { try await browser.follow("ChangePhoneNumber") }
        try await changeNumber(browser, server)
        let claims = try await server.claims(policy, for: browser.page)
        #expect(claims["sub"] == first["sub"])
        #expect(claims["signInNames.phoneNumber"]?.string == Self.other, "\(claims)")

        let done = try await signIn(server, way, "+41446681800", national: "446681800", number: Self.other)
        #expect(try await server.claims(Self.phone, for: done)["sub"] == first["sub"])
        let old = server.browser(way)
        try await old.open(server.authorize(Self.phone))
        try await old.press("next", ["phoneNumber": "+41791234567"])
        try await old.press("continue", ["countryCode": "CH", "nationalNumber": "791234567"])
        #expect(old.page.tag(id: "verificationCode") == nil && !old.page.problems.isEmpty, "\(old.page.summary)")
    }

    @Test func `a number without an account is told so, and nothing is sent to it`() async throws {
        let server = try await server()
        let browser = server.browser()
        try await browser.open(server.authorize("B2C_1A_ChangePhoneNumber"))
        try await browser.press("continue", ["countryCode": "CH", "nationalNumber": "0791234567"])
        #expect(!browser.page.isElsewhere && !browser.page.problems.isEmpty, "\(browser.page.summary)")
        #expect(server.mailbox.messages(to: Self.number).isEmpty)
    }

    @Test(arguments: Browser.Way.allCases)
    func `PhoneOrEmail: sign-up and sign-in by phone`(way: Browser.Way) async throws {
        let server = try await server()
        let first = try await signUp(server, way, Self.either)
        let browser = server.browser(way)
        try await browser.open(server.authorize(Self.either))
        try await browser.press("next", ["signInName": "+41791234567"])
        let page = try await receiveCode(browser, server)
        #expect(try await server.claims(Self.either, for: page)["sub"] == first["sub"])
    }

    private func signUpByEmail(_ server: TestServer, _ way: Browser.Way) async throws -> JSON.Object {
        let browser = server.browser(way)
        try await browser.open(server.authorize(Self.either))
        try await browser.follow("SignUpWithEmail")
        try await browser.prove("bob@example.com", server)
        let page = try await browser.press(
            "continue",
            [
                "email": "bob@example.com", "newPassword": Browser.password, "reenterPassword": Browser.password,
                "displayName": "Bob", "givenName": "Bob", "surName": "B",
            ])
        return try await server.claims(Self.either, for: page)
    }

    @Test(arguments: Browser.Way.allCases)
    func `PhoneOrEmail: sign-up and sign-in by e-mail, and what is neither is refused`(way: Browser.Way) async throws {
        let server = try await server()
        let first = try await signUpByEmail(server, way)
        #expect(first["signInNames.emailAddress"]?.string == "bob@example.com", "\(first)")
        let browser = server.browser(way)
        try await browser.open(server.authorize(Self.either))
        try await browser.press("next", ["signInName": "bob"])
        #expect(
            !browser.page.isElsewhere && browser.page.tag(id: "signInName") != nil && !browser.page.problems.isEmpty,
            "\(browser.page.summary)")
        try await browser.press("next", ["signInName": "bob@example.com"])
        #expect(browser.page.tag(id: "email")?["value"] == "bob@example.com", "\(browser.page.summary)")
        let wrong = try await press(browser, "Wrong-horse-7")
        #expect(!wrong.isElsewhere && !wrong.problems.isEmpty)
        let page = try await press(browser, Browser.password)
        #expect(try await server.claims(Self.either, for: page)["sub"] == first["sub"])
    }

    /// The button of a page that may be a sign-in page.
    private func press(_ browser: Browser, _ password: String) async throws -> Page {
        let button = browser.page.tag(id: "next") == nil ? "continue" : "next"
        return try await browser.press(button, ["email": "bob@example.com", "password": password])
    }

    @Test(arguments: Browser.Way.allCases)
    func `a profile is edited after the number is proven`(way: Browser.Way) async throws {
        let server = try await server()
        let first = try await signUp(server, way)
        for (policy, field) in [
            ("B2C_1A_ProfileEditPhoneOnly", "phoneNumber"), ("B2C_1A_ProfileEditPhoneEmail", "signInName"),
        ] {
            let browser = server.browser(way)
            try await browser.open(server.authorize(policy))
            #expect(browser.page.tag(id: "SignUpWithPhone") == nil && browser.page.tag(id: "createAccount") == nil)
            try await browser.press("next", [field: "+41791234567"])
            let form = try await receiveCode(browser, server)
            #expect(form.tag(id: "displayName") != nil, "\(form.summary)")
            let name = "Ada \(field)"
            let page = try await browser.press("continue", ["displayName": name, "givenName": "A", "surname": "L"])
            let claims = try await server.claims(policy, for: page)
            #expect(claims["sub"] == first["sub"] && claims["name"]?.string == name, "\(claims)")
        }
    }

    @Test(arguments: Browser.Way.allCases)
    func `a profile is edited after the e-mail address and its password`(way: Browser.Way) async throws {
        let server = try await server()
        let first = try await signUpByEmail(server, way)
        let policy = "B2C_1A_ProfileEditPhoneEmail"
        let browser = server.browser(way)
        try await browser.open(server.authorize(policy))
        try await browser.press("next", ["signInName": "bob@example.com"])
        let form = try await press(browser, Browser.password)
        #expect(form.tag(id: "displayName")?["value"] == "Bob", "\(form.summary)")
        let page = try await browser.press("continue", ["displayName": "Robert", "givenName": "R", "surname": "B"])
        let claims = try await server.claims(policy, for: page)
        #expect(claims["sub"] == first["sub"] && claims["name"] == "Robert", "\(claims)")
    }

    @Test(arguments: Browser.Way.allCases)
    func `a password of PhoneOrEmail is reset`(way: Browser.Way) async throws {
        let server = try await server()
        let first = try await signUpByEmail(server, way)
        let policy = "B2C_1A_PasswordResetEmail"
        let reset = server.browser(way)
        try await reset.open(server.authorize(policy))
        try await reset.prove("bob@example.com", server)
        try await reset.press("continue", ["email": "bob@example.com"])
        let done = try await reset.press(
            "continue", ["newPassword": "Another-horse-8", "reenterPassword": "Another-horse-8"])
        #expect(try await server.claims(policy, for: done)["sub"] == first["sub"])

        let browser = server.browser(way)
        try await browser.open(server.authorize(Self.either))
        try await browser.press("next", ["signInName": "bob@example.com"])
        #expect(!(try await press(browser, Browser.password)).isElsewhere)
        #expect(try await press(browser, "Another-horse-8").isElsewhere)
    }
}
