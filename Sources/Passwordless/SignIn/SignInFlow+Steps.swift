import Base
import Directory
import HTTP
import OpenID
import OpenIDProvider

// What comes next.
extension SignInFlow {
    /// Where a sign-in goes from where it stands. Answers the same for the same state, so that a page that is out of
    /// date leads to the right one.
    func proceed(_ signIn: SignIn, in realm: RealmContext, _ http: Request) async throws -> Response {
        var signIn = signIn
        guard let id = signIn.challenge.user, signIn.isKnown || !signIn.challenge.proofs.isEmpty else {
            return go(signIn, "", in: realm)
        }
        guard let user = try await desks.users.user(id, of: realm.tenant), user.isEnabled else { throw SignInLost() }
        try await track(&signIn, user, in: realm, http)
        switch signIn.challenge.state {
        case .block, .challengeFailed, .reviewFailed: return try await refused(signIn, in: realm, http)
        case .allow
        where signIn.isInitiated && signIn.challenge.proofs.isEmpty && realm.settings.requiredClasses.isEmpty:
            break
        case .allow, .challengeSucceeded, .reviewSucceeded, .challengeRequired, .reviewRequired:
            if let next = try await missingProof(&signIn, in: realm) {
                try await signIns.save(&signIn, in: realm, http)
                return go(signIn, next, in: realm)
            }
        }
        if signIn.challenge.state == .challengeRequired {
            let settled = try await desks.actions.settle(signIn.challenge, as: .challengeSucceeded, in: realm)
            signIn.challenge.state = settled.flatMap { ActionState(rawValue: $0.state) } ?? .challengeSucceeded
        }
        if signIn.challenge.state == .reviewRequired {
            try await signIns.save(&signIn, in: realm, http)
            return go(signIn, "/wait", in: realm)
        }
        guard signIn.challenge.state.isPassed else { return try await refused(signIn, in: realm, http) }
        if let next = try await offer(signIn, user, in: realm) {
            try await signIns.save(&signIn, in: realm, http)
            return go(signIn, next, in: realm)
        }
        return try await finish(signIn, in: realm, http)
    }

    /// The realm's rules decide, once; an operator who reviews may have decided since.
    private func track(
        _ signIn: inout SignIn, _ user: User, in realm: RealmContext, _ http: Request
    ) async throws {
        var custom = signIn.challenge.notes["custom"]?.object ?? JSON.Object()
        if case .account = signIn.purpose { custom["purpose"] = "account" }
        let request = ActionRequest(
            user: user, code: signIn.challenge.action, idempotencyKey: signIn.challenge.idempotencyKey,
            client: clientFacts(http, realm, signIn), custom: custom)
        let tracked = try await desks.actions.track(request, in: realm)
        signIn.challenge.take(tracked)
    }

    /// The page where what is missing is proven; nil: nothing is.
    private func missingProof(_ signIn: inout SignIn, in realm: RealmContext) async throws -> String? {
        let challenge = signIn.challenge
        if challenge.isMet(in: realm) { return nil }
        let isProven =
            challenge.proofs.contains { challenge.permits($0.method) }
            && challenge.isGoodEnough(challenge.assurance, in: realm)
        let choices = try await choices(for: signIn, in: realm)
        if choices.isEmpty {
            if !isProven, challenge.user != nil, try await canEnrolFirst(signIn, in: realm) { return "/set-up" }
            // A wish for more than the person has is not fulfilled; the token says what was proven.
            if isProven, challenge.notes["essential"]?.bool != true { return nil }
            return "/stopped"
        }
        return "/methods"
    }

    /// What may still be asked of somebody who is known: what can bring the sign-in nearer to what was asked for.
    func choices(for signIn: SignIn, in realm: RealmContext) async throws -> [MethodChoice] {
        let challenge = signIn.challenge
        let all = try await desks.asking.choices(for: challenge, in: realm)
        let used = Set(challenge.proofs.map(\.method))
        let unused = all.filter { !used.contains($0.method) }
        if signIn.isReauthentication, challenge.proofs.isEmpty {
            // A change needs the strongest, or what gets back those who have lost it.
            let strongest = all.filter { $0.method != .recoveryCode }.map(\.method.strength).max() ?? 0
            return all.filter { $0.method.strength >= strongest }
        }
        guard !challenge.proofs.isEmpty, challenge.isDemanding(in: realm) else {
            return challenge.proofs.isEmpty ? all : unused
        }
        let whole = challenge.proofs + unused.map { Proof.likely($0.method, at: now()) }
        guard challenge.isMet(by: whole, in: realm) else { return [] }
        return unused.filter { choice in
            let rest = whole.filter { $0.method != choice.method }
            let alone = challenge.proofs + [Proof.likely(choice.method, at: now())]
            return challenge.isMet(by: alone, in: realm) || !challenge.isMet(by: rest, in: realm)
        }
    }

    /// Somebody whom an application has named, and who has nothing yet, enrols: that is their proof.
    private func canEnrolFirst(_ signIn: SignIn, in realm: RealmContext) async throws -> Bool {
        guard signIn.isInitiated, let user = signIn.challenge.user else { return false }
        return try await !desks.isEnrolled(user, in: realm)
    }

    /// What is offered before the end, once each; nil: nothing.
    private func offer(_ signIn: SignIn, _ user: User, in realm: RealmContext) async throws -> String? {
        if signIn.shownCodes != nil { return "/codes" }
        let isEnrolled = try await desks.isEnrolled(user.id, in: realm)
        if let addition = signIn.addition { return "/set-up/\(addition)" }
        if signIn.forcesEnrolment, !isEnrolled { return "/set-up" }
        if signIn.opensSettings, !signIn.wasAsked("settings") { return "/settings" }
        if try await shouldOfferPasskey(signIn, user, in: realm) { return "/offer" }
        return nil
    }

    private func refused(_ signIn: SignIn, in realm: RealmContext, _ http: Request) async throws -> Response {
        var signIn = signIn
        if case .client(let parameters) = signIn.purpose,
            try await request(parameters, realm).client.alwaysAnswersWithCode
        {
            return try await stop(signIn, as: .challengeFailed, in: realm, http)
        }
        if signIn.isPopUp { return try await stop(signIn, as: .challengeFailed, in: realm, http) }
        try await signIns.save(&signIn, in: realm, http)
        return go(signIn, "/stopped", in: realm)
    }
}

extension Proof {
    /// What a method usually proves: to know beforehand whether asking can help.
    static func likely(_ method: VerificationMethod, at now: Timestamp) -> Proof {
        let qualities: Set<Quality> =
            switch method {
            case .passkey: [.possession, .userVerified, .phishingResistant]
            case .securityKey: [.possession, .userVerified, .phishingResistant, .deviceBound, .hardware]
            case .emailCode, .magicLink: [.mail]
            case .textMessageCode: [.possession, .telephone]
            case .password, .recoveryCode: [.knowledge]
            case _: [.possession]
            }
        return Proof(method: method, authenticator: nil, at: now, qualities: qualities)
    }
}
