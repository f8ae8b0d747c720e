import Base
import Directory

/// `EMAIL_OTP`: a code by mail. No factor by NIST SP 800-63B-4 §3.1.3.1, so good for AAL1 at most.
///
/// With nobody known, `{"email": "…"}` proves an address before there is an account.
package struct EmailCode: Factor {
    package let method = VerificationMethod.emailCode
    package let identifiesPerson = false
    package let maximumPerPerson = 1
    private let parts: FactorParts
    private var code: SentCode { SentCode(method: method, parts: parts) }

    package init(_ parts: FactorParts) { self.parts = parts }

    package func ask(_ call: FactorCall) async throws -> FactorTask {
        let to = try MailDestination(method, call, key: parts.key)
        return try await code.task(to: .mail(to.address), of: to.authenticator, isDecoy: to.isDecoy, call)
    }

    package func verify(_ answer: JSON.Object, to task: FactorTask, _ call: FactorCall) async throws -> FactorAnswer {
        let (authenticator, address) = try code.check(answer, to: task)
        try await SendLimits(parts: parts).forgive(.mail, to: address, call)
        try await parts.used(authenticator, call)
        return FactorAnswer(
            user: call.user?.id, authenticator: authenticator, qualities: [.mail], provenAddress: .mail(address))
    }

    /// `{"email": "…"}`, else the person's own.
    package func beginEnrolment(_ call: FactorCall) async throws -> FactorTask {
        try await code.task(to: .mail(try MailDestination(enrolling: call).address), call)
    }

    package func finishEnrolment(
        _ answer: JSON.Object, to task: FactorTask, _ call: FactorCall
    ) async throws -> NewAuthenticator {
        let proven = try MailDestination.read(try code.check(answer, to: task).1)
        try await SendLimits(parts: parts).forgive(.mail, to: proven.text, call)
        return Self.authenticator(proven)
    }

    static func authenticator(_ address: MailAddress) -> NewAuthenticator {
        NewAuthenticator(
            name: address.masked, content: Secret(["email": .string(address.text)]), qualities: [.mail],
            provenAddress: .mail(address.text))
    }
}
