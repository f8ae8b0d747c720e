import Base
import Directory
import HTTP
import Messaging
import Policy
import SQL
import Storage
import TestSupport
import Testing

/// What a page's request is answered with when something is refused or breaks.
@Suite(.enabled(if: StarterPack.isPresent))
struct PageAnswerTests {
    private static let correlation = "00000000-0000-4000-8000-00000000c0de"

    /// The pack's sign-up page with transformations of the test's own.
    private static func policy(_ page: String, _ transformations: String, behaviors: String = "") -> PolicySet.File {
        StarterPack.relyingParty(
            "B2C_1A_Own", behaviors: behaviors,
            """
            <BuildingBlocks><ClaimsSchema><ClaimType Id="isOk"><DisplayName>Ok</DisplayName>\
            <DataType>boolean</DataType></ClaimType></ClaimsSchema>\
            <ClaimsTransformations>\(transformations)</ClaimsTransformations></BuildingBlocks>
            <ClaimsProviders><ClaimsProvider><DisplayName>x</DisplayName><TechnicalProfiles>\
            <TechnicalProfile Id="LocalAccountSignUpWithLogonEmail"><DisplayName>x</DisplayName>\(page)\
            </TechnicalProfile></TechnicalProfiles></ClaimsProvider></ClaimsProviders>
            """)
    }

    private static let assertion = """
        <ClaimsTransformation Id="Fails" TransformationMethod="AssertBooleanClaimIsEqualToValue">\
        <InputClaims><InputClaim ClaimTypeReferenceId="isOk" TransformationClaimType="inputClaim"/></InputClaims>\
        <InputParameters><InputParameter Id="valueToCompareTo" DataType="boolean" Value="true"/></InputParameters>\
        </ClaimsTransformation>
        """

    private static let broken = """
        <ClaimsTransformation Id="Fails" TransformationMethod="FormatStringClaim">\
        <InputClaims><InputClaim ClaimTypeReferenceId="displayName" TransformationClaimType="inputClaim"/>\
        </InputClaims><InputParameters><InputParameter Id="stringFormat" DataType="string" Value="{0} {7}"/>\
        </InputParameters><OutputClaims><OutputClaim ClaimTypeReferenceId="displayName" \
        TransformationClaimType="outputClaim"/></OutputClaims></ClaimsTransformation>
        """

    private static let lists = ["InputClaimsTransformations", "OutputClaimsTransformations"]

    @Test(arguments: Browser.Way.allCases, [assertion, broken])
    func `a transformation that fails on a page is told on the page`(
        way: Browser.Way, transformation: String
    ) async throws {
        for list in Self.lists {
            let item = list.dropLast()
            let file = Self.policy(
                "<\(list)><\(item) ReferenceId=\"Fails\"/></\(list)>", transformation)
            let server = try await TestServer.pack("LocalAccounts", extra: [file])
            let browser = server.browser(way)

            try await browser.open(server.authorize("B2C_1A_Own"))
            let page = try await browser.follow("createAccount")
            #expect(page.status == 200 || page.isElsewhere, "\(list): \(page.summary)")
            guard list == "OutputClaimsTransformations" else { continue }
            try await browser.prove("ada@example.com", server)
            let answer = try await browser.press("continue", Self.filled)
            #expect(answer.status == 200, "\(list): \(answer.summary)")
            let isTold = answer.text.contains("does not match") || answer.text.contains("That did not work")
            #expect(isTold, "\(list): \(answer.summary)")
            #expect(answer.tag(id: "newPassword") != nil || way == .scripts)
            #expect(!server.events.names.contains("request.failed"), "\(server.events.text)")
        }
    }

    private static let filled = [
        "email": "ada@example.com", "newPassword": Browser.password, "reenterPassword": Browser.password,
        "displayName": "Ada", "givenName": "Ada", "surname": "L",
    ]

    @Test(arguments: Browser.Way.allCases)
    func `a verified address stays verified when the page is loaded again`(way: Browser.Way) async throws {
        let server = try await TestServer.pack("LocalAccounts")
        let browser = server.browser(way)
        try await browser.open(server.authorize(LocalAccountTests.policy))
        try await browser.follow("createAccount")
        try await browser.prove("ada@example.com", server)

        let again = try await browser.open(browser.api("confirmed"))

        #expect(again.status == 200)
        #expect(again.tag(id: "email")?["value"] == "ada@example.com", "\(again.summary)")
        #expect(server.mailbox.messages(to: "ada@example.com").count == 1)
        let done = try await browser.press("continue", Self.filled)
        #expect(done.answer["code"] != nil, "\(done.summary)")
    }

