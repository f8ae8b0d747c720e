import Journey
import Passwordless
import Policy

/// `Cardea.Passkey`: how a policy wants a passkey used or made (docs/passkeys-in-policies.md).
struct PasskeySettings: Sendable {
    enum Operation: String, Sendable { case register, authenticate }

    let operation: Operation
    let userVerification: WebAuthnSettings.Requirement?
    let relyingPartyID: String?
    /// Shown only to whoever has no passkey and has not said "not now" lately; it may be passed over.
    let isOffer: Bool
    /// Who has a passkey already must have used it in this journey before they get another one.
    let requiresExistingPasskey: Bool
    /// A counter that did not rise refuses the sign-in.
    let refusesClones: Bool

    init(_ profile: TechnicalProfile) throws(ProfileConfigurationError) {
        let metadata = profile.metadata
        guard let operation = Operation(rawValue: (metadata["Operation"] ?? "").trimmingBlanks().lowercased()) else {
            throw profile.misconfigured("Operation must be Register or Authenticate")
        }
        self.operation = operation
        let verification = metadata["UserVerification"]?.trimmingBlanks().lowercased()
        userVerification = verification.flatMap(WebAuthnSettings.Requirement.init(rawValue:))
        guard verification == nil || userVerification != nil else {
            throw profile.misconfigured("UserVerification must be Required, Preferred or Discouraged")
        }
        relyingPartyID = metadata["RelyingPartyId"]?.trimmingBlanks().lowercased()
        isOffer = operation == .register && metadata.bool("IsOffer", default: false)
        requiresExistingPasskey = metadata.bool("RequireExistingPasskey", default: true)
        refusesClones = metadata.bool("RaiseErrorIfCloneSuspected", default: true)
    }

    /// Over the realm's.
    func apply(to settings: inout RealmSettings) {
        if let userVerification { settings.webAuthn.userVerification = userVerification }
        if let relyingPartyID { settings.webAuthn.relyingPartyID = relyingPartyID }
        // Whoever signs in by it before saying who they are must find it.
        settings.webAuthn.residentKey = .required
        if !settings.methods.contains(.passkey) { settings.methods.append(.passkey) }
    }

    static func matches(_ profile: TechnicalProfile) -> Bool { profile.handlerName == "Cardea.Passkey" }
}
