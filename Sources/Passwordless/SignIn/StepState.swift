import Base
import Directory
import Pages

/// Where a step stands that waits for something to be typed: what its page shows.
struct StepState: Sendable {
    /// Nil: nothing was asked yet.
    let task: FactorTask?
    /// What is wrong, of this method alone.
    let trouble: Trouble?
    /// False where the question is over, by time or by tries: it must be asked anew.
    let takesAnswer: Bool
    /// In seconds, until it may be.
    let wait: Int

    /// All its tries were used.
    var isSpent: Bool {
        if case .tooMany(nil)? = trouble?.reason { return true }
        return false
    }
}

extension SignIn {
    func state(of pending: Challenge.Pending?, _ method: VerificationMethod, at now: Timestamp) -> StepState {
        let own = trouble.flatMap { $0.method == method ? $0 : nil }
        let isLive = pending.map { now < $0.task.expiresAt && $0.tries < $0.task.maximumTries } ?? false
        let next = pending?.task.resendAt ?? now
        var wait = max(0, Int((next.milliseconds - now.milliseconds + 999) / 1000))
        var shown = own
        if case .tooMany(let until?)? = own?.reason {
            wait = max(wait, Int((until.milliseconds - now.milliseconds + 999) / 1000))
            // Waited for long enough.
            if until <= now { shown = nil }
        }
        var isWrong = false
        if case .wrong? = own?.reason { isWrong = true }
        // The last of the wrong answers says that there were too many.
        if let pending, !isLive, shown == nil || isWrong {
            shown = Trouble(method, pending.tries >= pending.task.maximumTries ? .tooMany(until: nil) : .expired)
        }
        return StepState(task: pending?.task, trouble: shown, takesAnswer: isLive, wait: wait)
    }

    /// Another name: nothing of the last one's stays.
    mutating func restart() {
        identifier = nil
        challenge.user = nil
        challenge.tasks = [:]
        trouble = nil
        challenge.notes["familiar"] = nil
        challenge.notes["resent"] = nil
    }

    /// Somebody has said who it is: an application, or the session that they are in.
    var isKnown: Bool { isInitiated || isReauthentication }

    /// The person of a session proves again who they are, by the strongest that they have.
    var isReauthentication: Bool {
        get { challenge.notes["again"]?.bool ?? false }
        set { challenge.notes["again"] = .bool(newValue) }
    }

    /// What somebody on the account page wants to add.
    var addition: VerificationMethod? {
        get { challenge.notes["add"]?.string.flatMap(VerificationMethod.init(rawValue:)) }
        set { challenge.notes["add"] = newValue.map { .string($0.rawValue) } }
    }

    /// Of the page that it began at.
    var language: String? { challenge.notes["locale"]?.string }
}

extension VerificationMethod {
    /// Whether it needs a message that people wait for.
    var sendsCode: Bool { [.emailCode, .textMessageCode, .magicLink].contains(self) }

    var entry: RealmCodePage.Kind {
        switch self {
        case .recoveryCode: .recoveryCode
        case .password: .password
        case _: .digits(6)
        }
    }

    func name(_ texts: RealmTexts) -> String { texts.known("method.\(self)") ?? rawValue }

    /// What is said while another message, or another try, has to wait: with `{time}`.
    func waitText(_ texts: RealmTexts) -> String {
        texts(self == .magicLink ? "link.wait" : sendsCode ? "code.wait" : "common.wait")
    }

    /// What it is, and where a message goes. `own` is empty where that is not to be seen.
    func hint(_ texts: RealmTexts, _ own: [Authenticator]) -> String {
        if sendsCode, let first = own.first, let text = texts.known("method.\(self).to", ["to": first.name]) {
            return text
        }
        return texts.known("method.\(self).hint") ?? ""
    }
}

extension RealmCodePage {
    /// What went wrong stands where it belongs: a wrong code at the entry, all else above it.
    mutating func fill(
        _ state: StepState, _ visit: Visit, _ method: VerificationMethod, _ texts: RealmTexts
    ) {
        if let trouble = state.trouble {
            let text = visit.text(trouble, texts, isTimed: state.wait > 0)
            if case .wrong = trouble.reason, state.takesAnswer { problem = text } else { notice = text }
        } else if visit.signIn.challenge.notes["resent"]?.string == method.rawValue {
            notice = texts("code.sent")
            isGoodNotice = true
        }
    }
}

extension Visit {
    func foot(others: Bool) -> RealmFoot {
        RealmFoot(others: others ? "\(address)/methods" : nil, cancel: "\(address)/cancel")
    }

    /// `isTimed`: the page counts the time down by itself. `isSetUp`: it is about a new authenticator.
    func text(
        _ trouble: Trouble, _ texts: RealmTexts, isTimed: Bool = false, isSetUp: Bool = false
    ) -> String {
        let isKey = [.passkey, .securityKey].contains(trouble.method)
        switch trouble.reason {
        case .wrong where isKey: return texts("trouble.malformed")
        case .wrong(let left) where left > 0:
            return "\(texts.trouble(trouble)) \(texts("trouble.left", ["left": String(left)]))"
        case .tooMany(let until?) where until > flow.now():
            guard !isTimed else { return texts("trouble.wait") }
            let seconds = (until.milliseconds - flow.now().milliseconds + 999) / 1000
            return texts("trouble.until", ["wait": seconds < 90 ? "\(seconds) s" : "\((seconds + 59) / 60) min"])
        case .badAddress where trouble.method == .textMessageCode: return texts("trouble.badNumber")
        // Browsers do not say whether somebody has said no, or there was nothing to say yes to.
        case .cancelled where isKey && !isSetUp:
            return texts(trouble.method == .passkey ? "trouble.noPasskey" : "trouble.noKey")
        case .notEnrolled where trouble.method == .passkey && !isSetUp: return texts("trouble.unknownPasskey")
        case .wrong, .expired, .tooMany, .cancelled, .notPermitted, .notEnrolled, .alreadyEnrolled, .badAddress,
            .undeliverable, .unacceptable, .malformed, .needsProof, .unsupported:
            return texts.trouble(trouble)
        }
    }
}

extension RealmTexts {
    /// In the words of its method, where there are some.
    fileprivate func trouble(_ trouble: Trouble) -> String {
        let name = "trouble.\(trouble.name)"
        let isCode = [.emailCode, .textMessageCode].contains(trouble.method)
        return known("\(name).\(isCode ? "code" : trouble.method.rawValue)") ?? self(name)
    }
}

extension SignInFlow {
    /// What a page lists. Who has only typed a name sees what the realm has for everybody, in its order, so that the
    /// list says nothing about an account.
    func ways(of signIn: SignIn, in realm: RealmContext) async throws -> [MethodChoice] {
        let all =
            signIn.isAnonymous
            ? realm.settings.methods.filter { desks.asking.factors[$0] != nil }
                .map { MethodChoice(method: $0, authenticators: []) }
            : try await choices(for: signIn, in: realm)
        guard signIn.challenge.notes["webauthn"]?.string == "none" else { return all }
        return all.filter { ![.passkey, .securityKey].contains($0.method) }
    }
}
