import Base
import Journey
import Policy

/// `AadSsprProtocolProvider` (b2c-reference §11.14): a code to an e-mail address, by our own mail, and its check.
///
/// `allowTestEmailAddressPassThrough` needs nothing: the service refuses addresses of test domains without it, and we
/// refuse none.
struct SelfServiceResetProfile: TechnicalProfileHandler {
    private enum Operation: String {
        case sendcode, verifycode
    }

    private let operation: Operation

    init(_ profile: TechnicalProfile) throws(ProfileConfigurationError) {
        guard let operation = Operation(rawValue: (profile.metadata["Operation"] ?? "").trimmingBlanks().lowercased())
        else { throw profile.misconfigured("Operation must be SendCode or VerifyCode") }
        self.operation = operation
    }

    func run(_ call: ProfileCall) async throws -> HandlerOutcome {
        guard let address = call["emailAddress"]?.text.trimmingBlanks(), EmailSyntax.accepts(address) else {
            return .refused(
                UserMessage("UserMessageIfInternalError", code: "AADB2C90161", detail: "emailAddress is no address"))
        }
        let subject = "sspr:\(address.lowercased())"
        switch operation {
        case .sendcode: return try await send(to: address, subject, call)
        case .verifycode: return verify(call["verificationCode"]?.text ?? "", subject, call)
        }
    }

    private func send(to address: String, _ subject: String, _ call: ProfileCall) async throws -> HandlerOutcome {
        let sender = CodeSender(
            services: call.services, tenant: call.tenant, environment: call.environment, codes: call.codes)
        return switch try await sender.send(.mail, to: address, for: subject) {
        case .sent: .values([:])
        case .throttled(let until):
            .refused(
                UserMessage(
                    "UserMessageIfThrottled", code: "AADB2C90161",
                    waitSeconds: call.environment.now.wait(until: until)))
        case .failed: .refused(UserMessage("UserMessageIfInternalError", code: "AADB2C90161"))
        }
    }

    private func verify(_ typed: String, _ subject: String, _ call: ProfileCall) -> HandlerOutcome {
        switch call.codes.check(typed, for: subject, at: call.environment.now) {
        case .right: .values([:])
        // One text for both: where a policy mails nobody without an account, no page may say so.
        case .wrong, .none:
            .refused(
                UserMessage(
                    "UserMessageIfVerificationFailedRetryAllowed", aliases: ["UserMessageIfInvalidCode"],
                    code: "AADB2C90159"))
        case .exhausted:
            .refused(UserMessage("UserMessageIfVerificationFailedNoRetry", code: "AADB2C90159"))
        case .expired: .refused(UserMessage("UserMessageIfChallengeExpired", code: "AADB2C90159"))
        }
    }
}
