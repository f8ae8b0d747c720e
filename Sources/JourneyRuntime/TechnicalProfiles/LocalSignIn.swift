import Base
import Directory
import Journey
import Policy

/// `login-NonInteractive`: the password check that policies spell as a call to the directory's own token endpoint
/// (b2c-reference §11.5).
struct LocalSignIn: TechnicalProfileHandler {
    init(_ profile: TechnicalProfile) throws(ProfileConfigurationError) {}

    /// Whether `profile` is one: an OpenID Connect profile that asks for the password grant of its own tenant.
    static func matches(_ profile: TechnicalProfile) -> Bool {
        guard profile.protocolName == .openIDConnect else { return false }
        let grant = profile.inputClaims.first { ($0.partnerClaimType ?? $0.claimType.text) == "grant_type" }
        return profile.metadata["grant_type"] == "password" || grant?.defaultValue == "password"
    }

    func run(_ call: ProfileCall) async throws -> HandlerOutcome {
        if RemoteSignIn.matches(call) { return try await RemoteSignIn(call: call).run() }
        guard let username = call["username"]?.text, let password = call["password"]?.text else {
            return .refused(UserMessage("UserMessageIfInvalidPassword", code: "AADB2C90054"))
        }
        let now = call.environment.now
        let limits = SignInLimits(call, username: username)
        // Counted before it is checked, and forgiven when it was right: many tries at once are no way round the limit.
        if case .locked(let until) = try await limits.count(password) {
            // The work is done all the same, so that time does not tell a locked name from an open one.
            _ = try await call.services.passwords.check(Secret(password), against: nil)
            return .refused(
                UserMessage("UserMessageIfUserAccountLocked", code: "AADB2C90114", waitSeconds: now.wait(until: until)))
        }
        let user = try await call.services.users.user(
            signInType: nil, issuer: call.tenant.name, id: username, of: call.tenant.id)
        let check = try await call.services.passwords.check(Secret(password), against: user?.passwordHash)
        guard let user, check != .wrong else {
            call.services.emit(SignInEvent.refused(tenant: call.tenant.name))
            try await RiskRecord(call.services, call.tenant).countFailure(of: username, at: now)
            // One text for both, though policies have two: a page must not say whether an account exists.
            return .refused(UserMessage("UserMessageIfInvalidPassword", code: "AADB2C90054"))
        }
        try await limits.forgive()
        guard user.isEnabled else {
            return .refused(UserMessage("UserMessageIfUserAccountDisabled", code: "AADB2C90111"))
        }
        if check == .rightButStale { try await rehash(password, of: user, call) }
        return answer(user, call)
    }

    private func answer(_ user: User, _ call: ProfileCall) -> HandlerOutcome {
        if user.forcesPasswordChange {
            guard call["continueOnPasswordExpiration"] == .boolean(true) else {
                return .refused(UserMessage("UserMessageIfPasswordExpired", code: "AADB2C90054"))
            }
            return .values(["passwordExpired": true, "forceChangePasswordNextLogin": true])
        }
        let attributes = DirectoryAttributes(user, tenant: call.tenant).values
        var values: JSON.Object = ["oid": .string(user.id.text), "tid": .string(call.tenant.id.text)]
        let names = [
            ("given_name", "givenName"), ("family_name", "surname"), ("name", "displayName"),
            ("upn", DirectoryAttributes.principalName), ("email", "signInNames.emailAddress"),
        ]
        for (wire, attribute) in names { values[wire] = attributes[attribute] }
        return .values(.object(values))
    }

    private func rehash(_ password: String, of user: User, _ call: ProfileCall) async throws {
        let hash = try await call.services.passwords.hash(Secret(password))
        _ = try await call.services.users.update(user.id, of: call.tenant.id) { [old = user.passwordHash] in
            // Not when it was changed meanwhile.
            if $0.passwordHash == old { $0.passwordHash = hash }
        }
    }
}

package enum SignInEvent: Event {
    case refused(tenant: String)

    package var name: String { "signIn.refused" }
    package var level: EventLevel { .info }
    package var fields: [(name: String, value: JSON)] {
        switch self {
        case .refused(let tenant): [("tenant", .string(tenant))]
        }
    }
}
