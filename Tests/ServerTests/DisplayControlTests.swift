import Base
import HTTP
import TestSupport
import Testing

/// Display controls over the pack LocalAccounts: the authenticator's and the captcha's.
@Suite(.enabled(if: StarterPack.isPresent))
struct DisplayControlTests {
    private func open(_ journey: String, _ way: Browser.Way) async throws -> (TestServer, Browser) {
        let server = try await ControlPolicies.server(journey)
        server.world.serve(ControlPolicies.check, [:])
        let browser = server.browser(way)
        try await browser.open(server.authorize(ControlPolicies.id))
        return (server, browser)
    }

    @Test(arguments: Browser.Way.allCases)
    func `the authenticator's controls show code, account and key, and take none of them back`(
        way: Browser.Way
    ) async throws {
        let (server, browser) = try await open("Authenticator", way)
        let page = browser.page

        #expect(page.text.contains("<svg class=\"qrCode\""), "\(page.summary)")
        #expect(page.text.contains("href=\"otpauth://totp/Contoso:ada?secret=JBSWY3DPEHPK3PXP&amp;issuer=Contoso\""))
        #expect(page.text.contains("<span>JBSW</span><span>Y3DP</span><span>EHPK</span><span>3PXP</span>"))
        #expect(page.text.contains("ada@example.com"))
        #expect(page.text.contains("https://apps.apple.com/"))
        #expect(page.fieldNames == ["nickname"])

        var form = try #require(page.forms.first).fields(values: ["nickname": "Ada"], page.tag(id: "continue"))
        form.add("secretKey", "AAAAAAAAAAAAAAAA")
        let done = try await browser.post(try #require(page.forms.first).action, form)
        let claims = try await server.claims(ControlPolicies.id, for: done)
        #expect(claims["nickname"] == "Ada")
        #expect(claims["secretKey"] == "JBSWY3DPEHPK3PXP", "\(claims)")
    }

    @Test(arguments: Browser.Way.allCases)
    func `what is to be read in a control stays as it is, masked, and takes part in what is proven`(
        way: Browser.Way
    ) async throws {
        let (server, browser) = try await open("Stamped", way)
        server.world.serve(ControlPolicies.send, [:])
        let shown = { browser.page.tag(id: "stamp") }
        #expect(shown()?["value"] == "XX11" && shown()?["readonly"] != nil, "\(browser.page.summary)")

        let forged = ["mail": "ada@example.com", "stamp": "forged"]
        try await browser.press("stamped_but_send_code", forged)
        #expect(shown()?["value"] == "XX11", "\(browser.page.summary)")
        let sent = try #require(server.world.requests.last { $0.url == ControlPolicies.send })
        #expect(String(decoding: sent.body, as: UTF8.self).contains("\"stamp\":\"4711\""))

        try await browser.press("stamped_but_verify_code", forged.merging(["proof": "123456"]) { $1 })
        // Again, as the page is loaded: proven, locked, and still masked.
        let again = try await browser.open(browser.api("confirmed"))
        #expect(again.tag(id: "mail")?["readonly"] != nil && again.tag(id: "mail")?["value"] == "ada@example.com")
        #expect(shown()?["value"] == "XX11" && !again.text.contains("4711"), "\(again.summary)")
        let done = try await browser.press("continue", ["stamp": "forged", "mail": "eve@example.com"])
        let claims = try await server.claims(ControlPolicies.id, for: done)
        #expect(claims["stamp"] == "4711" && claims["mail"] == "ada@example.com", "\(claims)")
    }

    @Test func `a code proves the address that it was sent to, and no other`() async throws {
        let (server, browser) = try await open("Stamped", .scripts)
        server.world.serve(ControlPolicies.send, [:])
        server.world.serve(ControlPolicies.check, [:])
        try await browser.press("stamped_but_send_code", ["mail": "ada@example.com"])

        let page = try await browser.press(
            "stamped_but_verify_code", ["mail": "eve@example.com", "proof": "123456"])

        #expect(page.problems.contains("AADB2C90159"), "\(page.problems)")
        #expect(!server.world.requests.contains { $0.url == ControlPolicies.check })
        try await browser.press("stamped_but_verify_code", ["mail": "ada@example.com", "proof": "123456"])
        #expect(server.world.requests.contains { $0.url == ControlPolicies.check })
    }

    /// The words that the question asks for.
    private func answer(_ question: String) throws -> String {
        let parts = question.split(separator: ":").map(String.init)
        let words = try #require(parts.last).split(separator: ",").map { $0.filter { !$0.isWhitespace } }
        let places = parts[0].split(separator: " ").compactMap { Int($0) }
        try #require(places.count == 2 && words.count == 8, "\(question)")
        return places.map { words[$0 - 1] }.joined(separator: " ")
    }

    /// Asks for a question instead of the picture, and answers with it.
    private func question(_ browser: Browser, _ way: Browser.Way, switching: Bool = true) async throws -> String {
        if way == .forms {
            if switching { try await browser.press("captcha_switch") }
            let text = browser.page.text
            let start = try #require(text.firstRange(of: "id=\"captcha_question\""), "\(browser.page.summary)")
            let rest = text[start.upperBound...]
            return String(rest[rest.index(after: rest.firstIndex(of: ">")!)...].prefix { $0 != "<" })
        }
        let action = switching ? "SwitchChallenge" : "GetChallenge"
        let form = try #require(browser.page.forms.first)
        let address = form.action.replacing(
            "SelfAsserted?", with: "SelfAsserted/DisplayControlAction/vbeta/captcha/\(action)?")
        let json = try await browser.postScripted(address, [:])
        return try #require(json["challenge"]?["question"]?.string, "\(json.text)")
    }

    @Test(arguments: Browser.Way.allCases)
    func `a captcha lets a person on who does its task`(way: Browser.Way) async throws {
        let (server, browser) = try await open("Captcha", way)
        #expect(browser.page.text.contains("src=\"data:image/svg+xml;base64,"), "\(browser.page.summary)")
        let question = try await question(browser, way)

        let page = try await browser.press(
            "continue", ["nickname": "Ada", "captchaEntered": try answer(question)])

        #expect(try await server.claims(ControlPolicies.id, for: page)["nickname"] == "Ada", "\(page.summary)")
        #expect(server.world.requests.contains { $0.url == ControlPolicies.check })
    }

    @Test(arguments: Browser.Way.allCases)
    func `a wrong answer runs nothing, and the right one comes too late for the same task`(way: Browser.Way)
        async throws
    {
        let (server, browser) = try await open("Captcha", way)
        let question = try await question(browser, way)
        let right = try answer(question)

        let wrong = try await browser.press("continue", ["nickname": "Ada", "captchaEntered": "wrong words"])
        #expect(!wrong.isElsewhere && wrong.problems.contains("not what was asked for"), "\(wrong.summary)")
        let late = try await browser.press("continue", ["nickname": "Ada", "captchaEntered": right])
        #expect(!late.isElsewhere, "\(late.summary)")
        #expect(!server.world.requests.contains { $0.url == ControlPolicies.check })

        let again = try await self.question(browser, way, switching: false)
        let page = try await browser.press("continue", ["nickname": "Ada", "captchaEntered": try answer(again)])
        #expect(page.answer["code"] != nil, "\(page.summary)")
    }

    @Test(arguments: Browser.Way.allCases)
    func `a task that was done is good for one answer of the page`(way: Browser.Way) async throws {
        let (server, browser) = try await open("Captcha", way)
        server.world.serve(ControlPolicies.check, ["userMessage": "Another name, please", "status": 409], status: 409)
        let question = try await question(browser, way)
        let values = ["nickname": "Ada", "captchaEntered": try answer(question)]

        let refused = try await browser.press("continue", values)
        #expect(refused.problems.contains("Another name, please"), "\(refused.summary)")
        let calls = server.world.requests.count
        let again = try await browser.press("continue", values)
        #expect(!again.isElsewhere)
        #expect(server.world.requests.count == calls, "the service was asked again without a person")
    }

    @Test func `a page with a task is kept by the server, one without by the browser`() async throws {
        for (journey, mark) in [("Captcha", "s."), ("Fields", "c.")] {
            let server = try await ControlPolicies.server(journey)
            let browser = server.browser()
            try await browser.open(server.authorize(ControlPolicies.id))

            let state = browser.cookies.first { $0.name.hasPrefix("x-ms-cpim-cache|") }
            #expect(state?.value.hasPrefix(mark) == true, "\(journey)")
        }
    }

    @Test func `an old copy of the browser's cookies does not make an answer good again`() async throws {
        let (server, browser) = try await open("Captcha", .forms)
        try await browser.press("captcha_new")
        let copy = browser.copy()
        let solution = try await question(browser, .forms)
        #expect(!(try await copy.press("continue", ["nickname": "x", "captchaEntered": "no"])).isElsewhere)
        // The copy has used up the task that it shows, not this one; this one is good once.
        let page = try await browser.press(
            "continue", ["nickname": "Ada", "captchaEntered": try answer(solution)])
        #expect(page.isElsewhere || !page.problems.isEmpty)
        #expect(server.world.requests.filter { $0.url == ControlPolicies.check }.count <= 1)
    }

    @Test(arguments: Browser.Way.allCases)
    func `a task is good for five minutes`(way: Browser.Way) async throws {
        let (server, browser) = try await open("Captcha", way)
        let question = try await question(browser, way)
        server.clock.advance(seconds: 301)

        let page = try await browser.press(
            "continue", ["nickname": "Ada", "captchaEntered": try answer(question)])

        #expect(!page.isElsewhere, "\(page.summary)")
    }
}
