import Base
import Cryptography
import Directory
import FIDO

/// The two ceremonies of WebAuthn as questions and answers: what passkeys and security keys have in common.
struct PublicKeyCredentials: Sendable {
    let method: VerificationMethod
    let parts: FactorParts

    static let lifetimeSeconds: Int64 = 300
    static let accountName = "accountName"
    static let accountDisplayName = "accountDisplayName"

    var handles: UserHandle { UserHandle(users: parts.users, random: parts.random) }

    // MARK: - Signing in

    /// Which credentials to name: the person's own, or, for a mere claim that has none, some that nobody has.
    func allowed(_ call: FactorCall) throws -> [CredentialDescriptor] {
        let own = call.authenticators.compactMap(CredentialContent.descriptor)
        if !own.isEmpty || (call.user == nil && call.claimedIdentifier == nil) { return own }
        guard let identifier = call.claimedIdentifier else {
            throw FactorRefusal(.notEnrolled, "no \(method)")
        }
        return DecoyCredential(key: parts.key).descriptors(for: identifier, in: call.realm.tenant)
    }

    func requestOptions(_ call: FactorCall) throws -> PublicKeyCredentialRequestOptions {
        let party = try call.realm.relyingParty()
        return PublicKeyCredentialRequestOptions(party, FIDO.Challenge(parts.random))
    }

    func task(_ options: PublicKeyCredentialRequestOptions, isConditional: Bool, _ call: FactorCall) -> FactorTask {
        task(options.json, isConditional, call)
    }

    func verify(_ answer: JSON.Object, to task: FactorTask, _ call: FactorCall) async throws -> FactorAnswer {
        do {
            let response = try AuthenticationResponse(.object(answer))
            let options = try PublicKeyCredentialRequestOptions(task.kept["options"] ?? .null)
            return try await used(response.credentialID, options.allowCredentials.map(\.id), call) {
                owner, record throws(FIDOError) in
                let ceremony = try AuthenticationCeremony(
                    options, try call.realm.relyingParty(), userHandle: owner, expiresAt: task.expiresAt)
                let result = try ceremony.verify(response, record, now: call.now)
                return Use(record: result.record, signals: result.signals, userVerified: result.userVerified)
            }
        } catch let error as FIDOError {
            throw error.refusal
        }
    }

    // MARK: - Registration

    func creationOptions(_ call: FactorCall) async throws -> PublicKeyCredentialCreationOptions {
        guard let user = call.user else { throw FactorRefusal(.notPermitted, "nobody to enrol for") }
        let name = call.parameters[Self.accountName]?.string ?? user.accountName
        let displayName = call.parameters[Self.accountDisplayName]?.string ?? user.attributes["displayName"]?.string
        guard
            let entity = PublicKeyCredentialCreationOptions.UserEntity(
                id: try await handles.handle(of: user), name: name,
                displayName: displayName ?? name)
        else { throw FactorRefusal(.notPermitted, "no user handle") }
        let settings = call.realm.settings.webAuthn
        var options = PublicKeyCredentialCreationOptions(
            try call.realm.relyingParty(), entity, FIDO.Challenge(parts.random))
        options.excludeCredentials = call.authenticators.compactMap(CredentialContent.descriptor)
        options.attestation = settings.conveyance
        options.hints = settings.hints.compactMap(CredentialHint.init(rawValue:))
        options.extensions.credentialProperties = true
        options.extensions.appIDExclude = settings.appID
        return options
    }

    func task(_ options: PublicKeyCredentialCreationOptions, isConditional: Bool, _ call: FactorCall) -> FactorTask {
        task(options.json, isConditional, call)
    }

    func register(
        _ answer: JSON.Object, to task: FactorTask, _ call: FactorCall, name: String
    ) async throws -> NewAuthenticator {
        do {
            let response = try RegistrationResponse(.object(answer))
            let settings = call.realm.settings.webAuthn
            let ceremony = try RegistrationCeremony(
                try PublicKeyCredentialCreationOptions(task.kept["options"] ?? .null), try call.realm.relyingParty(),
                policy: settings.attestationPolicy(parts.metadata()), expiresAt: task.expiresAt,
                isConditional: task.kept["conditional"]?.bool == true)
            let registration = try ceremony.verify(
                response, isRegistered: try await isRegistered(response.credentialID, in: call.realm.tenant),
                now: call.now)
            try check(registration, settings)
            return new(
                CredentialContent(registration), userVerified: registration.userVerified, name,
                isProof: !ceremony.isConditional)
        } catch let error as FIDOError {
            throw error.refusal
        }
    }

    func new(
        _ content: CredentialContent, userVerified: Bool, _ name: String, isProof: Bool
    ) -> NewAuthenticator {
        NewAuthenticator(
            handle: Base64.encodeURL(content.record.id),
            name: CredentialNames.name(content.record.aaguid, parts.metadata(), other: name),
            content: Secret(content.json),
            // One that was made in passing may have seen nobody.
            qualities: isProof ? content.qualities(userVerified: userVerified) : nil)
    }

    /// §7.1 step 26: by anybody, and by either method.
    func isRegistered(_ id: Bytes, in tenant: Tenant.ID) async throws -> Bool {
        for method in [VerificationMethod.passkey, .securityKey] {
            let known = try await parts.authenticators.authenticator(
                method: method.rawValue, handle: Base64.encodeURL(id), of: tenant)
            if known != nil { return true }
        }
        return false
    }

    /// Where a certification *and* a list are asked for: `AttestationPolicy` has looked at the certification.
    private func check(_ registration: Registration, _ settings: WebAuthnSettings) throws(FIDOError) {
        let models = settings.models
        guard !models.isEmpty else { return }
        guard registration.trust.isTrusted, models.contains(registration.record.aaguid) else {
            throw FIDOError(.authenticatorNotAllowed, "model \(registration.record.aaguid) is not listed")
        }
    }

    private func task(_ options: JSON, _ isConditional: Bool, _ call: FactorCall) -> FactorTask {
        var shown: JSON.Object = ["options": options]
        if isConditional { shown["mediation"] = "conditional" }
        return FactorTask(
            shown: shown, kept: ["options": options, "conditional": .bool(isConditional)],
            expiresAt: call.now.adding(seconds: Self.lifetimeSeconds), isForOneAnswer: true)
    }
}

extension User {
    /// What a person is shown as the name of their account.
    var accountName: String {
        let local = identities.filter { !$0.isFederated }
        return mailAddress ?? local.first?.issuerAssignedID ?? attributes["displayName"]?.string ?? "?"
    }
}
