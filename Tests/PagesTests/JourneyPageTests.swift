import Base
import Glibc
import HTTP
import Policy
import Testing

@testable import Pages

struct JourneyPageTests {
    private func text(_ page: any JourneyPage, _ frame: PageFrame) -> String { page.document(in: frame).text }

    @Test(arguments: [
        #"<div id="api" data-name="Unified">"#, #"<div class="heading"><h1>Sign in</h1></div>"#,
        #"<form id="localAccountForm" class="localAccount" method="post" action="/contoso.onmicrosoft.com/B2C_1A_susi/SelfAsserted?tx=StateProperties%3DeyJUSUQiOiIx&amp;p=B2C_1A_susi">"#,
        #"name="csrf_token" value="csrf-token""#, #"name="request_type" value="RESPONSE""#,
        #"<input id="signInName" name="signInName" class="textInput" type="email""#, #"autocomplete="username""#,
        #"<input id="password" name="password""#, #"autocomplete="current-password""#,
        #"<button type="submit" id="next""#, #"<input type="checkbox" id="rememberMe""#,
        #"<a id="forgotPassword" href="/contoso.onmicrosoft.com/B2C_1A_susi/api/CombinedSigninAndSignup/forgotPassword?csrf_token="#,
        #"<a id="createAccount" class="createAccount" href="/contoso.onmicrosoft.com/B2C_1A_susi/api/CombinedSigninAndSignup/unified?local=signup&amp;csrf_token="#,
        #"<div class="claims-provider-list-buttons social""#,
        #"<button type="submit" id="FacebookExchange" class="accountButton claims-provider-selection federated" name="claimsexchange" value="FacebookExchange">"#,
        #""csrf":"csrf-token","transId":"StateProperties=eyJUSUQiOiIx""#, "var CONTENT=", "var SA_FIELDS=",
    ])
    func `the combined page has what templates, scripts and tools look for`(part: String) {
        #expect(text(Samples.combined, Samples.frame()).contains(part))
    }

    @Test(arguments: [
        #"data-name="SelfAsserted""#, #"<form id="attributeVerification""#,
        #"<div id="attributeList" class="attr"><ul>"#,
        #"<li class="EmailBox email_li">"#, #"<div class="attrEntry">"#, #"<label id="email_label" for="email">"#,
        #"class="helpLink tiny""#, #"id="requiredFieldMissing" class="error pageLevel""#,
        #"id="email_ver_but_send""#, #"id="email_ver_input""#, #"id="email_ver_but_verify""#,
        #"id="email_ver_but_resend""#, #"id="email_ver_but_edit""#, #"value="send:email""#, #"value="verify:email""#,
        #"value="change:email""#, #"autocomplete="one-time-code" inputmode="numeric""#,
        #"<button type="submit" id="continue" class="primary" name="cardea_action" value="continue">"#,
        #"<button type="submit" id="cancel" class="secondary" name="cardea_action" value="cancel" formnovalidate>"#,
        #""ID":"email""#, #""UX_INPUT_TYPE":"EmailBox""#, #""VERIFY":true"#,
    ])
    func `a page of fields has what templates and scripts look for`(part: String) {
        let page = Samples.signUp(.idle(message: nil))

        #expect(text(page, Samples.frame(.selfAsserted)).contains(part))
    }

    @Test(arguments: [
        "_but_send_code", "_but_verify_code", "_but_send_new_code", "_but_change_claims",
    ])
    func `a verification control's buttons have its id`(suffix: String) {
        let html = text(Samples.control(.sent), Samples.frame(.selfAsserted))

        #expect(html.contains("id=\"emailVerificationControl\(suffix)\""))
        #expect(html.contains("value=\"emailVerificationControl:SendCode\""))
        #expect(html.contains("value=\"emailVerificationControl:VerifyCode\""))
    }

