import Base

/// What happens in a realm. Identifiers of ours and methods; never an address, a name or a code.
package enum PasswordlessEvent: Event, Equatable {
    case account(kind: String, method: String, correlation: String)
    case refused(method: String, detail: String, correlation: String)

    package var name: String {
        switch self {
        case .account(let kind, _, _): kind
        case .refused: "factor.refused"
        }
    }

    package var level: EventLevel {
        switch self {
        case .account: .info
        case .refused: .info
        }
    }

    package var fields: [(name: String, value: JSON)] {
        switch self {
        case .account(_, let method, let correlation):
            [("method", .string(method)), ("correlation", .string(correlation))]
        case .refused(let method, let detail, let correlation):
            [("method", .string(method)), ("detail", .string(detail)), ("correlation", .string(correlation))]
        }
    }
}
