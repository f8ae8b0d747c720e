import Base
import Journey
import Policy

/// `AzureMfaProtocolProvider`, its text-message operations (b2c-reference §11.12): sends a code and checks it.
struct AzureMFAProfile: TechnicalProfileHandler {
    private enum Operation: String {
        case onewaysms, verify
    }

    private let operation: Operation

    init(_ profile: TechnicalProfile) throws(ProfileConfigurationError) {
        guard let operation = Operation(rawValue: (profile.metadata["Operation"] ?? "").trimmingBlanks().lowercased())
        else {
            throw ProfileConfigurationError(
                code: "AADB2C90023", detail: "Operation must be OneWaySMS or Verify", location: profile.location)
        }
        self.operation = operation
    }

    func run(_ call: ProfileCall) async throws -> HandlerOutcome {
        guard let number = call["phoneNumber"]?.text, PhoneNumberSyntax.isE164(number) else {
            return .refused(UserMessage("UserMessageIfInvalidFormat", code: "AADB2C90145"))
        }
        let subject = "azuremfa:\(number)"
        switch operation {
        case .onewaysms:
            let sender = CodeSender(
                services: call.services, tenant: call.tenant, environment: call.environment, codes: call.codes)
            return switch try await sender.send(.text, to: number, for: subject) {
            case .sent: .values([:])
            case .throttled: .refused(UserMessage("UserMessageIfThrottled", code: "AADB2C90151"))
            case .failed: .refused(UserMessage("UserMessageIfCouldntSendSms", code: "AADB2C90152"))
            }
        case .verify:
            let typed = call["verificationCode"]?.text ?? ""
            return switch call.codes.check(typed, for: subject, at: call.environment.now) {
            case .right: .values([:])
            case .wrong, .none: .refused(UserMessage("UserMessageIfWrongCodeEntered", code: "AADB2C90155"))
            case .exhausted, .expired:
                .refused(UserMessage("UserMessageIfMaxAllowedCodeRetryReached", code: "AADB2C90151"))
            }
        }
    }
}

enum PhoneNumberSyntax {
    /// A plus sign and 7 to 15 digits, as the carriers take it.
    static func isE164(_ text: String) -> Bool {
        text.hasPrefix("+") && (7...15).contains(text.utf8.count - 1)
            && text.utf8.dropFirst().allSatisfy { (48...57).contains($0) }
    }

    /// Without the blanks, dashes, points and brackets that people and directories put in.
    static func normalized(_ text: String) -> String? {
        let kept = text.filter { !" -.()\u{a0}".contains($0) }
        return isE164(kept) ? kept : nil
    }
}
