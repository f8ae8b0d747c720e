import Base
import Directory
import FIDO

/// What may be said of a credential to whoever asks for proofs; its key is not.
package struct KnownCredential: Sendable, Equatable {
    /// base64url.
    package let id: String
    package let model: String
    package let isBackupEligible: Bool
    package let isBackedUp: Bool
    package let isHardware: Bool

    /// Nil where the authenticator is no passkey or security key.
    package init?(_ authenticator: Authenticator) {
        guard let content = CredentialContent(authenticator) else { return nil }
        id = Base64.encodeURL(content.record.id)
        model = content.record.aaguid.description
        isBackupEligible = content.record.backupEligible
        isBackedUp = content.record.backupState
        isHardware = content.isHardware
    }
}
