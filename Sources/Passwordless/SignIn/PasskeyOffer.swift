import Base
import Directory

/// When somebody who has signed in otherwise is offered a passkey: at once, and after each "not now" later and later.
package struct PasskeyOffer: Sendable, Equatable {
    private static let attribute = User.ownAttribute("passkeyOffer")
    /// In days.
    private static let waits: [Int64] = [1, 7, 30, 90]

    package var declined: Int
    package var at: Timestamp

    package init(declined: Int, at: Timestamp) {
        self.declined = declined
        self.at = at
    }

    package init?(of user: User) {
        guard let stored = user.attributes[Self.attribute], let declined = stored["declined"]?.integer,
            let at = stored["at"]?.integer
        else { return nil }
        self.init(declined: Int(declined), at: Timestamp(milliseconds: at))
    }

    package func isDue(at now: Timestamp) -> Bool {
        guard declined > 0 else { return true }
        let days = Self.waits[min(declined, Self.waits.count) - 1]
        return at.adding(seconds: days * 86_400) <= now
    }

    package func store(in user: inout User) {
        user.attributes[Self.attribute] = [
            "declined": .integer(Int64(declined)), "at": .integer(at.milliseconds),
        ]
    }
}

extension SignInFlow {
    /// Only where the browser can, the person has none, and there is another way back in (recovery before the first
    /// passkey).
    func shouldOfferPasskey(_ signIn: SignIn, _ user: User, in realm: RealmContext) async throws -> Bool {
        guard !signIn.wasAsked("passkey"), signIn.challenge.notes["webauthn"]?.string == "platform",
            realm.settings.methods.contains(.passkey), desks.asking.factors[.passkey] != nil,
            !signIn.challenge.proofs.isEmpty, PasskeyOffer(of: user)?.isDue(at: now()) ?? true
        else { return false }
        let own = try await desks.authenticators.authenticators(of: user.id, in: realm.tenant)
            .filter { $0.verifiedAt != nil }.map(\.method)
        guard !own.contains(VerificationMethod.passkey.rawValue), !own.isEmpty else { return false }
        return try await desks.enrolling.isStrongEnough(signIn.challenge, in: realm)
    }

    func declinePasskey(_ user: User.ID, in realm: RealmContext) async throws {
        let time = now()
        _ = try await desks.users.update(user, of: realm.tenant) { user in
            PasskeyOffer(declined: (PasskeyOffer(of: user)?.declined ?? 0) + 1, at: time).store(in: &user)
        }
    }
}