    @Test func `a journey whose errors stay here tells the application all the same when it waits silently`()
        async throws
    {
        let file = Self.policy("", Self.assertion, behaviors: #"<OnError Mode="DisplayInService" />"#)
        let server = try await TestServer.pack("LocalAccounts", extra: [file])

        let silent = try await server.browser().open(server.authorize("B2C_1A_Own", ["prompt": "none"]))
        #expect(silent.answer["error"] == "login_required", "\(silent.summary)")
        #expect(silent.answer["state"] == "st at&e")

        let browser = server.browser()
        try await browser.open(server.authorize("B2C_1A_Own"))
        try await browser.follow("createAccount")
        let page = try await browser.press("cancel")
        #expect(page.status == 400 && page.text.contains("AADB2C90091"), "\(page.summary)")
        #expect(page.text.contains(Self.correlation))
    }

    @Test func `prompt=none tells who is not signed in from who has something to do`() async throws {
        let server = try await TestServer.pack("LocalAccounts")
        let silent = { server.authorize(LocalAccountTests.edit, ["prompt": "none"]) }
        let nobody = try await server.browser().open(silent())
        #expect(nobody.answer["error"] == "login_required")

        let browser = server.browser()
        try await browser.signUp(server)
        let somebody = try await browser.open(silent())
        #expect(somebody.answer["error"] == "interaction_required", "\(somebody.answer.items)")
        #expect(somebody.answer["error_description"]?.hasPrefix("AADB2C90077: ") == true)
        // A sign-in that is too old is one that is missing.
        server.clock.advance(seconds: 100)
        let old = try await browser.open(
            server.authorize(LocalAccountTests.edit, ["prompt": "none", "max_age": "50"]))
        #expect(old.answer["error"] == "login_required")
    }

    @Test func `prompt=none of somebody whose provider must be asked again`() async throws {
        let server = try await TestServer.pack("SocialAndLocalAccounts")
        server.world.serveFacebook()
        let browser = server.browser()
        try await browser.open(server.authorize(LocalAccountTests.policy))
        try await browser.press("FacebookExchange")
        try await browser.returnFromProvider()
        try await browser.press("continue", ["displayName": "Ada", "givenName": "A", "surname": "L"])

        let page = try await browser.open(server.authorize(LocalAccountTests.policy, ["prompt": "none"]))
        #expect(page.answer["error"] == "interaction_required", "\(page.answer.items)")
        let hinted = try await server.browser().open(
            server.authorize(LocalAccountTests.policy, ["prompt": "none", "domain_hint": "facebook.com"]))
        #expect(hinted.answer["error"] == "login_required", "\(hinted.answer.items)")
    }

    @Test func `without scripts a refused form leads to a page that can be loaded again`() async throws {
        let server = try await TestServer.pack("LocalAccounts")
        let browser = server.browser(.forms)
        let page = try await browser.open(server.authorize(LocalAccountTests.policy))
        let form = try #require(page.forms.first { $0.id == "localAccountForm" })
        let button = try #require(form.tags.first { $0["id"] == "next" })
        let fields = form.fields(values: ["signInName": "ada@example.com", "password": "wrong"], button)

        let response = try await browser.exchange(.post, form.action, fields)
        #expect(response.status == 303)
        let location = try #require(response.headers["Location"])
        #expect(!location.contains("wrong") && !location.contains("ada"))
        for _ in 0..<2 {
            let shown = try await browser.open(location)
            #expect(shown.status == 200)
            #expect(shown.tag(id: "signInName")?["value"] == "ada@example.com")
            #expect(shown.tag(id: "password")?["value"] == nil)
            #expect(!shown.problems.isEmpty)
        }
        let empty = try await browser.press("next", ["signInName": "", "password": ""])
        #expect(empty.url.contains("/confirmed?"))
        #expect(!empty.problems.isEmpty)
    }

    @Test(arguments: Browser.Way.allCases)
    func `what breaks is a page, or its script's answer, with the way to the log`(way: Browser.Way) async throws {
        let server = try await TestServer.pack("LocalAccounts")
        let browser = server.browser(way)
        let page = try await browser.open(server.authorize(LocalAccountTests.policy))
        _ = try await server.store.journeyDatabase.write { db in try db.execute("DROP TABLE journeys") }
        let form = try #require(page.forms.first { $0.id == "localAccountForm" }).action
        let fields: Parameters = [
            "request_type": "RESPONSE", "csrf_token": page.settings["csrf"]?.string ?? "",
            "signInName": "ada@example.com", "password": "x",
        ]
        switch way {
        case .scripts:
            let json = try await browser.postScripted(form, fields)
            #expect(json["status"] == "500")
            #expect(json["message"]?.string?.contains(Self.correlation) == true, "\(json.text)")
            #expect(json.text.contains("journeys") == false)
        case .forms:
            let answer = try await browser.post(form, fields)
            #expect(answer.status == 500)
            #expect(answer.text.contains(Self.correlation) && answer.text.contains("AADB2C90037"), "\(answer.summary)")
            #expect(answer.headers["Content-Type"]?.hasPrefix("text/html") == true)
            #expect(!answer.text.contains("no such table"))
        }
        #expect(server.events.text.contains("no such table"))
        #expect(server.events.names.filter { $0 == "request.failed" }.count == 1)
    }

    @Test func `an action that no page has is a page too`() async throws {
        let server = try await TestServer.pack("LocalAccounts")
        let browser = server.browser()
        try await browser.open(server.authorize(LocalAccountTests.policy))
        let page = try await browser.open(browser.api("unheard-of"))
        #expect(page.status == 404)
        #expect(page.text.contains(Self.correlation), "\(page.summary)")
    }
}
