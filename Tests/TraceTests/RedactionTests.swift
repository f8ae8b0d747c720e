import Base
import HTTP
import Policy
import Testing
import Trace

struct RedactionTests {
    @Test(arguments: [
        "password", "newPassword", "reenterPassword", "oldPwd", "client_secret", "ClientSecret", "access_token",
        "identityProviderAccessToken", "otpGenerated", "OTPCode", "emailOtp", "email_ver_input", "VERIFICATION_CODE",
        "verificationCode", "code", "X-API-Key", "csrf_token", "devicePin",
    ])
    func `a secret is told by its name`(name: String) {
        #expect(SecretNames.isSecret(name))
    }

    @Test(arguments: [
        "email", "countryCode", "postalCode", "objectId", "options", "spinner", "displayName", "hotel", "pinned",
        "laptop", "keyboard",
    ])
    func `a harmless name is not taken for one`(name: String) {
        #expect(!SecretNames.isSecret(name))
    }

    @Test func `claims are secret by what pages and profiles do with them`() {
        let recorder = TestJourney().recorder

        #expect(recorder.value("pw1", "hunter22").isConcealed)
        #expect(recorder.value("handed", "hunter22").isConcealed)
        #expect(recorder.value("typedCode", "123456").isConcealed)
        #expect(recorder.value("email", "ada@example.com") == .clear("ada@example.com"))
        #expect(recorder.value("forceChangePasswordNextLogin", true, isOpen: true) == .clear(true))
    }

    @Test func `what was made of a secret is one`() {
        let recorder = TestJourney().recorder
        #expect(!recorder.value("digest", "aa11bb22").isConcealed)

        recorder.redaction.conceal(claim: "Digest")

        #expect(recorder.value("digest", "aa11bb22").isConcealed)
    }

    @Test func `a masked claim is shown as its mask leaves it, in production not at all`() {
        let development = TestJourney().recorder
        let production = TestJourney(.production(share: 1, key: nil)).recorder

        #expect(development.value("phone", "+4915112345678") == .concealed(length: 14, shown: "***5678"))
        #expect(production.value("phone", "+4915112345678") == .concealed(length: 14, shown: nil))
    }

    @Test func `a secret value is taken out wherever it stands in the same request`() {
        let recorder = TestJourney().recorder
        _ = recorder.value("password", "correct horse")

        #expect(recorder.value("note", "it is correct horse!") == .clear("it is (concealed)!"))
        #expect(recorder.text("refused correct horse") == "refused (concealed)")
        let body = recorder.body(Bytes(utf8: #"{"hint":"correct horse","n":1}"#), type: "application/json")
        #expect(body.text == #"{"hint":"(concealed)","n":1}"#)
    }

    @Test func `tokens are told by their shape`() {
        let recorder = TestJourney().recorder
        let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJlLXRoYXQtaXMtbG9uZw"

        #expect(recorder.text("hint \(token) end") == "hint (concealed) end")
        #expect(recorder.text("eyJ is no token") == "eyJ is no token")
    }

    @Test func `headers, addresses and forms keep their secrets`() {
        let recorder = TestJourney().recorder
        let headers = recorder.headers([
            "Authorization": "Bearer abcdefgh", "Cookie": "a=b1234567", "x-functions-key": "k-1234567",
            "Accept": "application/json", "X-Echo": "abcdefgh",
        ])

        #expect(headers.map { $0.value?.isConcealed } == [true, true, true, false, false])
        #expect(headers[4].value == .clear("(concealed)"))
        #expect(
            recorder.url("https://u:p4ssw0rd@api.example/x?id=1&code=s3cr3t-1&access_token=t0k3n-22#id_token=zzzzzz")
                == "https://(concealed)@api.example/x?id=1&code=(concealed)&access_token=(concealed)"
                + "#id_token=(concealed)")
        let form = recorder.body(
            Bytes(utf8: "grant_type=password&password=hunter22&client_secret=shhh-shh"),
            type: "application/x-www-form-urlencoded")
        #expect(form.text == "grant_type=password&password=(concealed)&client_secret=(concealed)")
    }

    @Test func `a document is searched to its depth`() {
        let recorder = TestJourney().recorder
        let body = recorder.body(
            Bytes(utf8: #"{"a":[{"token":"abc","who":"ada"},{"PassWord":12345}],"phone":"+4915112345678"}"#),
            type: "application/json")

        #expect(
            body.text
                == #"{"a":[{"token":"(concealed)","who":"ada"},{"PassWord":"(concealed)"}],"phone":"(concealed)"}"#
        )
    }

    @Test func `values and bodies are bounded, and what cannot be read for secrets is not kept`() {
        let recorder = TestJourney().recorder
        let long = String(repeating: "é", count: 100_000)

        guard case .cut(let start, let length) = recorder.value("note", .string(long)) else {
            Issue.record("it was not cut")
            return
        }
        #expect(start.isEmpty && length == 100_000)
        #expect(recorder.text(long) == "(200000 bytes)")
        guard case .cut(let beginning, 20_000) = recorder.value("note", .string(String(long.prefix(20_000)))) else {
            Issue.record("it was not cut")
            return
        }
        #expect(beginning.utf8.count <= TraceRecorder.maximumValue && beginning.utf8.count > 2000)
        let huge = recorder.body(Bytes(utf8: long), type: "text/plain")
        #expect(huge.text.isEmpty && huge.length == 200_000 && !huge.isWhole)
        let middle = recorder.body(Bytes(utf8: String(repeating: "a", count: 20_000)), type: "text/plain")
        #expect(middle.text.utf8.count == TraceRecorder.maximumBody && !middle.isWhole)
        #expect(recorder.body([0xff, 0xfe, 0x00], type: nil).text.isEmpty)
    }
}