    @Test(arguments: [
        (VerificationState.idle(message: nil), ["email_ver_but_send"]),
        (.idle(message: "No"), ["email_ver_but_send"]),
        (.sent, ["email_ver_but_verify", "email_ver_but_resend", "email_ver_but_edit"]),
        (
            .failed(message: "No", mayRetry: true),
            ["email_ver_but_verify", "email_ver_but_resend", "email_ver_but_edit"]
        ),
        (.failed(message: "No", mayRetry: false), ["email_ver_but_resend", "email_ver_but_edit"]),
        (.verified, ["email_ver_but_edit"]),
    ])
    func `each state of a verification shows its buttons alone`(state: VerificationState, shown: [String]) {
        let html = text(Samples.signUp(state), Samples.frame(.selfAsserted))

        for id in ["email_ver_but_send", "email_ver_but_verify", "email_ver_but_resend", "email_ver_but_edit"] {
            let tag = tag(id, in: html)
            #expect(tag.contains(" hidden") == !shown.contains(id), "\(id) in \(state)")
        }
        #expect(tag("email", in: html).contains("readonly") == state.isUnderWay)
    }

    @Test(arguments: [
        (VerificationState.idle(message: nil), "send:email"), (.sent, "verify:email"), (.verified, "continue"),
    ])
    func `Enter does what is next, also without script`(state: VerificationState, action: String) {
        let html = text(Samples.signUp(state), Samples.frame(.selfAsserted))
        let first = html.firstRange(of: "<button type=\"submit\"").map { html[$0.lowerBound...].prefix { $0 != ">" } }

        #expect(first?.contains("value=\"\(action)\"") == true)
    }

