import Base
import Cryptography

/// A sign-in with a credential, from the options that were sent to the verified assertion (WebAuthn §7.2).
///
/// Steps 1 to 4 are the page's. That a challenge is used once, and in the session that asked, is the caller's.
package struct AuthenticationCeremony: Sendable {
    package let options: PublicKeyCredentialRequestOptions
    package let relyingParty: RelyingParty
    /// The handle of the user who is signing in; nil where only the answer will tell.
    package let userHandle: Bytes?
    package let expiresAt: Timestamp
    package let reading: ClientData.Reading

    package init(
        _ options: PublicKeyCredentialRequestOptions, _ relyingParty: RelyingParty, userHandle: Bytes?,
        expiresAt: Timestamp, reading: ClientData.Reading = .parsed
    ) throws(FIDOError) {
        guard options.relyingPartyID == relyingParty.id else {
            throw FIDOError(.misconfigured, "options for \(options.relyingPartyID)")
        }
        (self.options, self.relyingParty, self.userHandle) = (options, relyingParty, userHandle)
        (self.expiresAt, self.reading) = (expiresAt, reading)
    }

    /// `record` is the one that is kept under the id of `response`.
    package func verify(
        _ response: AuthenticationResponse, _ record: CredentialRecord, now: Timestamp
    ) throws(FIDOError) -> Authentication {
        guard now < expiresAt else { throw FIDOError(.expired, "authentication") }
        try checkCredential(response, record)
        let clientData = try readClientData(response)
        let data = try AuthenticatorData(response.authenticatorData)
        let outputs = try ExtensionOutputs(client: response.clientExtensionResults, authenticator: data.extensions)
        try checkRelyingParty(data, outputs)
        try checkFlags(data, record)
        // Steps 20 and 21.
        guard record.publicKey.verify(response.signature, of: data.bytes + clientData.hash) else {
            throw FIDOError(.invalidSignature, "the assertion's signature does not verify")
        }
        // Step 23.
        try outputs.check(options.extensions)
        return authentication(response, data, record, outputs)
    }

    /// Steps 5 and 6.
    private func checkCredential(
        _ response: AuthenticationResponse, _ record: CredentialRecord
    ) throws(FIDOError) {
        guard response.credentialID == record.id else {
            throw FIDOError(.credentialNotAllowed, "the record is of another credential")
        }
        guard options.allowCredentials.isEmpty || options.allowCredentials.contains(where: { $0.id == record.id })
        else { throw FIDOError(.credentialNotAllowed, "the credential is not in allowCredentials") }
        if let userHandle {
            guard record.userHandle == userHandle else { throw FIDOError(.wrongUser, "another user's credential") }
        } else if response.userHandle == nil {
            throw FIDOError(.wrongUser, "no user handle, though nobody was identified before")
        }
        if let handle = response.userHandle, handle != record.userHandle {
            throw FIDOError(.wrongUser, "the user handle is not that of the credential's owner")
        }
    }

    /// Steps 7 to 14.
    private func readClientData(_ response: AuthenticationResponse) throws(FIDOError) -> ClientData {
        let clientData =
            switch reading {
            case .parsed: try ClientData(parsing: response.clientDataJSON)
            case .limited: try ClientData(limited: response.clientDataJSON, .get, options.challenge, relyingParty)
            }
        try clientData.check(.get, options.challenge, relyingParty)
        return clientData
    }

    /// Step 15. Only where `appid` was sent, and the client says that it was used, may the hash be the AppID's
    /// (§10.1.1).
    private func checkRelyingParty(_ data: AuthenticatorData, _ outputs: ExtensionOutputs) throws(FIDOError) {
        if outputs.appID == true, let appID = options.extensions.appID {
            guard constantTimeEqual(data.rpIDHash, Hash.sha256(Bytes(utf8: appID))) else {
                throw FIDOError(.wrongRelyingParty, "authenticator data for another AppID")
            }
        } else {
            guard constantTimeEqual(data.rpIDHash, relyingParty.idHash) else {
                throw FIDOError(.wrongRelyingParty, "authenticator data for another relying party")
            }
        }
    }

    /// Steps 16 to 19.
    private func checkFlags(_ data: AuthenticatorData, _ record: CredentialRecord) throws(FIDOError) {
        guard data.flags.contains(.userPresent) else { throw FIDOError(.userNotPresent, "authentication") }
        try data.checkVerification(options.userVerification)
        try data.checkBackupFlags()
        guard data.flags.contains(.backupEligible) == record.backupEligible else {
            throw FIDOError(.backupEligibilityChanged, "the authenticator contradicts what it said at registration")
        }
    }

    /// Steps 22 and 24.
    private func authentication(
        _ response: AuthenticationResponse, _ data: AuthenticatorData, _ record: CredentialRecord,
        _ outputs: ExtensionOutputs
    ) -> Authentication {
        var updated = record
        var signals: [CredentialSignal] = []
        let isCounted = data.signCount != 0 || record.signCount != 0
        if isCounted, data.signCount <= record.signCount {
            signals.append(.counterRegressed(stored: record.signCount, received: data.signCount))
        } else {
            updated.signCount = data.signCount
        }
        let isBackedUp = data.flags.contains(.backupState)
        if isBackedUp != record.backupState { signals.append(.backupStateChanged(isBackedUp: isBackedUp)) }
        updated.backupState = isBackedUp
        let isVerified = data.flags.contains(.userVerified)
        return Authentication(
            record: updated, signals: signals, userVerified: isVerified,
            mayInitializeUserVerification: isVerified && !record.userVerificationInitialized,
            usedAppID: outputs.appID == true && options.extensions.appID != nil, extensions: outputs,
            attachment: response.attachment)
    }
}

/// An assertion that was verified. Only a ceremony makes one.
package struct Authentication: Sendable {
    /// What to keep now. The counter stays where it was if the received one did not rise.
    package let record: CredentialRecord
    package let signals: [CredentialSignal]
    package let userVerified: Bool
    /// Whether `userVerificationInitialized` may be set: only after another factor of the same strength (step 24).
    package let mayInitializeUserVerification: Bool
    /// Whether an old U2F registration answered.
    package let usedAppID: Bool
    package let extensions: ExtensionOutputs
    package let attachment: AuthenticatorAttachment?
}

/// What an assertion tells beyond yes: policy decides what follows from it.
package enum CredentialSignal: Event, Equatable {
    /// §7.2 step 22: a sign, not a proof, that the key was copied.
    case counterRegressed(stored: UInt32, received: UInt32)
    case backupStateChanged(isBackedUp: Bool)

    package var name: String {
        switch self {
        case .counterRegressed: "credential.counter_regressed"
        case .backupStateChanged: "credential.backup_state_changed"
        }
    }

    package var level: EventLevel {
        switch self {
        case .counterRegressed: .warning
        case .backupStateChanged: .info
        }
    }

    package var fields: [(name: String, value: JSON)] {
        switch self {
        case .counterRegressed(let stored, let received):
            [("stored", .integer(Int64(stored))), ("received", .integer(Int64(received)))]
        case .backupStateChanged(let isBackedUp): [("backed_up", .bool(isBackedUp))]
        }
    }
}
