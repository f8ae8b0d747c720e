import Base
import OpenID

/// What happens at the endpoints.
package enum ProviderEvent: Event, Equatable {
    /// A sign-in was handed to the interaction.
    case requestAccepted(client: String, policy: String, correlation: String)
    case codeIssued(grant: String, client: String, policy: String, correlation: String)
    case tokensIssued(grant: String?, client: String, policy: String, kind: String, correlation: String)
    /// A used code came again; its grant was revoked.
    case codeReplayed(grant: String, client: String, correlation: String)
    /// A used refresh token came again; its grant was revoked.
    case refreshTokenReplayed(grant: String, client: String, correlation: String)
    case tokenRevoked(grant: String, client: String, correlation: String)
    case clientAuthenticationFailed(client: String, reason: String, address: String, correlation: String)
    case requestRefused(ProtocolError, correlation: String)
    /// Our own fault.
    case requestFailed(reason: String, path: String, correlation: String)

    package var name: String {
        switch self {
        case .requestAccepted: "authorization.requested"
        case .codeIssued: "code.issued"
        case .tokensIssued: "token.issued"
        case .codeReplayed: "code.replayed"
        case .refreshTokenReplayed: "refreshToken.replayed"
        case .tokenRevoked: "token.revoked"
        case .clientAuthenticationFailed: "client.authenticationFailed"
        case .requestRefused: "request.refused"
        case .requestFailed: "request.failed"
        }
    }

    package var level: EventLevel {
        switch self {
        case .requestAccepted: .debug
        case .codeIssued, .tokensIssued, .tokenRevoked, .requestRefused: .info
        case .codeReplayed, .refreshTokenReplayed, .clientAuthenticationFailed: .warning
        case .requestFailed: .error
        }
    }

    package var fields: [(name: String, value: JSON)] {
        switch self {
        case .requestAccepted(let client, let policy, let correlation):
            [text("client", client), text("policy", policy), text("correlation", correlation)]
        case .codeIssued(let grant, let client, let policy, let correlation):
            [
                text("grant", grant), text("client", client), text("policy", policy),
                text("correlation", correlation),
            ]
        case .tokensIssued(let grant, let client, let policy, let kind, let correlation):
            [
                ("grant", grant.map(JSON.string) ?? .null), text("client", client), text("policy", policy),
                text("kind", kind), text("correlation", correlation),
            ]
        case .codeReplayed(let grant, let client, let correlation),
            .refreshTokenReplayed(let grant, let client, let correlation),
            .tokenRevoked(let grant, let client, let correlation):
            [text("grant", grant), text("client", client), text("correlation", correlation)]
        case .clientAuthenticationFailed(let client, let reason, let address, let correlation):
            [
                text("client", client), text("reason", reason), text("address", address),
                text("correlation", correlation),
            ]
        case .requestRefused(let error, let correlation):
            [
                text("error", error.code.rawValue), ("reference", error.reference.map(JSON.string) ?? .null),
                text("description", error.description), ("detail", error.detail.map(JSON.string) ?? .null),
                text("correlation", correlation),
            ]
        case .requestFailed(let reason, let path, let correlation):
            [text("reason", reason), text("path", path), text("correlation", correlation)]
        }
    }

    private func text(_ name: String, _ value: String) -> (name: String, value: JSON) { (name, .string(value)) }
}
