import Base

/// Hands a composed message to a mail server. `Transport` has the one that speaks SMTP.
package protocol MailSubmission: Sendable {
    /// `from` and `to` are addresses alone; `message` is RFC 5322 with CRLF line ends.
    /// May throw a `DeliveryError`; anything else counts as the server not being reachable.
    func submit(from: String, to: String, message: Bytes) async throws
}

/// Sends mail through a mail server.
package struct MailCarrier: Carrier {
    private let sender: MailSender
    private let submission: any MailSubmission

    package init(sender: MailSender, submission: any MailSubmission) {
        self.sender = sender
        self.submission = submission
    }

    package func send(_ message: Message) async throws(DeliveryError) {
        guard let recipient = MailAddress(message.to) else { throw .recipientRefused("not a mail address") }
        let composed = InternetMessage(message, from: sender, to: recipient)
        do {
            try await submission.submit(from: sender.address.text, to: recipient.text, message: composed.bytes)
        } catch let error as DeliveryError {
            throw error
        } catch {
            throw .unreachable("\(error)")
        }
    }
}

/// Who writes: an address, and the name that a mail program shows for it.
package struct MailSender: Sendable, Equatable {
    package let address: MailAddress
    package let name: String?

    package init(address: MailAddress, name: String? = nil) {
        self.address = address
        self.name = name
    }
}
