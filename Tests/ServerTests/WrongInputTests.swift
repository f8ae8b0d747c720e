import Base
import Directory
import HTTP
import Policy
import Storage
import TestSupport
import Testing

/// What goes wrong in browsers, by accident or on purpose: a clear page or error, nothing lost, nobody let in.
@Suite(.enabled(if: StarterPack.isPresent))
struct WrongInputTests {
    private static let policy = LocalAccountTests.policy
    private static let correlation = "00000000-0000-4000-8000-00000000c0de"

    private func server() async throws -> TestServer {
        let server = try await TestServer.pack("LocalAccounts")
        try await server.addUser("ada@example.com", Browser.password)
        return server
    }

    private static let answer: Parameters = [
        "request_type": "RESPONSE", "signInName": "ada@example.com", "password": Browser.password,
    ]

    private func formAddress(_ page: Page) throws -> String {
        try #require(page.forms.first { $0.id == "localAccountForm" }).action
    }

    @Test func `an unknown policy, tenant, client or redirect is a page, never a redirect`() async throws {
        let server = try await server()
        let known = server.authorize(Self.policy)
        let addresses = [
            server.authorize("B2C_1A_gone"), known.replacing(server.tenant.name, with: "fabrikam.onmicrosoft.com"),
            server.authorize(Self.policy, ["client_id": "b0000000-0000-4000-8000-00000000000b"]),
            server.authorize(Self.policy, ["redirect_uri": "https://evil.example/cb"]),
            server.authorize(Self.policy, ["redirect_uri": "\(TestServer.redirect)/"]),
            server.authorize(Self.policy, ["client_id": nil]),
            // A base policy cannot be invoked.
            server.authorize("B2C_1A_TrustFrameworkBase"),
        ]
        for address in addresses {
            let page = try await server.browser().open(address)
            #expect(page.status == 400 || page.status == 404, "\(address): \(page.summary)")
            #expect(page.text.contains(Self.correlation), "\(address): \(page.summary)")
        }
    }

    @Test(arguments: Browser.Way.allCases)
    func `a transaction that is made up, tampered with or over is lost, with a page`(way: Browser.Way) async throws {
        let server = try await server()
        let browser = server.browser(way)
        let page = try await browser.open(server.authorize(Self.policy))
        let address = try formAddress(page)
        let made = StatePropertiesText.make("00000000-0000-4000-8000-000000000000")
        for bad in [
            "tx=\(PercentEncoding.encode(made))", "tx=StateProperties%3Dnonsense", "tx=", "other=1",
            "tx=StateProperties%3D" + String(repeating: "A", count: 5000),
        ] {
            let tampered = address.prefix { $0 != "?" } + "?" + bad
            let form = PageForm(id: nil, action: "", method: "", tags: page.forms[0].tags)
            let response = try await browser.copy().exchange(
                .post, String(tampered), form.fields(values: ["signInName": "a"], nil),
                headers: ["X-CSRF-TOKEN": page.settings["csrf"]?.string ?? ""])
            #expect(response.status == 400, "\(bad)")
            #expect(String(decoding: response.body, as: UTF8.self).contains("AADB2C90046"))
            #expect(String(decoding: response.body, as: UTF8.self).contains(Self.correlation))
        }

        server.clock.advance(seconds: 3601)
        let late = try await browser.post(
            address, ["csrf_token": page.settings["csrf"]?.string ?? "", "signInName": "ada@example.com"])
        #expect(late.status == 400 && late.text.contains("AADB2C90046"))
    }

    @Test func `a sealed transaction that was changed by a bit is lost`() async throws {
        let server = try await server()
        let browser = server.browser()
        let page = try await browser.open(server.authorize(Self.policy))
        let cookie = try #require(browser.cookies.first { $0.name.hasPrefix("x-ms-cpim-cache|") })
        var bytes = Array(cookie.value.utf8)
        bytes[bytes.count / 2] = bytes[bytes.count / 2] == 65 ? 66 : 65
        browser.setCookie(cookie.name, String(decoding: bytes, as: UTF8.self))

        let json = try await browser.postScripted(formAddress(page), Self.answer)
        #expect(json["status"] == "400" && json["errorCode"] == "AADB2C90046")
    }

