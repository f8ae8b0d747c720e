import Base

/// What is kept about a credential (WebAuthn §4, "credential record").
package struct CredentialRecord: Sendable, Equatable {
    package let id: Bytes
    package let publicKey: COSEKey
    /// Of whom it is: the handle that was sent as `user.id`.
    package let userHandle: Bytes
    package var signCount: UInt32
    /// Whether the user was ever verified with it.
    package var userVerificationInitialized: Bool
    package let transports: [AuthenticatorTransport]
    package let backupEligible: Bool
    package var backupState: Bool
    package let aaguid: AAGUID
    /// For a key that was registered by U2F: the AppID that it belongs to.
    package let appID: String?

    package init(
        id: Bytes, publicKey: COSEKey, userHandle: Bytes, signCount: UInt32, userVerificationInitialized: Bool,
        transports: [AuthenticatorTransport] = [], backupEligible: Bool, backupState: Bool, aaguid: AAGUID,
        appID: String? = nil
    ) {
        (self.id, self.publicKey, self.userHandle, self.signCount) = (id, publicKey, userHandle, signCount)
        self.userVerificationInitialized = userVerificationInitialized
        (self.transports, self.backupEligible, self.backupState) = (transports, backupEligible, backupState)
        (self.aaguid, self.appID) = (aaguid, appID)
    }

    package var descriptor: CredentialDescriptor { CredentialDescriptor(id: id, transports: transports) }
}
