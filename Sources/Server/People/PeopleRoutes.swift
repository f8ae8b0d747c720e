import Base
import HTTP
import Messaging
import Pages

/// The pages for whoever tries a server in development: the mailbox and the token decoder.
struct PeopleRoutes: Sendable {
    let mailbox: Mailbox
    /// The page of a journey's record by its correlation id, where there is one.
    let trace: @Sendable (String) -> String?
    let now: Now
    let random: Random

    var routes: [Route] {
        [
            Route(.get, "/token") { http, _ in token(http.query, http) },
            Route(.post, "/token") { http, _ in token(try http.form(), http) },
            Route(.get, "/mailbox") { http, _ in mailboxPage(http) },
        ] + mailbox.routes
    }

    private func token(_ parameters: Parameters, _ http: Request) -> Response {
        var page = TokenPage(parameters: parameters.items.map { ($0.name, $0.value) }, now: now())
        page.trace = parameters["error_description"].flatMap(PeopleRoutes.correlationID).flatMap(trace)
        return page.response(nonce: nonce)
    }

    /// The journey that an error description tells of: B2C's has a line `Correlation ID: …`.
    private static func correlationID(_ description: String) -> String? {
        guard let start = description.firstRange(of: "Correlation ID: ")?.upperBound else { return nil }
        return String(description[start...].prefix { !$0.isWhitespace })
    }

    private func mailboxPage(_ http: Request) -> Response {
        let recipient = http.query["to"] ?? ""
        let messages = mailbox.messages(to: recipient.isEmpty ? nil : recipient).map { message in
            MailboxPage.Message(
                id: message.id.text, channel: MailboxPage.Message.Channel(rawValue: message.channel.rawValue) ?? .mail,
                to: message.to, subject: message.subject ?? "", text: message.text, sentAt: message.sentAt)
        }
        return MailboxPage(messages: messages, recipient: recipient).response(nonce: nonce)
    }

    private var nonce: String { Base64.encode(random.bytes(16)) }
}
