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
        if call.user == nil, let typed = call.parameters["email"]?.string {
            return try await code.task(to: .mail(try address(typed)), call)
        }
        if let own = try call.chosen(), let text = own.content.exposed["email"]?.string,
            let address = MailAddress(text)
        {
            return try await code.task(to: .mail(address), of: own.id, call)
        }
        guard let identifier = call.claimedIdentifier else { throw FactorRefusal(.notEnrolled, "no \(method)") }
        let decoy = DecoyAddress(key: parts.key).mail(for: identifier, in: call.realm.tenant)
        return try await code.task(to: .mail(decoy), isDecoy: true, call)
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
        guard let typed = call.parameters["email"]?.string ?? call.user?.mailAddress else {
            throw FactorRefusal(.badAddress, "no address")
        }
        return try await code.task(to: .mail(try address(typed)), call)
    }

    package func finishEnrolment(
        _ answer: JSON.Object, to task: FactorTask, _ call: FactorCall
    ) async throws -> NewAuthenticator {
        let proven = try address(try code.check(answer, to: task).1)
        try await SendLimits(parts: parts).forgive(.mail, to: proven.text, call)
        return Self.authenticator(proven)
    }

    static func authenticator(_ address: MailAddress) -> NewAuthenticator {
        NewAuthenticator(
            name: address.masked, content: Secret(["email": .string(address.text)]), qualities: [.mail],
            provenAddress: .mail(address.text))
    }

    private func address(_ typed: String) throws -> MailAddress {
        guard let address = MailAddress(typed) else { throw FactorRefusal(.badAddress, "not a mail address") }
        return address
    }
}
