import Base
import HTTP
import Messaging
import Policy
import TestSupport
import Testing

/// The pack SocialAndLocalAccountsWithMfa, unchanged.
@Suite(.enabled(if: StarterPack.isPresent))
struct MultiFactorTests {
    private static let pack = "SocialAndLocalAccountsWithMfa"
    private static let policy = LocalAccountTests.policy
    private static let number = "+41446681800"

    /// Chooses the number on the page that enrols one, and has a code sent.
    private func sendCode(_ browser: Browser, by button: String = "sendCode") async throws {
        try await browser.press(button, ["countryCode": "CH", "number": "044 668 18 00"])
    }

    private func enrolled(_ server: TestServer, _ way: Browser.Way = .scripts) async throws -> Browser {
        let browser = server.browser(way)
        try await browser.signUp(server)
        #expect(browser.page.tag(id: "sendCode") != nil, "\(browser.page.summary)")
        try await sendCode(browser)
        try await browser.press("verifyCode", ["VERIFICATION_CODE": try server.code(to: Self.number)])
        return browser
    }

    @Test(arguments: Browser.Way.allCases, ["sendCode", "verifyPhone"])
    func `a number is enrolled at sign-up by text message or call, and asked for at sign-in`(
        way: Browser.Way, button: String
    ) async throws {
        let server = try await TestServer.pack(Self.pack)
        let browser = server.browser(way)
        try await browser.signUp(server)
        try await sendCode(browser, by: button)
        let channel = try #require(server.mailbox.messages(to: Self.number).first).channel
        #expect(channel == (button == "sendCode" ? .text : .call))
        let page = try await browser.press("verifyCode", ["VERIFICATION_CODE": try server.code(to: Self.number)])
        let first = try await server.claims(Self.policy, for: page)

        let other = server.browser(way)
        try await other.signIn(server)
        #expect(other.page.text.contains("XXX-XXX-1800"), "\(other.page.summary)")
        #expect(!other.page.text.contains("6681800"))
        try await other.press(button)
        let done = try await other.press("verifyCode", ["VERIFICATION_CODE": try server.code(to: Self.number)])
        #expect(try await server.claims(Self.policy, for: done)["sub"] == first["sub"])
    }

    private static func dialing(_ mode: String) -> PolicySet.File {
        StarterPack.relyingParty(
            "B2C_1A_Dialing",
            """
            <ClaimsProviders><ClaimsProvider><DisplayName>x</DisplayName><TechnicalProfiles>\
            <TechnicalProfile Id="PhoneFactor-InputOrVerify"><DisplayName>x</DisplayName>\
            <Metadata><Item Key="setting.autodial">true</Item>\
            <Item Key="setting.authenticationMode">\(mode)</Item></Metadata></TechnicalProfile>\
            </TechnicalProfiles></ClaimsProvider></ClaimsProviders>
            """)
    }

    @Test(arguments: Browser.Way.allCases, ["sms", "phone"])
    func `where there is one number and one way, the code is under way before the page is there`(
        way: Browser.Way, mode: String
    ) async throws {
        let policy = "B2C_1A_Dialing"
        let server = try await TestServer.pack(Self.pack, extra: [Self.dialing(mode)])
        _ = try await enrolled(server)
        let before = server.mailbox.messages(to: Self.number).count

        let browser = server.browser(way)
        try await browser.signIn(server, policy: policy)

        let messages = server.mailbox.messages(to: Self.number)
        #expect(messages.count == before + 1)
        #expect(messages.first?.channel == (mode == "sms" ? .text : .call))
        // Who reloads the page, or goes back, is not called again.
        try await browser.open(browser.api("confirmed"))
        #expect(server.mailbox.messages(to: Self.number).count == before + 1)
        let done = try await browser.press("verifyCode", ["VERIFICATION_CODE": try server.code(to: Self.number)])
        #expect(done.answer["code"] != nil, "\(done.summary)")
    }

    @Test func `a page that has dialled once waits for its button, also when the code is too old`() async throws {
        let policy = "B2C_1A_Dialing"
        let server = try await TestServer.pack(Self.pack, extra: [Self.dialing("sms")])
        _ = try await enrolled(server)
        let browser = server.browser()
        try await browser.signIn(server, policy: policy)
        let sent = server.mailbox.messages(to: Self.number).count

        server.clock.advance(seconds: 601)
        try await browser.press("verifyCode", ["VERIFICATION_CODE": try server.code(to: Self.number)])
        #expect(browser.page.problems.contains("AADB2C90156"), "\(browser.page.problems)")
        try await browser.open(browser.api("confirmed"))
        #expect(server.mailbox.messages(to: Self.number).count == sent)

        try await browser.press("sendCode")
        #expect(server.mailbox.messages(to: Self.number).count == sent + 1)
    }

