import Base

/// The registration of a credential, from the options that were sent to the record that is kept (WebAuthn §7.1).
///
/// Steps 1 to 4 are the page's. That a challenge is used once, and in the session that asked, is the caller's: it
/// forgets the ceremony when an answer comes.
package struct RegistrationCeremony: Sendable {
    package let options: PublicKeyCredentialCreationOptions
    package let relyingParty: RelyingParty
    package let policy: AttestationPolicy
    package let expiresAt: Timestamp
    /// Whether the page asked with `mediation: "conditional"`, in passing after another sign-in.
    package let isConditional: Bool
    package let reading: ClientData.Reading

    package init(
        _ options: PublicKeyCredentialCreationOptions, _ relyingParty: RelyingParty, policy: AttestationPolicy,
        expiresAt: Timestamp, isConditional: Bool = false, reading: ClientData.Reading = .parsed
    ) throws(FIDOError) {
        guard options.relyingPartyID == relyingParty.id else {
            throw FIDOError(.misconfigured, "options for \(options.relyingPartyID)")
        }
        (self.options, self.relyingParty, self.policy) = (options, relyingParty, policy)
        (self.expiresAt, self.isConditional, self.reading) = (expiresAt, isConditional, reading)
    }

    /// `isRegistered`: whether any user has a credential with the id of `response`.
    package func verify(
        _ response: RegistrationResponse, isRegistered: Bool, now: Timestamp
    ) throws(FIDOError) -> Registration {
        guard now < expiresAt else { throw FIDOError(.expired, "registration") }
        let clientData = try readClientData(response)
        // Step 13.
        let object = try AttestationObject(response.attestationObject)
        let data = object.authenticatorData
        guard let credential = data.attestedCredential else { throw .malformed("no attested credential") }
        guard credential.credentialID == response.credentialID else {
            throw .malformed("the attested credential has another id than the response")
        }
        try checkFlags(data)
        try checkAlgorithm(credential.publicKey)
        // Step 21.
        let outputs = try ExtensionOutputs(client: response.clientExtensionResults, authenticator: data.extensions)
        try outputs.check(options.extensions)
        // Steps 12 and 22 to 25.
        let context = AttestationContext(
            data: data, credential: credential, clientDataHash: clientData.hash, now: now, rules: policy.rules)
        let (attestation, trust) = try policy.assess(object, context)
        try checkIdentity(credential.credentialID, isRegistered: isRegistered)
        // Step 28. Step 29 is every refusal above.
        return Registration(
            record: record(response, context, attestation), attestation: attestation, trust: trust, extensions: outputs,
            attachment: response.attachment, userVerified: data.flags.contains(.userVerified))
    }

    /// Steps 5 to 11.
    private func readClientData(_ response: RegistrationResponse) throws(FIDOError) -> ClientData {
        let clientData =
            switch reading {
            case .parsed: try ClientData(parsing: response.clientDataJSON)
            case .limited:
                try ClientData(limited: response.clientDataJSON, .create, options.challenge, relyingParty)
            }
        try clientData.check(.create, options.challenge, relyingParty)
        return clientData
    }

    /// Steps 14 to 19. What BE and BS mean for the person (18, 19) is said in the record.
    private func checkFlags(_ data: AuthenticatorData) throws(FIDOError) {
        guard constantTimeEqual(data.rpIDHash, relyingParty.idHash) else {
            throw FIDOError(.wrongRelyingParty, "authenticator data for another relying party")
        }
        guard isConditional || data.flags.contains(.userPresent) else {
            throw FIDOError(.userNotPresent, "registration")
        }
        try data.checkVerification(options.userVerification)
        try data.checkBackupFlags()
    }

    /// Step 20.
    private func checkAlgorithm(_ key: COSEKey) throws(FIDOError) {
        guard options.algorithms.contains(key.algorithm) else {
            throw FIDOError(.algorithmNotOffered, "COSE algorithm \(key.algorithm.rawValue)")
        }
    }

    /// Steps 26 and 27.
    private func checkIdentity(_ id: Bytes, isRegistered: Bool) throws(FIDOError) {
        guard id.count <= 1023 else { throw FIDOError(.credentialIDTooLong, "\(id.count) bytes") }
        // Whoever could take over an id would take over the sign-ins with it.
        guard !isRegistered else { throw FIDOError(.credentialRegistered, "the id is registered already") }
        guard !options.excludeCredentials.contains(where: { $0.id == id }) else {
            throw FIDOError(.credentialRegistered, "the id was excluded")
        }
    }

    private func record(
        _ response: RegistrationResponse, _ context: AttestationContext, _ attestation: Attestation
    ) -> CredentialRecord {
        let data = context.data
        return CredentialRecord(
            id: response.credentialID, publicKey: context.credential.publicKey, userHandle: options.user.id,
            signCount: data.signCount, userVerificationInitialized: data.flags.contains(.userVerified),
            transports: response.transports, backupEligible: data.flags.contains(.backupEligible),
            backupState: data.flags.contains(.backupState), aaguid: attestation.model(context.credential.aaguid))
    }
}

/// A registration that was verified. Only a ceremony makes one.
package struct Registration: Sendable {
    package let record: CredentialRecord
    package let attestation: Attestation
    package let trust: AttestationTrust
    package let extensions: ExtensionOutputs
    package let attachment: AuthenticatorAttachment?
    package let userVerified: Bool
}

extension AuthenticatorData {
    /// §7.1 step 16, §7.2 step 17.
    func checkVerification(_ requirement: UserVerificationRequirement) throws(FIDOError) {
        guard requirement != .required || flags.contains(.userVerified) else {
            throw FIDOError(.userNotVerified, "user verification is required")
        }
    }

    /// §7.1 step 17, §7.2 step 18.
    func checkBackupFlags() throws(FIDOError) {
        guard flags.contains(.backupEligible) || !flags.contains(.backupState) else {
            throw FIDOError(.inconsistentBackupFlags, "backed up, yet not eligible for it")
        }
    }
}
