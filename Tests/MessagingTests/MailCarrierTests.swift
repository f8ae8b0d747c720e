import Base
import Messaging
import Testing

struct MailCarrierTests {
    let submission = RecordingSubmission()

    @Test func `a message with HTML is composed as two alternatives`() async throws {
        try await carrier().send(.sample(id: "m-1", text: "Grüße = 1\nnext ", html: "<p>Grüße</p>"))

        let sent = try #require(submission.submitted.first)
        #expect(sent.from == "no-reply@cardea.example")
        #expect(sent.to == "ada@example.com")
        #expect(
            sent.text == """
                From: Contoso\r
                 <no-reply@cardea.example>\r
                To: <ada@example.com>\r
                Subject: Hello\r
                Date: Sat, 21 Nov 2026 08:47:55 +0000\r
                Message-ID: <m-1@cardea.example>\r
                Content-Language: en\r
                Auto-Submitted: auto-generated\r
                MIME-Version: 1.0\r
                Content-Type: multipart/alternative; boundary="=_m-1"\r
                \r
                --=_m-1\r
                Content-Type: text/plain; charset=utf-8\r
                Content-Transfer-Encoding: quoted-printable\r
                \r
                Gr=C3=BC=C3=9Fe =3D 1\r
                next=20\r
                --=_m-1\r
                Content-Type: text/html; charset=utf-8\r
                Content-Transfer-Encoding: quoted-printable\r
                \r
                <p>Gr=C3=BC=C3=9Fe</p>\r
                --=_m-1--\r

                """)
    }

    @Test func `a subject cannot write headers of its own`() async throws {
        try await carrier().send(.sample(subject: "Hi\r\nBcc: eve@example.com"))

        let text = try #require(submission.submitted.first?.text)
        #expect(text.contains("Subject: Hi  Bcc: eve@example.com\r\n"))
        #expect(!text.contains("\nBcc:"))
    }

    @Test(arguments: [
        ("Grüße", "=?UTF-8?B?R3LDvMOfZQ==?="),
        ("=?UTF-8?B?SGk=?=", "=?UTF-8?B?PT9VVEYtOD9CP1NHaz0/PQ==?="),
        (
            String(repeating: "ü", count: 20),
            "=?UTF-8?B?w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8w7w=?=\r\n =?UTF-8?B?w7w=?="
        ),
    ])
    func `what is not plain becomes encoded-words`(subject: String, encoded: String) async throws {
        try await carrier().send(.sample(subject: subject))

        #expect(try #require(submission.submitted.first?.text).contains("Subject: \(encoded)\r\nDate"))
    }

    @Test func `no line is longer than mail allows`() async throws {
        try await carrier(name: String(repeating: "Möbel & Söhne ", count: 9)).send(
            .sample(subject: String(repeating: "long ", count: 60), text: String(repeating: "ü", count: 400)))

        let lines = try #require(submission.submitted.first?.text).split(separator: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 76 })
        #expect(lines.count > 30)
    }

    @Test(arguments: [
        "ada", "ada@", "@example.com", "ada@@example.com", "ada@example..com", "ada lovelace@example.com",
        "ada@example.com>\r\nRCPT TO:<eve@example.com", "<ada@example.com>", "a,b@example.com", "ada@exämple.com",
        "ada@[127.0.0.1]", "\"a b\"@example.com", "ada@example.com\0", "\(String(repeating: "a", count: 65))@b.c",
    ])
    func `what is no plain address is refused before the server hears of it`(address: String) async {
        #expect(
            await failure { () async throws(DeliveryError) in try await carrier().send(.sample(to: address)) }
                == .recipientRefused("not a mail address"))
        #expect(submission.submitted.isEmpty)
    }

    @Test func `a delivery error passes as it is, another means the server was not reached`() async {
        struct Broken: Error {}
        let refused = RecordingSubmission(failing: DeliveryError.recipientRefused("550"))
        let broken = RecordingSubmission(failing: Broken())

        #expect(
            await failure { () async throws(DeliveryError) in try await carrier(over: refused).send(.sample()) }
                == .recipientRefused("550"))
        #expect(
            await failure { () async throws(DeliveryError) in try await carrier(over: broken).send(.sample()) }
                == .unreachable("Broken()"))
    }

    private func carrier(name: String = "Contoso", over other: RecordingSubmission? = nil) -> MailCarrier {
        let sender = MailSender(address: MailAddress("no-reply@cardea.example")!, name: name)
        return MailCarrier(sender: sender, submission: other ?? submission)
    }
}
