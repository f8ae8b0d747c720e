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
    /// NIST SP 800-63B-4 §3.1.1.2, for one that is asked for alone.
    static let minimumLength = 15
    private static let maximumBytes = 1024

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
        switch try await parts.passwords.check(typed, against: hash(call)) {
        case .wrong: throw FactorRefusal(.wrong(triesLeft: 0), "wrong password")
        case .rightButStale: try await renew(typed, call)
        case .right: break
        }
        try await parts.used(call.authenticators.first?.id, call)
        return FactorAnswer(
            user: call.user?.id, authenticator: call.authenticators.first?.id, qualities: [.knowledge])
    }

    package func beginEnrolment(_ call: FactorCall) async throws -> FactorTask {
        FactorTask(
            shown: ["minimumLength": .integer(Int64(Self.minimumLength))],
            expiresAt: call.now.adding(seconds: Self.lifetimeSeconds))
    }

    package func finishEnrolment(
        _ answer: JSON.Object, to task: FactorTask, _ call: FactorCall
    ) async throws -> NewAuthenticator {
        let typed = try password(answer)
        guard !isWeak(typed.exposed, call) else { throw FactorRefusal(.unacceptable, "short, or easily guessed") }
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

    /// Length is what counts; what repeats itself, or repeats the person's name, has less than it seems.
    private func isWeak(_ text: String, _ call: FactorCall) -> Bool {
        guard text.count >= Self.minimumLength else { return true }
        guard Set(text.lowercased()).count >= 5 else { return true }
        let names = (call.user?.identities.map(\.issuerAssignedID) ?? []) + [call.user?.mailAddress].compactMap(\.self)
        return names.contains { $0.lowercased() == text.lowercased() }
    }
}
