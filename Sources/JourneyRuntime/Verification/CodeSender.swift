import Base
import Directory
import Journey
import Policy
import Trace

/// Sends verification codes: mail, text message, call. `Server` has the one over `Messaging`.
package protocol VerificationCourier: Sendable {
    func send(_ code: VerificationRequest) async throws
}

package struct VerificationRequest: Sendable {
    package enum Channel: String, Sendable { case mail, text, call }

    package let channel: Channel
    /// A mail address or an E.164 number.
    package let recipient: String
    package let code: String
    package let minutes: Int
    package let tenant: String
    package let language: String
    /// Host of the page: a text message names it, so that browsers fill the code in there and nowhere else.
    package let host: String
    package let correlationID: String
}

/// Makes a code, counts it against the recipient, and sends it.
struct CodeSender: Sendable {
    let services: ProfileServices
    let tenant: Tenant
    let environment: JourneyEnvironment
    let codes: CodeBook
    /// What the person knows the sender by, and the language that they read; nil: the tenant's name, the page's.
    var sender: String?
    var language: String?
    /// The claim that the recipient is a value of, for the record: it may have a mask.
    var claim: Name?

    enum Outcome: Sendable, Equatable {
        case sent
        /// The recipient, or this transaction, has had too many.
        case throttled(until: Timestamp)
        case failed

        /// For the record.
        fileprivate var name: String {
            switch self {
            case .sent: "sent"
            case .throttled: "throttled"
            case .failed: "failed"
            }
        }
    }

    static let lifetimeSeconds: Int64 = 600

    func send(_ channel: VerificationRequest.Channel, to recipient: String, for subject: String) async throws -> Outcome
    {
        let outcome = try await deliver(channel, to: recipient, for: subject)
        if let trace = environment.trace {
            let address = trace.value(claim?.text ?? "recipient", .string(recipient))
            trace.note(
                .message(.init(channel: channel.rawValue, recipient: address, outcome: outcome.name)),
                outcome: outcome == .sent ? .done : .failed)
        }
        return outcome
    }

    private func deliver(
        _ channel: VerificationRequest.Channel, to recipient: String, for subject: String
    ) async throws -> Outcome {
        let now = environment.now
        let limits = CodeLimits(
            services, tenant, environment.request, for: "\(channel.rawValue):\(recipient.lowercased())")
        if case .locked(let until) = try await limits.take(mark: environment.random.bytes(16), at: now) {
            return .throttled(until: until)
        }
        let rules = CodeRules(lifetimeSeconds: CodeSender.lifetimeSeconds)
        guard let code = codes.issue(for: subject, rules, at: now) else {
            return .throttled(until: codes.reopens(for: subject) ?? now)
        }
        environment.trace?.conceal(code)
        let request = VerificationRequest(
            channel: channel, recipient: recipient, code: code, minutes: Int(CodeSender.lifetimeSeconds / 60),
            tenant: sender ?? tenant.displayName, language: language ?? environment.language,
            host: environment.request.host,
            correlationID: environment.request.correlationID)
        do {
            try await services.courier.send(request)
            return .sent
        } catch {
            services.emit(VerificationEvent.notSent(channel: channel, reason: "\(error)"))
            return .failed
        }
    }
}

package enum VerificationEvent: Event {
    case notSent(channel: VerificationRequest.Channel, reason: String)

    package var name: String { "verification.notSent" }
    package var level: EventLevel { .warning }
    package var fields: [(name: String, value: JSON)] {
        switch self {
        case .notSent(let channel, let reason): [("channel", .string(channel.rawValue)), ("reason", .string(reason))]
        }
    }
}
