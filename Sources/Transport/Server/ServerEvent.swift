import Base

/// What the server tells of a peer that broke its rules.
package enum ServerEvent: Event {
    case requestRefused(status: Int, reason: String, address: String)
    case connectionCut(address: String)

    package var name: String {
        switch self {
        case .requestRefused: "transport.request-refused"
        case .connectionCut: "transport.connection-cut"
        }
    }

    package var level: EventLevel { .info }

    package var fields: [(name: String, value: JSON)] {
        switch self {
        case .requestRefused(let status, let reason, let address):
            [("status", .integer(Int64(status))), ("reason", .string(reason)), ("address", .string(address))]
        case .connectionCut(let address): [("address", .string(address))]
        }
    }
}
