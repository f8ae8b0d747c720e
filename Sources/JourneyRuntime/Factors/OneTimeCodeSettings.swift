import Base
import Journey
import Passwordless
import Policy

/// `Cardea.OneTimeCode`: by which way a code is sent, and what the profile does about it
/// (docs/passkeys-in-policies.md).
struct OneTimeCodeSettings: Sendable {
    enum Operation: String, Sendable { case send, verify, page }
    enum Channel: Sendable { case mail, text }

    let operation: Operation
    let channel: Channel
    /// Where there is no `objectId`, nothing is sent, and nobody can tell.
    let sendsOnlyToAccounts: Bool

    init(_ profile: TechnicalProfile) throws(ProfileConfigurationError) {
        let metadata = profile.metadata
        let operation = metadata["Operation"]?.trimmingBlanks().lowercased() ?? "page"
        guard let operation = Operation(rawValue: operation) else {
            throw profile.misconfigured("Operation must be Send, Verify or Page")
        }
        self.operation = operation
        switch metadata["Channel"]?.trimmingBlanks().lowercased() ?? "email" {
        case "email": channel = .mail
        case "textmessage": channel = .text
        case let other: throw profile.misconfigured("Channel must be Email or TextMessage, not \(other.prefix(40))")
        }
        sendsOnlyToAccounts = metadata.bool("SendOnlyToAccounts", default: false)
    }

    var method: VerificationMethod { channel == .mail ? .emailCode : .textMessageCode }
    /// What the desk calls the address; our partner claims too.
    var addressName: String { channel == .mail ? "email" : "phoneNumber" }

    static func matches(_ profile: TechnicalProfile) -> Bool { profile.handlerName == "Cardea.OneTimeCode" }

    /// A page of its own, not a step of another one.
    static func isPage(_ profile: TechnicalProfile) -> Bool {
        matches(profile) && (profile.metadata["Operation"] ?? "page").trimmingBlanks().equalsFolded("page")
    }
}