    @Test func `nobody is dialled who has a choice, or no number yet`() async throws {
        for mode in ["mixed", "sms"] {
            let server = try await TestServer.pack(Self.pack, extra: [Self.dialing(mode)])
            let policy = "B2C_1A_Dialing"
            if mode == "mixed" {
                _ = try await enrolled(server)
                try await server.browser().signIn(server, policy: policy)
            } else {
                try await server.browser().signUp(server, policy: policy)
            }
            #expect(server.mailbox.messages(to: Self.number).count == (mode == "mixed" ? 1 : 0))
        }
    }

    @Test(arguments: Browser.Way.allCases)
    func `another code may be asked for, and the older one is void`(way: Browser.Way) async throws {
        let server = try await TestServer.pack(Self.pack)
        let browser = server.browser(way)
        try await browser.signUp(server)
        try await sendCode(browser)
        let first = try server.code(to: Self.number)

        try await browser.press("retryCode", ["countryCode": "CH", "number": "044 668 18 00"])
        let second = try server.code(to: Self.number)

        #expect(first != second)
        #expect(!(try await browser.press("verifyCode", ["VERIFICATION_CODE": first])).isElsewhere)
        #expect(try await browser.press("verifyCode", ["VERIFICATION_CODE": second]).answer["code"] != nil)
    }

    @Test(arguments: Browser.Way.allCases)
    func `three wrong codes end the journey`(way: Browser.Way) async throws {
        let server = try await TestServer.pack(Self.pack)
        let browser = server.browser(way)
        try await browser.signUp(server)
        try await sendCode(browser)

        for _ in 0..<2 {
            #expect(!(try await browser.press("verifyCode", ["VERIFICATION_CODE": "00000"])).isElsewhere)
        }
        let answer = try await browser.press("verifyCode", ["VERIFICATION_CODE": "00000"]).answer
        #expect(answer["error"] == "access_denied", "\(browser.page.summary)")
    }

    private static let strict = StarterPack.relyingParty(
        "B2C_1A_Strict",
        """
        <ClaimsProviders><ClaimsProvider><DisplayName>x</DisplayName><TechnicalProfiles>\
        <TechnicalProfile Id="PhoneFactor-InputOrVerify"><DisplayName>x</DisplayName>\
        <Metadata><Item Key="ManualPhoneNumberEntryAllowed">false</Item></Metadata></TechnicalProfile>\
        </TechnicalProfiles></ClaimsProvider></ClaimsProviders>
        """)

    /// The pack says true.
    @Test(arguments: [Self.policy, "B2C_1A_Strict"])
    func `somebody who has a number cannot prove another one, whatever the setting`(policy: String) async throws {
        let server = try await TestServer.pack(Self.pack, extra: [Self.strict])
        _ = try await enrolled(server)
        let thief = server.browser()
        try await thief.signIn(server, policy: policy)
        #expect(thief.page.tag(id: "number") == nil)
        let address = try #require(thief.page.forms.first { $0.id == "phoneFactor" }).action

        let json = try await thief.postScripted(
            address,
            [
                "request_type": "VERIFICATION_REQUEST", "auth_type": "onewaysms", "countryCode": "CH",
                "number": "0446681801",
            ])

        #expect(json["status"] == "400")
        #expect(server.mailbox.messages(to: "+41446681801").isEmpty)
    }

    @Test func `a session has the second factor too, and a fresh sign-in asks for it again`() async throws {
        let server = try await TestServer.pack(Self.pack)
        let browser = try await enrolled(server)

        #expect(try await browser.open(server.authorize(Self.policy)).answer["code"] != nil)
        try await browser.signIn(server, request: ["prompt": "login"])
        #expect(browser.page.tag(id: "sendCode") != nil)
    }

    @Test func `a second factor of one person does not stand in for another's`() async throws {
        let server = try await TestServer.pack(Self.pack)
        let bob = server.browser()
        try await bob.signUp(server, "bob@example.com")
        try await sendCode(bob)
        try await bob.press("verifyCode", ["VERIFICATION_CODE": try server.code(to: Self.number)])

        let ada = try await enrolled(server)
        try await ada.open(server.authorize(LocalAccountTests.reset))
        try await ada.prove("bob@example.com", server)
        try await ada.press("continue", ["email": "bob@example.com"])

        #expect(ada.page.tag(id: "newPassword") == nil)
        #expect(ada.page.tag(id: "sendCode") != nil, "\(ada.page.summary)")
    }

    @Test func `numbers that cannot be are refused on the page`() async throws {
        let server = try await TestServer.pack(Self.pack)
        let browser = server.browser()
        try await browser.signUp(server)

        for number in ["12", "abc", "+", "00000000000000000000000000000000000000000000000", "<script>"] {
            let page = try await browser.press("sendCode", ["countryCode": "CH", "number": number])
            #expect(page.problems.contains("AADB2C90145"), "\(number): \(page.problems)")
        }
        #expect(server.mailbox.messages(to: Self.number).isEmpty)
    }
}
