import Base

/// What became of a message. Whom it was for is in none of them.
package enum MessagingEvent: Event, Equatable {
    case sent(Message.ID, Message.Channel)
    case notSent(Message.ID, Message.Channel, DeliveryError)

    package var name: String {
        switch self {
        case .sent: "message.sent"
        case .notSent: "message.notSent"
        }
    }

    package var level: EventLevel {
        switch self {
        case .sent: .info
        case .notSent(_, _, .recipientRefused): .info
        case .notSent: .error
        }
    }

    package var fields: [(name: String, value: JSON)] {
        switch self {
        case .sent(let id, let channel):
            [("message", .string(id.text)), ("channel", .string(channel.rawValue))]
        case .notSent(let id, let channel, let error):
            [
                ("message", .string(id.text)), ("channel", .string(channel.rawValue)),
                ("reason", .string("\(error)")),
            ]
        }
    }
}