    @Test(arguments: [nil, "", "wrong", "a.b", "\u{e9}.\u{e9}"] as [String?])
    func `a post without the page's token is refused, on every address`(token: String?) async throws {
        let server = try await server()
        let browser = server.browser()
        let page = try await browser.open(server.authorize(Self.policy))
        var headers: Headers = ["X-Requested-With": "XMLHttpRequest"]
        if let token, token.utf8.allSatisfy({ $0 < 128 }) { headers["X-CSRF-TOKEN"] = token }
        var form = Self.answer
        if let token { form.add("csrf_token", token) }

        let response = try await browser.exchange(.post, formAddress(page), form, headers: headers)
        #expect(try JSON(parsing: response.body)["errorCode"] == "AADB2C90046")
        let tokenQuery =
            "csrf_token=\(PercentEncoding.encode(token ?? ""))&tx="
            + PercentEncoding.encode(page.settings["transId"]?.string ?? "")
        for action in ["confirmed", "unified", "cancelled", "forgotPassword"] {
            let path = "\(server.base(Self.policy))/api/CombinedSigninAndSignup/\(action)?\(tokenQuery)"
            #expect(try await browser.exchange(.get, path, nil).status == 400)
        }
    }

    @Test func `the token of another browser is refused`() async throws {
        let server = try await server()
        let browser = server.browser()
        let other = server.browser()
        try await other.open(server.authorize(Self.policy))
        let page = try await browser.open(server.authorize(Self.policy))
        let foreign = other.page.settings["csrf"]?.string ?? ""

        let response = try await browser.exchange(
            .post, formAddress(page), Self.answer,
            headers: ["X-CSRF-TOKEN": foreign, "X-Requested-With": "XMLHttpRequest"])
        #expect(try JSON(parsing: response.body)["errorCode"] == "AADB2C90046")
    }

    @Test(arguments: Browser.Way.allCases)
    func `another browser cannot go on with a transaction`(way: Browser.Way) async throws {
        let server = try await server()
        let browser = server.browser(way)
        let page = try await browser.open(server.authorize(Self.policy))
        let other = server.browser(way)
        try await other.open(server.authorize(Self.policy))

        let response = try await other.exchange(
            .post, formAddress(page), Self.answer,
            headers: ["X-CSRF-TOKEN": other.page.settings["csrf"]?.string ?? ""])
        #expect(response.status == 400)
        #expect(String(decoding: response.body, as: UTF8.self).contains("AADB2C90046"))
    }

    @Test(arguments: Browser.Way.allCases)
    func `with cookies off the page says so`(way: Browser.Way) async throws {
        let server = try await server()
        let browser = server.browser(way)
        browser.acceptsCookies = false
        try await browser.open(server.authorize(Self.policy))

        let page = try await browser.press("next", ["signInName": "ada@example.com", "password": Browser.password])

        #expect(page.text.contains("AADB2C90211"), "\(page.summary)")
    }

    @Test(arguments: Browser.Way.allCases)
    func `the same page posted twice goes on once and loses nothing`(way: Browser.Way) async throws {
        let server = try await TestServer.pack("LocalAccounts")
        let browser = server.browser(way)
        try await browser.open(server.authorize(Self.policy))
        try await browser.follow("createAccount")
        try await browser.prove("ada@example.com", server)
        let form = try #require(browser.page.forms.first { $0.id == "attributeVerification" })
        var fields = form.fields(
            values: [
                "email": "ada@example.com", "newPassword": Browser.password, "reenterPassword": Browser.password,
                "displayName": "Ada", "givenName": "A", "surname": "L",
            ], nil)
        fields.set("request_type", "RESPONSE")
        let posted = fields
        let twins = [browser.copy(), browser.copy()]

        _ = try await twins[0].post(form.action, posted)
        let second = try await twins[1].post(form.action, posted)

        // The account was made once; the second either comes along or says that the name is taken.
        #expect(second.isElsewhere || second.status == 200 || second.status == 400, "\(second.summary)")
        #expect(twins[0].page.answer["code"] != nil, "\(twins[0].page.summary)")
        #expect(try await server.browser(way).signIn(server).answer["code"] != nil)
    }

    @Test func `two tabs are two transactions, and each comes to its end`() async throws {
        let server = try await server()
        let browser = server.browser()
        let first = try await browser.open(server.authorize(Self.policy, ["state": "one"]))
        try await browser.open(server.authorize(Self.policy, ["state": "two"]))

        let two = try await browser.press("next", ["signInName": "ada@example.com", "password": Browser.password])
        #expect(two.answer["state"] == "two")
        browser.goBack(to: first)
        let one = try await browser.press("next", ["signInName": "ada@example.com", "password": Browser.password])
        #expect(one.answer["state"] == "one", "\(one.summary)")
        #expect(one.answer["code"] != nil)
    }

    @Test func `many tabs push out the oldest, and the newest still works`() async throws {
        let server = try await server()
        let browser = server.browser()
        for number in 0..<30 { try await browser.open(server.authorize(Self.policy, ["state": "\(number)"])) }

        let held = browser.cookies.filter { $0.name.hasPrefix("x-ms-cpim-cache|") }
        #expect(held.count <= 8)
        let page = try await browser.press("next", ["signInName": "ada@example.com", "password": Browser.password])
        #expect(page.answer["code"] != nil)
    }

