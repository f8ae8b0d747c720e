import Base
import Messaging
import Transport

/// Mail handed to the operator's server.
struct SMTPSubmission: MailSubmission {
    let client: SMTPClient

    func submit(from: String, to: String, message: Bytes) async throws {
        try await client.send(String(decoding: message, as: UTF8.self), from: from, to: [to])
    }
}

extension Courier {
    /// Each channel's carrier as configured; the mailbox takes the rest.
    static func configured(
        _ settings: CarrierSettings, mailbox: Mailbox, fetch: CurlFetch, emit: @escaping Emit
    ) -> Courier {
        var carriers: [Message.Channel: any Carrier] = [.mail: mailbox, .text: mailbox, .call: mailbox, .push: mailbox]
        if let mail = settings.mail, let client = SMTPClient(mail.server) {
            carriers[.mail] = MailCarrier(sender: mail.sender, submission: SMTPSubmission(client: client))
        }
        if let service = settings.text { carriers[.text] = TextMessageCarrier(service: service, fetch: fetch) }
        if let service = settings.call { carriers[.call] = CallCarrier(service: service, fetch: fetch) }
        return Courier(carriers, emit: emit)
    }
}
