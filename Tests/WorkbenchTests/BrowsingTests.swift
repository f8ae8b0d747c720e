import Base
import HTTP
import Testing

@testable import Workbench

struct BrowsingTests {
    private let page = BrowserPage(
        url: "https://login.example/", status: 200,
        body: Bytes(
            utf8: """
                <!doctype html><html lang="de"><head><title>T</title><script>if (a < b) "<form>"</script></head><body>
                <div id="api" data-name="SelfAsserted"><h1>Sign &amp; up</h1>
                <form id="f" method="post" action="/go?a=1"><input type="hidden" name="csrf" value="c&quot;1">
                <div id="email_error" class="error itemLevel show" aria-hidden="false"><p>Bad mail</p></div>
                <div class="error pageLevel" aria-hidden="true"><p>Not shown</p></div>
                <label for="email">Mail</label><input id="email" name="email" type="email" value="a@x" required>
                <input id="no" name="no" readonly value="1">
                <select id="c" name="c"><option value="">-</option><option value="CH">Schweiz</option></select>
                <div id="birth" class="dateTimeDropdown"><select name="birth_day"><option value="3">3</option></select>
                <select name="birth_month"><option value="4">4</option></select><select name="birth_year"></select></div>
                <input type="checkbox" id="t" name="t" value="yes"><input type=radio name=r value=1 checked><input type=radio name=r value=2>
                <fieldset disabled><input name="off" value="x"></fieldset>
                <button id="continue" name="act" value="go">Go on</button><button id="hidden" hidden>No</button>
                </form><a id="cancel" href="/c">Cancel</a></div></body></html>
                """), shown: nil)

    @Test func `a page is read as a person sees it`() {
        #expect(page.title == "Sign & up")
        #expect(page.language == "de")
        #expect(page.names == ["SelfAsserted"])
        #expect(page.errors == ["Bad mail"])
        #expect(page.error(at: "email") == "Bad mail")
        #expect(page.fields.map(\.id) == ["email", "no", "c", "birth", "t", "r"])
        #expect(page.field(named: "EMAIL")?.label == "Mail")
        #expect(page.field(named: "r")?.values == ["1"])
        #expect(page.controls.map(\.controlName) == ["continue", "cancel"])
    }

    @Test func `a form sends what a browser sends`() throws {
        var filling = FormFilling()
        try filling.enter("ada@x", at: "Email", of: page)
        try filling.enter("Schweiz", at: "c", of: page)
        try filling.enter(true, at: "t", of: page)
        try filling.enter("1990-12-03", at: "birth", of: page)
        let form = try #require(page.element(id: "f"))
        let sent = filling.parameters(of: form, pressing: page.element(id: "continue"))
        #expect(
            sent.items.map { "\($0.name)=\($0.value)" } == [
                "csrf=c\"1", "email=ada@x", "no=1", "c=CH", "birth_day=3", "birth_month=12", "birth_year=1990", "t=yes",
                "r=1", "act=go",
            ])
    }

    @Test(arguments: [
        ("emial", "x", "did you mean \"email\""), ("no", "x", "can only be read"), ("c", "Mars", "it has: -, Schweiz"),
        ("birth", "3.12.1990", "write it as 1990-12-31"), ("off", "x", "has no field"),
    ])
    func `what cannot be entered says why`(field: String, value: String, message: String) {
        var filling = FormFilling()
        let failure = #expect(throws: StepFailure.self) { try filling.enter(.string(value), at: field, of: page) }
        #expect(failure?.lines.first?.contains(message) == true, "\(failure?.lines ?? [])")
    }

    @Test(arguments: ["<", "<div", "</", "<!--", "<a b=\"", "&#x;&#99999999;&amp", "<script>", "<p><p><p></div>"])
    func `broken markup is read somehow`(text: String) {
        _ = BrowserPage(url: "", status: 200, body: Bytes(utf8: text), shown: nil).visibleText
    }

    @Test func `deep markup is read to a bound`() {
        let text = String(repeating: "<div>", count: 100_000)
        #expect(BrowserPage(url: "", status: 200, body: Bytes(utf8: text), shown: nil).fields.isEmpty)
    }

    @Test func `base32 is read as RFC 4648 has it`() {
        #expect(Base32.decode("MZXW6YTBOI======") == Bytes(utf8: "foobar"))
        #expect(Base32.decode("mzxw 6ytb") == Bytes(utf8: "fooba"))
        #expect(Base32.decode("M1") == nil)
    }
}
