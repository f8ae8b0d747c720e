import Base
import Directory
import Journey
import Passwordless
import Policy
import Synchronization

/// The operations of `AzureMfaProtocolProvider` on authenticator apps. `BeginVerifyOTP` says whose code is to come, and
/// with a `secretKey` that the app is new; the first right code of `VerifyOTP` then makes it the person's.
struct AuthenticatorApps: Sendable {
    private let call: ProfileCall
    private let tokens: SoftwareTokens

    private static let guessing = Lockout()

    init(_ call: ProfileCall) {
        self.call = call
        tokens = SoftwareTokens(sealer: call.services.sealer)
    }

    func count() async throws -> HandlerOutcome {
        let count = try await person().map { try tokens.tokens(of: $0).count } ?? 0
        return .values(["numberOfAvailableDevices": .integer(Int64(count))])
    }

    func begin() async throws -> HandlerOutcome {
        guard let user = try await person() else { return failed("no user to ask for a code") }
        let known = try tokens.tokens(of: user)
        guard let text = call["secretKey"]?.text.nonEmpty else {
            guard !known.isEmpty else { return failed("\(user.id) has no authenticator app, and secretKey is missing") }
            call.codes.token = AwaitedToken(user: user.id.text)
            return .values([:])
        }
        guard let secret = Base32.decode(text), secret.count >= 10 else {
            return failed("secretKey is not base32 text of 80 bits or more")
        }
        guard known.count < SoftwareTokens.maximumCount else {
            return .refused(
                UserMessage(
                    "UserMessageIfServerError", code: "AADB2C90152",
                    fallback: "This account has as many authenticator apps as it can have.",
                    detail: "\(user.id) has \(known.count) apps"))
        }
        call.codes.token = AwaitedToken(user: user.id.text, newSecret: secret)
        return .values([:])
    }

    func verify(_ typed: String) async throws -> HandlerOutcome {
        guard let awaited = try await awaited(), let user = try await user(awaited.user) else {
            return failed("BeginVerifyOTP did not say whose code is to come")
        }
        let guesses = Guesses(call, subject: "totp:\(user.id.text)", limit: Self.guessing)
        if case .locked(let until) = try await guesses.take() {
            return .refused(
                UserMessage(
                    "UserMessageIfMaxAllowedCodeRetryReached", code: "AADB2C90151", builtIn: "UserMessageIfThrottled",
                    waitSeconds: call.environment.now.wait(until: until)))
        }
        guard try await accept(typed, awaited, user) else {
            try await RiskRecord(call.services, call.tenant).countFailure(of: user.id.text, at: call.environment.now)
            return .refused(UserMessage("UserMessageIfWrongCodeEntered", code: "AADB2C90155"))
        }
        try await guesses.forget()
        call.codes.token = nil
        return .values([:])
    }

    /// Uses the code up in the very step that finds it right, so that two who send it at once are not both let in.
    private func accept(_ typed: String, _ awaited: AwaitedToken, _ user: User) async throws -> Bool {
        guard try match(typed, awaited, user) != nil else { return false }
        let isAccepted = Mutex(Result<Bool, any Error>.success(false))
        _ = try await call.services.users.update(user.id, of: call.tenant.id) { user in
            let result = Result {
                guard let matched = try match(typed, awaited, user) else { return false }
                try tokens.set(matched, of: &user)
                return true
            }
            isAccepted.withLock { $0 = result }
        }
        return try isAccepted.withLock { try $0.get() }
    }

    /// The person's apps afterwards; nil where the code is of none.
    private func match(_ typed: String, _ awaited: AwaitedToken, _ user: User) throws -> [SoftwareTokens.Token]? {
        var known = try tokens.tokens(of: user)
        let now = call.environment.now
        if let secret = awaited.newSecret {
            guard known.count < SoftwareTokens.maximumCount, !known.contains(where: { $0.secret == secret }),
                let step = TimeBasedCode(secret: secret).step(of: typed, at: now, after: 0)
            else { return nil }
            return known + [SoftwareTokens.Token(secret: secret, addedAt: now, lastStep: step)]
        }
        for index in known.indices {
            let code = TimeBasedCode(secret: known[index].secret)
            guard let step = code.step(of: typed, at: now, after: known[index].lastStep) else { continue }
            known[index].lastStep = step
            return known
        }
        return nil
    }

    /// Whom `BeginVerifyOTP` named; without it, the person of this profile's inputs, if they have an app.
    private func awaited() async throws -> AwaitedToken? {
        if let token = call.codes.token { return token }
        return try await person().map { AwaitedToken(user: $0.id.text) }
    }

    /// By `objectId`, by `userPrincipalName` or another sign-in name that policies put there; else the person whom the
    /// journey knows.
    private func person() async throws -> User? {
        if let id = call["objectId"]?.text.nonEmpty, let user = try await user(id) { return user }
        if let name = call["userPrincipalName"]?.text.nonEmpty {
            let users = call.services.users
            for type in [DirectoryAttributes.principalName, nil] {
                let found = try await users.user(
                    signInType: type, issuer: call.tenant.name, id: name, of: call.tenant.id)
                if let found { return found }
            }
        }
        guard let id = call.claims["objectId"]?.text.nonEmpty else { return nil }
        return try await user(id)
    }

    private func user(_ id: String) async throws -> User? {
        try await call.services.users.user(User.ID(id.lowercased()), of: call.tenant.id)
    }

    private func failed(_ detail: String) -> HandlerOutcome {
        .refused(UserMessage("UserMessageIfServerError", code: "AADB2C90152", detail: detail))
    }
}