    @Test(arguments: Preview.journeyPages.map(\.name), Look.allCases)
    func `no page has a handler, a style or a script without nonce in its markup`(name: String, look: Look) throws {
        let sample = try #require(Preview.journeyPages.first { $0.name == name })
        let html = text(sample.page, Samples.frame(sample.api, look: look))
        let reader = MarkupReader(Bytes(utf8: html))

        for case .start(let tag) in reader {
            #expect(!tag.attributes.contains { $0.name.hasPrefix("on") || $0.name == "style" }, "\(tag.name)")
            if tag.name == "script" { #expect(tag["nonce"] == "bm9uY2U=") }
            for case let (name, value) in tag.attributes where name == "href" || name == "src" || name == "action" {
                #expect(SafeAddress.isSafe(value))
            }
        }
    }

    @Test(arguments: Preview.journeyPages.map(\.name))
    func `every control has one label, and every id is there once`(name: String) throws {
        let sample = try #require(Preview.journeyPages.first { $0.name == name })
        let tags = MarkupReader(Bytes(utf8: text(sample.page, Samples.frame(sample.api)))).compactMap { token in
            if case .start(let tag) = token { tag } else { nil }
        }
        let ids = tags.compactMap { $0["id"] }
        let labelled = Set(tags.compactMap { $0["for"] })

        #expect(ids.count == Set(ids).count)
        for tag in tags where ["input", "select", "textarea"].contains(tag.name) && tag["type"] != "hidden" {
            let isLabelled =
                tag["aria-label"] != nil || tag["aria-labelledby"] != nil || labelled.contains(tag["id"] ?? "")
            #expect(isLabelled, "\(tag["id"] ?? tag.name)")
        }
        for reference in tags.flatMap({ ($0["aria-describedby"] ?? "").split(separator: " ") }) {
            #expect(ids.contains(String(reference)), "aria-describedby \(reference)")
        }
    }

    @Test func `what a policy or a person wrote cannot become markup`() {
        let hostile = "\" onfocus=\"alert(1)\" x=\"><script>alert(1)</script>"
        var field = Field(id: "x", label: hostile, value: hostile)
        (field.help, field.placeholder, field.error) = (hostile, hostile, hostile)
        field.pattern = .init(regularExpression: hostile, message: hostile)
        var choice = Field(id: "y", label: hostile, kind: .radioSingleSelect)
        choice.options = [.init(text: hostile, value: hostile)]
        var paragraph = Field(id: "z", label: "", kind: .paragraph, value: hostile)
        paragraph.help = hostile
        let page = SelfAssertedPage(items: [.field(field), .field(choice), .field(paragraph)], message: hostile)
        var frame = Samples.frame(.selfAsserted)
        (frame.tenantName, frame.logo) = (hostile, "javascript:alert(1)")

        let html = text(page, frame)

        for case .start(let tag) in MarkupReader(Bytes(utf8: html)) { #expect(tag["onfocus"] == nil, "\(tag.name)") }
        #expect(!html.contains("<script>"))
        #expect(!html.contains("javascript:"))
    }

    @Test func `a password never goes back to the browser`() {
        var page = Samples.combined
        page.fields[1].value = "hunter2"

        #expect(!text(page, Samples.frame()).contains("hunter2"))
    }

    @Test func `a language that is read from right to left says so`() {
        let html = text(Samples.combined, Samples.frame(texts: Texts(language: "ar-EG")))

        #expect(html.contains("<html lang=\"ar-EG\" dir=\"rtl\">"))
    }

    @Test(arguments: [
        (CombinedPage.ForgotPasswordLocation.afterLabel, "password_label", "name=\"password\""),
        (.afterInput, "name=\"password\"", "rememberMe"), (.afterButtons, "id=\"next\"", "claims-provider"),
    ])
    func `the forgotten password is asked about where the policy says`(
        location: CombinedPage.ForgotPasswordLocation, after: String, before: String
    ) throws {
        var page = Samples.combined
        page.forgotPassword.location = location
        let html = text(page, Samples.frame())

        let link = try #require(html.firstRange(of: "id=\"forgotPassword\"")?.lowerBound)
        #expect(try #require(html.firstRange(of: after)?.lowerBound) < link)
        #expect(try #require(html.firstRange(of: before)?.lowerBound) > link)
    }

    @Test func `the error page carries code, reference and time`() {
        let html = text(Samples.error, Samples.frame(.error))

        for part in ["AADB2C90037", "0b5b6c62-4bcb-4a54-a1ac-9d3d8c8e1d2f", "2026-11-21 08:47:55Z", "/trace/0b5b6c62"] {
            #expect(html.contains(part))
        }
    }

    @Test func `a form post submits itself, and has a button where it cannot`() {
        let page = FormPostPage(target: "https://app.example/cb", parameters: [("state", "\"><x>")])
        let response = page.response(texts: Texts(), nonce: "bg==")
        let html = String(decoding: response.bytes ?? [], as: UTF8.self)

        #expect(html.contains(#"<form id="auto" method="post" action="https://app.example/cb">"#))
        #expect(html.contains(#"name="state" value="&quot;&gt;&lt;x&gt;""#))
        #expect(html.contains("<noscript>") && html.contains("<button type=\"submit\""))
        #expect(response.headers["Cache-Control"] == "no-store")
    }

    @Test func `a date that is posted in parts is joined`() {
        let field = Field(id: "born", label: "Born", kind: .dateTimeDropdown)

        #expect(field.posted(in: ["born_day": "9", "born_month": "2", "born_year": "1984"]) == "1984-02-09")
        #expect(field.posted(in: ["born_day": "31", "born_month": "2", "born_year": "1984"]) == "1984-2-31")
        #expect(field.posted(in: ["born_day": "", "born_month": "", "born_year": ""]) == "")
        #expect(field.posted(in: ["born": "1984-02-09"]) == "1984-02-09")
        #expect(field.posted(in: [:]) == nil)
    }

    /// Byte for byte, so that a change of structure is seen in a review. `CARDEA_SNAPSHOTS=1` writes it anew.
    @Test func `the combined page is as it was`() throws {
        let path = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let file = "/\(path)/Snapshots/combined.html"
        var html = text(Samples.combined, Samples.frame())
        for asset in Assets.all { html = html.replacing(asset.path, with: "/assets/…") }
        html = html.replacing("><", with: ">\n<") + "\n"
        if getenv("CARDEA_SNAPSHOTS") != nil { try write(html, to: file) }

        #expect(html == (try read(file)))
    }

    private func write(_ text: String, to path: String) throws {
        let file = try #require(fopen(path, "wb"))
        defer { fclose(file) }
        _ = text.utf8.withContiguousStorageIfAvailable { fwrite($0.baseAddress, 1, $0.count, file) }
    }

    private func read(_ path: String) throws -> String {
        let file = try #require(fopen(path, "rb"))
        defer { fclose(file) }
        var buffer = Bytes(repeating: 0, count: 1 << 20)
        let count = fread(&buffer, 1, buffer.count, file)
        return String(decoding: buffer[..<count], as: UTF8.self)
    }

    private func tag(_ id: String, in html: String) -> Substring {
        guard let start = html.firstRange(of: " id=\"\(id)\"")?.lowerBound else { return "" }
        return html[start...].prefix { $0 != ">" }
    }
}

extension VerificationState {
    fileprivate var isUnderWay: Bool { self == .sent || self == .verified || name == "failed" }
}
