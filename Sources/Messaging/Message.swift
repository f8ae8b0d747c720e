import Base

/// Something that is sent to a person.
package struct Message: Sendable, Equatable {
    package typealias ID = Identifier<Message>

    package enum Channel: String, Sendable, CaseIterable { case mail, text, call, push }

    package let id: ID
    package let channel: Channel
    /// A mail address, a telephone number in E.164, or a device: what the channel's carrier can reach.
    package let to: String
    package let subject: String?
    /// The plain text; for a call, what is said.
    package let text: String
    package let html: String?
    /// The language of the texts (BCP 47).
    package let language: String
    package let sentAt: Timestamp

    package init(
        id: ID, channel: Channel, to: String, subject: String? = nil, text: String, html: String? = nil,
        language: String = "en", sentAt: Timestamp
    ) {
        self.id = id
        self.channel = channel
        self.to = to
        self.subject = subject
        self.text = text
        self.html = html
        self.language = language
        self.sentAt = sentAt
    }
}
