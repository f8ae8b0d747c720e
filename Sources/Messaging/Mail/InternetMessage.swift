import Base

/// A message in the Internet Message Format (RFC 5322), its body MIME (RFC 2045): the plain text and, where there
/// is one, the HTML as its alternative (RFC 2046 §5.1.4).
package struct InternetMessage: Sendable, Equatable {
    package let bytes: Bytes

    package init(_ message: Message, from sender: MailSender, to recipient: MailAddress) {
        let name = sender.name.map { HeaderText.encode($0, after: "From: ".utf8.count, isPhrase: true) + "\r\n " } ?? ""
        let lines = [
            "From: \(name)<\(sender.address)>",
            "To: <\(recipient)>",
            "Subject: " + HeaderText.encode(message.subject ?? "", after: "Subject: ".utf8.count),
            "Date: " + message.sentAt.internetDate,
            "Message-ID: <\(InternetMessage.identifier(message.id))@\(sender.address.domain)>",
            "Content-Language: \(InternetMessage.token(message.language))",
            // So that no robot answers one that wrote by itself (RFC 3834 §5).
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
        ]
        let text = InternetMessage.part("plain", message.text)
        let body = message.html.map { html in
            InternetMessage.alternatives([text, InternetMessage.part("html", html)], message.id)
        }
        bytes = Bytes(utf8: (lines + [body ?? text]).joined(separator: "\r\n"))
    }

    private static func part(_ subtype: String, _ content: String) -> String {
        """
        Content-Type: text/\(subtype); charset=utf-8\r
        Content-Transfer-Encoding: quoted-printable\r
        \r
        \(QuotedPrintable.encode(content))\r

        """
    }

    private static func alternatives(_ parts: [String], _ id: Message.ID) -> String {
        // Quoted-printable writes every "=" as "=3D", so no line of a part can be this (RFC 2045 §6.7).
        let boundary = "=_\(identifier(id).prefix(60))"
        let delimited = parts.map { "--\(boundary)\r\n\($0)" }.joined()
        return "Content-Type: multipart/alternative; boundary=\"\(boundary)\"\r\n\r\n\(delimited)--\(boundary)--\r\n"
    }

    /// The message's id, reduced to what may stand in a Message-ID and a boundary.
    private static func identifier(_ id: Message.ID) -> String { token(id.text) }

    private static func token(_ text: String) -> String {
        String(
            text.unicodeScalars.filter { $0.isASCII && ($0.properties.isAlphabetic || $0 == "-" || ("0"..."9") ~= $0) })
    }
}

extension Timestamp {
    /// `Sat, 21 Nov 2026 08:47:55 +0000` (RFC 5322 §3.3).
    package var internetDate: String {
        let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let date = CalendarDate(self)
        let ofDay = Int(seconds - date.start.seconds)
        // 1970-01-01 was a Thursday.
        let weekday = weekdays[((date.daysSince1970 + 4) % 7 + 7) % 7]
        let time = "\(padded(ofDay / 3600, 2)):\(padded(ofDay / 60 % 60, 2)):\(padded(ofDay % 60, 2))"
        return "\(weekday), \(date.day) \(months[date.month - 1]) \(padded(date.year, 4)) \(time) +0000"
    }
}
