import Base
import Directory
import Journey
import Policy

/// `AzureMfaProtocolProvider` (b2c-reference §11.12): codes by text message, and codes of authenticator apps.
struct AzureMFAProfile: TechnicalProfileHandler {
    private enum Operation: String {
        case onewaysms, verify, getavailabledevices, beginverifyotp, verifyotp
    }

    private let operation: Operation

    init(_ profile: TechnicalProfile) throws(ProfileConfigurationError) {
        guard let operation = Operation(rawValue: (profile.metadata["Operation"] ?? "").trimmingBlanks().lowercased())
        else {
            throw profile.misconfigured(
                "Operation must be OneWaySMS, Verify, GetAvailableDevices, BeginVerifyOTP or VerifyOTP")
        }
        self.operation = operation
    }

    func run(_ call: ProfileCall) async throws -> HandlerOutcome {
        switch operation {
        case .onewaysms, .verify:
            guard let number = call["phoneNumber"].flatMap({ PhoneNumberSyntax.normalized($0.text) }) else {
                return .refused(UserMessage("UserMessageIfInvalidFormat", code: "AADB2C90145"))
            }
            return operation == .verify ? verify(number, call) : try await send(to: number, call)
        case .getavailabledevices: return try await AuthenticatorApps(call).count()
        case .beginverifyotp: return try await AuthenticatorApps(call).begin()
        case .verifyotp: return try await AuthenticatorApps(call).verify(call["otpCode"]?.text ?? "")
        }
    }

    private func send(to number: String, _ call: ProfileCall) async throws -> HandlerOutcome {
        var sender = CodeSender(
            services: call.services, tenant: call.tenant, environment: call.environment, codes: call.codes)
        sender.sender = call["companyName"]?.text.nonEmpty
        sender.language = call["locale"]?.text.nonEmpty
        return switch try await sender.send(.text, to: number, for: subject(number)) {
        case .sent: .values([:])
        case .throttled(let until):
            .refused(
                UserMessage(
                    "UserMessageIfThrottled", code: "AADB2C90151",
                    waitSeconds: call.environment.now.wait(until: until)))
        case .failed: .refused(UserMessage("UserMessageIfCouldntSendSms", code: "AADB2C90152"))
        }
    }

    private func verify(_ number: String, _ call: ProfileCall) -> HandlerOutcome {
        let typed = call["verificationCode"]?.text ?? ""
        return switch call.codes.check(typed, for: subject(number), at: call.environment.now) {
        case .right: .values([:])
        case .wrong, .none: .refused(UserMessage("UserMessageIfWrongCodeEntered", code: "AADB2C90155"))
        case .exhausted, .expired:
            .refused(UserMessage("UserMessageIfMaxAllowedCodeRetryReached", code: "AADB2C90151"))
        }
    }

    private func subject(_ number: String) -> String { "azuremfa:\(number)" }
}

extension String {
    var nonEmpty: String? { isEmpty ? nil : self }
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
