import Base
import Directory

/// `PASSWORD`: for people who come from elsewhere, where a realm lists it. Answered by `{"password": "…"}`.
package struct PasswordFactor: Factor {
    package let method = VerificationMethod.password
    package let identifiesPerson = false
    package let maximumPerPerson = 1
    private let parts: FactorParts

    package init(_ parts: FactorParts) { self.parts = parts }

    private static let lifetimeSeconds: Int64 = 600
    private static let maximumBytes = 1024

    /// In characters (NIST SP 800-63B-4 §3.1.1.2): fewer are enough where a second factor must follow.
    static func minimumLength(in settings: RealmSettings) -> Int { settings.demandsMoreThanPassword ? 8 : 15 }

    /// Whoever was brought along with a password, and has enrolled nothing yet, has it too.
    package func isImplied(for user: User) -> Bool { user.passwordHash != nil }

    package func ask(_ call: FactorCall) async throws -> FactorTask {
        guard hash(call) != nil || call.claimedIdentifier != nil else {
            throw FactorRefusal(.notEnrolled, "no \(method)")
        }
        return FactorTask(expiresAt: call.now.adding(seconds: Self.lifetimeSeconds))
    }

    package func verify(_ answer: JSON.Object, to task: FactorTask, _ call: FactorCall) async throws -> FactorAnswer {
        let typed = try password(answer)
        let normal = parts.judge.normalized(typed)
        var check = try await parts.passwords.check(normal, against: hash(call))
        // Whoever was brought along may have been hashed as typed.
        if case .wrong = check, normal != typed {
            check = try await parts.passwords.check(typed, against: hash(call))
            if case .right = check { check = .rightButStale }
        }
        switch check {
        case .wrong: throw FactorRefusal(.wrong(triesLeft: 0), "wrong password")
        case .rightButStale: try await renew(normal, call)
        case .right: break
        }
        try await parts.used(call.authenticators.first?.id, call)
        return FactorAnswer(
            user: call.user?.id, authenticator: call.authenticators.first?.id, qualities: [.knowledge])
    }

    package func beginEnrolment(_ call: FactorCall) async throws -> FactorTask {
        FactorTask(
            shown: ["minimumLength": .integer(Int64(Self.minimumLength(in: call.realm.settings)))],
            expiresAt: call.now.adding(seconds: Self.lifetimeSeconds))
    }

    package func finishEnrolment(
        _ answer: JSON.Object, to task: FactorTask, _ call: FactorCall
    ) async throws -> NewAuthenticator {
        let typed = parts.judge.normalized(try password(answer))
        try requireStrength(typed, call)
        return NewAuthenticator(
            name: "Password", content: Secret(["hash": .string(try await parts.passwords.hash(typed))]),
            qualities: [.knowledge])
    }

    private func hash(_ call: FactorCall) -> String? {
        call.authenticators.first?.content.exposed["hash"]?.string ?? call.user?.passwordHash
    }

    /// Hashed again, with what is thought to be enough today.
    private func renew(_ typed: Secret<String>, _ call: FactorCall) async throws {
        let hash = try await parts.passwords.hash(typed)
        if let authenticator = call.authenticators.first {
            _ = try await parts.authenticators.update(authenticator.id, of: authenticator.tenant) { kept in
                kept.content = Secret(["hash": .string(hash)])
                return true
            }
        } else if let user = call.user {
            _ = try await parts.users.update(user.id, of: user.tenant) { $0.passwordHash = hash }
        }
    }

    private func password(_ answer: JSON.Object) throws -> Secret<String> {
        guard let typed = answer["password"]?.string, !typed.isEmpty, typed.utf8.count <= Self.maximumBytes else {
            throw FactorRefusal(.malformed, "no password")
        }
        return Secret(typed)
    }

    /// Length is what counts, and that nobody tries it early: no rules on kinds of characters.
    private func requireStrength(_ password: Secret<String>, _ call: FactorCall) throws {
        let settings = call.realm.settings
        guard password.exposed.count >= Self.minimumLength(in: settings) else {
            throw FactorRefusal(.unacceptable, "the password is too short")
        }
        guard !parts.judge.isGuessable(password, knowing: call.guessableWords) else {
            throw FactorRefusal(.unacceptable, "the password is common, or made of what is known of the person")
        }
        guard let file = settings.breachedPasswords else { return }
        let isBreached: Bool
        do {
            isBreached = try parts.judge.isBreached(password, file: file)
        } catch {
            throw FactorRefusal(.unacceptable, "no password can be taken: \(error)")
        }
        if isBreached { throw FactorRefusal(.unacceptable, "the password was breached elsewhere") }
    }
}
