import Base
import Directory
import Journey
import Passwordless
import Policy
import Trace

/// Sends codes and checks them, by the desks that realms use: five tries, ten minutes, bound to the transaction and so
/// to its browser, and no more messages to one address, or for one network, than are good.
struct OneTimeCodes: Sendable {
    let settings: OneTimeCodeSettings
    let realm: JourneyRealm
    let environment: JourneyEnvironment
    let codes: CodeBook

    /// Where a code went.
    struct Sent: Sendable {
        /// `a•••@e•••.com`
        let masked: String
        let resendAt: Timestamp?
    }

    struct Proven: Sendable {
        let address: String
        let proof: Proof
    }

    private var client: ClientFacts { ClientFacts(environment) }

    private func context() async throws -> RealmContext {
        try await realm.context { [settings] all in
            if !all.methods.contains(settings.method) { all.methods.append(settings.method) }
        }
    }

    /// `isDecoy`: all is done but for the sending.
    func send(to address: String, isDecoy: Bool) async throws -> Sent {
        let context = try await context()
        let desks = try realm.desks()
        let parameters: JSON.Object = isDecoy ? [:] : [settings.addressName: .string(address)]
        do {
            let open = try await challenge(address, context, desks)
            let asked = try await desks.asking.ask(
                settings.method, of: open, in: context, parameters: parameters, client)
            guard let task = asked.challenge.tasks[settings.method]?.task else {
                throw FactorRefusal(.undeliverable, "nothing was asked")
            }
            note(address, isDecoy ? "withheld: there is no account" : "sent")
            return Sent(masked: task.shown["to"]?.string ?? "", resendAt: task.resendAt)
        } catch let refusal as FactorRefusal {
            note(address, "refused")
            throw UserMessage(sending: refusal, settings.channel, environment)
        }
    }

    /// A right code is used up.
    func verify(_ code: String, of address: String) async throws -> Proven {
        let context = try await context()
        let desks = try realm.desks()
        do {
            guard let open = try await opened(address, context, desks) else {
                throw FactorRefusal(.expired, "no code is under way")
            }
            let answered = try await desks.asking.answer(
                ["code": .string(code)], to: settings.method, of: open, in: context, client)
            guard let proof = answered.challenge.proofs.last else { throw FactorRefusal(.expired, "nothing proven") }
            try await desks.challenges.close(answered)
            codes.factors.challenges[name(of: address)] = nil
            codes.factors.add(proof, of: nil)
            try await realm.settle(codes, with: [proof], at: environment.now)
            let proven = answered.challenge.provenAddresses.first.map { proven in
                switch proven {
                case .mail(let text), .phone(let text): text
                }
            }
            return Proven(address: proven ?? address, proof: proof)
        } catch let refusal as FactorRefusal {
            throw UserMessage(verifying: refusal, environment)
        }
    }

    /// The one that is open, so that tries add up over codes; a new one once they are used up.
    private func challenge(
        _ address: String, _ context: RealmContext, _ desks: RealmDesks
    ) async throws -> Challenges.Open {
        if let open = try await opened(address, context, desks) {
            let pending = open.challenge.tasks[settings.method]
            if pending.map({ $0.tries < $0.task.maximumTries }) ?? true { return open }
        }
        // A name that was only typed: so that tries count for it, and time and answers say nothing about it.
        let challenge = Challenge(
            realm: context.realm.id, user: nil, action: realm.profile.id.text, permittedMethods: [settings.method],
            notes: ["identifier": .string(address)], createdAt: environment.now,
            expiresAt: environment.now.adding(seconds: 3600))
        let open = try await desks.challenges.open(challenge, in: context.tenant)
        codes.factors.challenges[name(of: address)] = open.token.exposed
        return open
    }

    private func opened(
        _ address: String, _ context: RealmContext, _ desks: RealmDesks
    ) async throws -> Challenges.Open? {
        guard let token = codes.factors.challenges[name(of: address)] else { return nil }
        return try await desks.challenges.challenge(token, of: context.realm)
    }

    /// One for each address, whichever profile asks: one sends, another one checks.
    private func name(of address: String) -> String { "code:\(settings.method.rawValue):\(address.lowercased())" }

    private func note(_ address: String, _ outcome: String) {
        guard let trace = environment.trace else { return }
        let channel = settings.channel == .mail ? "mail" : "text"
        trace.note(
            .message(
                .init(
                    channel: channel, recipient: trace.value(settings.addressName, .string(address)), outcome: outcome
                )), outcome: outcome == "refused" ? .failed : .done)
    }
}

extension UserMessage {
    fileprivate init(
        sending refusal: FactorRefusal, _ channel: OneTimeCodeSettings.Channel, _ environment: JourneyEnvironment
    ) {
        switch refusal.reason {
        case .tooMany(let until):
            self.init(
                "UserMessageIfMaxNumberOfCodeGenerated", code: "AADB2C90161", detail: refusal.detail,
                waitSeconds: environment.now.wait(until: until ?? environment.now.adding(seconds: 60)))
        case .badAddress:
            switch channel {
            case .mail: self.init("ver_incorrect_format", code: "AADB2C90158", detail: refusal.detail)
            case .text: self.init("UserMessageIfInvalidFormat", code: "AADB2C90158", detail: refusal.detail)
            }
        case .undeliverable: self.init("ver_fail_server", code: "AADB2C90161", detail: refusal.detail)
        case .wrong, .expired, .cancelled, .notPermitted, .notEnrolled, .alreadyEnrolled, .unacceptable, .malformed,
            .needsProof, .unsupported:
            self.init("UserMessageIfInternalError", code: "AADB2C90161", detail: refusal.detail)
        }
    }

    fileprivate init(verifying refusal: FactorRefusal, _ environment: JourneyEnvironment) {
        switch refusal.reason {
        case .wrong(let left) where left > 0:
            self.init(
                "UserMessageIfVerificationFailedRetryAllowed",
                aliases: ["UserMessageIfInvalidCode"], code: "AADB2C90159", detail: refusal.detail)
        case .malformed:
            self.init(
                "UserMessageIfVerificationFailedRetryAllowed",
                aliases: ["UserMessageIfInvalidCode"], code: "AADB2C90159", detail: refusal.detail)
        case .wrong, .tooMany(until: nil):
            self.init(
                "UserMessageIfMaxRetryAttempted", aliases: ["UserMessageIfVerificationFailedNoRetry"],
                code: "AADB2C90159", detail: refusal.detail)
        case .tooMany(let until?):
            self.init(
                "UserMessageIfThrottled", code: "AADB2C90159", detail: refusal.detail,
                waitSeconds: environment.now.wait(until: until))
        case .expired:
            self.init(
                "UserMessageIfSessionDoesNotExist", aliases: ["UserMessageIfChallengeExpired"], code: "AADB2C90159",
                detail: refusal.detail)
        case .cancelled, .notPermitted, .notEnrolled, .alreadyEnrolled, .badAddress, .undeliverable, .unacceptable,
            .needsProof, .unsupported:
            self.init("UserMessageIfInternalError", code: "AADB2C90161", detail: refusal.detail)
        }
    }
}
