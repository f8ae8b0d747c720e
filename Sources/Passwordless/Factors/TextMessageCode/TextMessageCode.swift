import Base
import Directory

/// `SMS`: a code by text message, which NIST SP 800-63B-4 §3.2.9 restricts.
///
/// With nobody known, `{"phoneNumber": "+49…"}` proves a number before there is an account.
package struct TextMessageCode: Factor {
    package let method = VerificationMethod.textMessageCode
    package let identifiesPerson = false
    package let maximumPerPerson = 3
    private let parts: FactorParts
    private var code: SentCode { SentCode(method: method, parts: parts) }

    package init(_ parts: FactorParts) { self.parts = parts }

    package func ask(_ call: FactorCall) async throws -> FactorTask {
        if call.user == nil, let typed = call.parameters["phoneNumber"]?.string {
            return try await code.task(to: .phone(try number(typed, call)), call)
        }
        if let own = try call.chosen(), let text = own.content.exposed["phoneNumber"]?.string {
            do {
                return try await code.task(to: .phone(try number(text, call)), of: own.id, call)
            } catch let refusal as FactorRefusal where refusal.reason == .badAddress && call.claimedIdentifier != nil {
                // The realm has stopped to write to that country, which is nobody's to know who only claims a name.
            }
        }
        guard let identifier = call.claimedIdentifier else { throw FactorRefusal(.notEnrolled, "no \(method)") }
        let decoy = DecoyAddress(key: parts.key).phone(
            for: identifier, in: call.realm.tenant, parts.telephoneNumbers)
        return try await code.task(to: .phone(decoy), isDecoy: true, call)
    }

    package func verify(_ answer: JSON.Object, to task: FactorTask, _ call: FactorCall) async throws -> FactorAnswer {
        let (authenticator, address) = try code.check(answer, to: task)
        try await parts.used(authenticator, call)
        return FactorAnswer(
            user: call.user?.id, authenticator: authenticator, qualities: [.possession, .telephone],
            provenAddress: .phone(address))
    }

    /// `{"phoneNumber": "+49…"}`, else the person's own.
    package func beginEnrolment(_ call: FactorCall) async throws -> FactorTask {
        guard let typed = call.parameters["phoneNumber"]?.string ?? call.user?.phoneNumber else {
            throw FactorRefusal(.badAddress, "no number")
        }
        return try await code.task(to: .phone(try number(typed, call)), call)
    }

    package func finishEnrolment(
        _ answer: JSON.Object, to task: FactorTask, _ call: FactorCall
    ) async throws -> NewAuthenticator {
        Self.authenticator(try number(try code.check(answer, to: task).1, call))
    }

    static func authenticator(_ number: TelephoneNumber) -> NewAuthenticator {
        NewAuthenticator(
            name: number.masked, content: Secret(["phoneNumber": .string(number.e164)]),
            qualities: [.possession, .telephone], provenAddress: .phone(number.e164))
    }

    /// A number that messages may be sent to: those of some countries cost whoever sends them, and earn whoever asks.
    private func number(_ typed: String, _ call: FactorCall) throws -> TelephoneNumber {
        guard typed.utf8.count <= 64, let number = parts.telephoneNumbers.number(typed) else {
            throw FactorRefusal(.badAddress, "not a telephone number")
        }
        guard call.realm.settings.messages.permits(number) else {
            throw FactorRefusal(.badAddress, "no text messages to \(number.region ?? "an unknown country")")
        }
        return number
    }
}