    @Test(arguments: Browser.Way.allCases)
    func `a stale page leads to where the journey is now`(way: Browser.Way) async throws {
        let server = try await server()
        let browser = server.browser(way)
        let first = try await browser.open(server.authorize(LocalAccountTests.edit))
        let button = first.tag(id: "next") == nil ? "continue" : "next"
        let values = ["signInName": "ada@example.com", "password": Browser.password]
        try await browser.press(button, values)
        #expect(browser.page.tag(id: "surname") != nil, "\(browser.page.summary)")
        browser.goBack(to: first)

        let page = try await browser.press(button, values)

        #expect(page.status == 200)
        #expect(page.tag(id: "surname") != nil, "\(page.summary)")
        #expect(try await browser.press("continue", ["surname": "L"]).answer["code"] != nil)
    }

    @Test(arguments: Browser.Way.allCases)
    func `a page of a journey that has ended says that it is over`(way: Browser.Way) async throws {
        let server = try await server()
        let browser = server.browser(way)
        let page = try await browser.open(server.authorize(Self.policy))
        let values = ["signInName": "ada@example.com", "password": Browser.password]
        #expect(try await browser.press("next", values).isElsewhere)
        browser.goBack(to: page)

        let again = try await browser.press("next", values)
        #expect(again.text.contains("AADB2C90046"), "\(again.summary)")
    }

    @Test(arguments: Browser.Way.allCases)
    func `a policy that is removed while a journey runs ends it with a page`(way: Browser.Way) async throws {
        let server = try await server()
        let browser = server.browser(way)
        try await browser.open(server.authorize(Self.policy))
        server.policies.remove("B2C_1A_signup_signin")

        let page = try await browser.press("next", ["signInName": "ada@example.com", "password": Browser.password])
        #expect(page.text.contains("AADB2C90031"), "\(page.summary)")
    }

    @Test func `an oversized form is refused before it is read`() async throws {
        let server = try await server()
        let browser = server.browser()
        let page = try await browser.open(server.authorize(Self.policy))
        var form = Self.answer
        form.add("signInName", String(repeating: "x", count: 300 << 10))
        let response = try await browser.exchange(.post, formAddress(page), form)
        #expect(response.status == 413)
        let bad = try await browser.exchange(
            .post, formAddress(page), nil, headers: ["Content-Type": "multipart/form-data"])
        #expect(bad.status == 415)
    }

    @Test func `fields that the page did not ask for change nothing`() async throws {
        let server = try await server()
        let browser = server.browser()
        let page = try await browser.open(server.authorize(LocalAccountTests.edit))
        try await browser.press(
            page.tag(id: "next") == nil ? "continue" : "next",
            ["signInName": "ada@example.com", "password": Browser.password])
        let form = try #require(browser.page.forms.first { $0.id == "attributeVerification" })
        let json = try await browser.postScripted(
            form.action,
            [
                "request_type": "RESPONSE", "surname": "L", "givenName": "A", "displayName": "D",
                "objectId": "99999999-9999-4999-8999-999999999999", "userPrincipalName": "root@contoso",
            ])
        #expect(json["status"] == "200", "\(json.text)")
        let done = try await browser.open(browser.api("confirmed"))
        let user = try await server.store.users.user(
            signInType: "emailAddress", issuer: server.tenant.name, id: "ada@example.com", of: server.tenant.id)
        #expect(try await server.claims(LocalAccountTests.edit, for: done)["sub"]?.string == user?.id.text)
    }

    @Test func `a thousand anonymous requests write nothing`() async throws {
        let server = try await server()
        let before = try await server.rows()
        for number in 0..<1000 {
            let browser = server.browser()
            let address = server.authorize(Self.policy, ["state": "\(number)", "login_hint": "a\(number)@b.example"])
            let status =
                number.isMultiple(of: 2)
                ? try await browser.exchange(.get, address, nil).status
                : try await browser.exchange(
                    .post, String(address.prefix { $0 != "?" }),
                    Parameters(urlEncoded: String(address.drop { $0 != "?" }.dropFirst()))
                ).status
            #expect(status == 200)
        }
        #expect(try await server.rows() == before)
    }

    @Test func `a request too long to hold in cookies is refused, not stored`() async throws {
        let server = try await server()
        let before = try await server.rows()
        let form = Parameters(
            urlEncoded: String(
                server.authorize(Self.policy, ["claims": String(repeating: "x", count: 40_000)])
                    .drop { $0 != "?" }.dropFirst()))
        let response = try await server.browser().exchange(
            .post, "\(server.base(Self.policy))/oauth2/v2.0/authorize", form)
        #expect(response.status != 500)
        #expect(try await server.rows() == before)
    }
}

private enum StatePropertiesText {
    static func make(_ id: String) -> String {
        "StateProperties=" + Base64.encodeURL(JSON.object(["TID": .string(id)]).bytes)
    }
}
