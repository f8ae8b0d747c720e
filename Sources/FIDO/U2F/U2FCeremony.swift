import Base

/// Registration and authentication by raw U2F messages, for native clients (FIDO U2F JavaScript API 1.2 §3 for the
/// JSON). That a challenge is used once, and in the session that asked, is the caller's.
package struct U2FCeremony: Sendable {
    package let appID: AppID
    /// The origins and applications that may ask, after the trusted facet list.
    package let facets: Set<Origin>
    package let challenge: Challenge
    package let expiresAt: Timestamp

    package init(_ appID: AppID, facets: Set<Origin>, _ challenge: Challenge, expiresAt: Timestamp) {
        (self.appID, self.facets, self.challenge, self.expiresAt) = (appID, facets, challenge, expiresAt)
    }

    /// A `RegisterRequest` with the keys that are registered already (§3.2).
    package func registrationRequest(registered: [CredentialRecord]) -> JSON {
        [
            "appId": .string(appID.text),
            "registerRequests": [["version": "U2F_V2", "challenge": .string(challenge.text)]],
            "registeredKeys": .array(registered.map(registeredKey)),
        ]
    }

    /// A `SignRequest` (§3.3).
    package func authenticationRequest(registered: [CredentialRecord]) -> JSON {
        [
            "appId": .string(appID.text), "challenge": .string(challenge.text),
            "registeredKeys": .array(registered.map(registeredKey)),
        ]
    }

    private func registeredKey(_ record: CredentialRecord) -> JSON {
        ["version": "U2F_V2", "keyHandle": .string(Base64.encodeURL(record.id)), "appId": .string(appID.text)]
    }

    /// Verifies a `RegisterResponse` (§3.2.3). The record that it gives is also of use to WebAuthn, through `appid`.
    ///
    /// `isRegistered`: whether any user has a credential under the key handle.
    package func register(
        _ json: JSON, userHandle: Bytes, policy: AttestationPolicy, now: Timestamp,
        isRegistered: (_ keyHandle: Bytes) -> Bool
    ) throws(FIDOError) -> (record: CredentialRecord, trust: AttestationTrust) {
        guard now < expiresAt else { throw FIDOError(.expired, "U2F registration") }
        let reader = try MemberReader(json, "U2F registration")
        guard try reader.text("version") ?? "U2F_V2" == "U2F_V2" else { throw .malformed("U2F version") }
        let message = try U2FRegistrationMessage(try reader.requiredBytes("registrationData", limit: 8192))
        let clientData = try U2FClientData(
            try reader.requiredBytes("clientData", limit: ClientData.sizeLimit), .register, challenge, facets: facets)
        try message.verify(appID, clientData.hash)
        let trust = try policy.assess(message, now)
        guard !isRegistered(message.keyHandle) else {
            throw FIDOError(.credentialRegistered, "the key handle is registered already")
        }
        let record = CredentialRecord(
            id: message.keyHandle, publicKey: message.publicKey, userHandle: userHandle, signCount: 0,
            userVerificationInitialized: false, backupEligible: false, backupState: false, aaguid: .zero,
            appID: appID.text)
        return (record, trust)
    }

    /// Verifies a `SignResponse` (§3.3.2). `record` is the one that is kept under its key handle.
    package func authenticate(
        _ json: JSON, _ record: CredentialRecord, now: Timestamp
    ) throws(FIDOError) -> (record: CredentialRecord, signals: [CredentialSignal]) {
        guard now < expiresAt else { throw FIDOError(.expired, "U2F authentication") }
        let reader = try MemberReader(json, "U2F authentication")
        guard try reader.requiredBytes("keyHandle", limit: 255) == record.id, record.appID == appID.text else {
            throw FIDOError(.credentialNotAllowed, "the record is of another key")
        }
        let message = try U2FAuthenticationMessage(try reader.requiredBytes("signatureData", limit: 1024))
        let clientData = try U2FClientData(
            try reader.requiredBytes("clientData", limit: ClientData.sizeLimit), .sign, challenge, facets: facets)
        try message.verify(record.publicKey, appID, clientData.hash)
        // §5.4: the counter of every key rises, so one that does not is a sign of a copy from the first time on.
        guard message.counter > record.signCount else {
            return (record, [.counterRegressed(stored: record.signCount, received: message.counter)])
        }
        var updated = record
        updated.signCount = message.counter
        return (updated, [])
    }
}
