import Base
import Directory
import FIDO

extension PublicKeyCredentials {
    /// What a verified assertion says.
    struct Use {
        let record: CredentialRecord
        let signals: [CredentialSignal]
        let userVerified: Bool
    }

    /// Finds the credential, has the assertion verified, and keeps the counter and the time. Between reading and
    /// writing, another answer may have moved the counter: then it is verified anew.
    ///
    /// `owner` is the handle of the person who is signing in; nil where only the answer tells.
    func used(
        _ id: Bytes, _ allowed: [Bytes], _ call: FactorCall,
        _ verify: (_ owner: Bytes?, CredentialRecord) throws(FIDOError) -> Use
    ) async throws -> FactorAnswer {
        guard allowed.isEmpty || allowed.contains(id) else {
            throw FIDOError(.credentialNotAllowed, "the credential is not in allowCredentials")
        }
        for _ in 0..<3 {
            let (authenticator, content) = try await find(id, call)
            let isCompromised = content.isCompromised(parts.metadata(), at: call.now)
            guard !isCompromised || call.realm.settings.webAuthn.conveyance == .none else {
                throw FIDOError(.authenticatorNotAllowed, "model \(content.record.aaguid) has been compromised since")
            }
            let use = try verify(call.user == nil ? nil : content.record.userHandle, content.record)
            guard try await keep(use, authenticator, content, call.now) else { continue }
            if use.signals.contains(where: \.isSuspicious) {
                try await parts.account.suspected(authenticator, in: call.realm, call.client)
            }
            var qualities = content.qualities(userVerified: use.userVerified)
            if isCompromised { qualities.remove(.hardware) }
            return FactorAnswer(
                user: authenticator.user, authenticator: authenticator.id, qualities: qualities, signals: use.signals)
        }
        throw FactorRefusal(.expired, "the credential is in use elsewhere")
    }

    private func find(_ id: Bytes, _ call: FactorCall) async throws -> (Authenticator, CredentialContent) {
        let found = try await parts.authenticators.authenticator(
            method: method.rawValue, handle: Base64.encodeURL(id), of: call.realm.tenant)
        guard let found, found.verifiedAt != nil, let content = CredentialContent(found) else {
            throw FactorRefusal(.notEnrolled, "the credential is not known")
        }
        guard call.user == nil || found.user == call.user?.id else {
            throw FIDOError(.wrongUser, "another user's credential")
        }
        return (found, content)
    }

    /// False where the credential has changed since it was read.
    private func keep(
        _ use: Use, _ authenticator: Authenticator, _ content: CredentialContent, _ now: Timestamp
    ) async throws -> Bool {
        var next = content
        next.record = use.record
        let (before, after) = (authenticator.content, Secret(next.json))
        let kept = try await parts.authenticators.update(authenticator.id, of: authenticator.tenant) { current in
            guard current.content == before else { return false }
            current.content = after
            current.lastUsedAt = now
            return true
        }
        guard let kept else { throw FactorRefusal(.notEnrolled, "the credential was removed") }
        return kept
    }
}

extension FactorAnswer {
    /// The authenticator has shown a sign of having been copied.
    var isSuspicious: Bool { signals.contains { ($0 as? CredentialSignal)?.isSuspicious == true } }
}

extension CredentialSignal {
    fileprivate var isSuspicious: Bool {
        switch self {
        case .counterRegressed: true
        case .backupStateChanged: false
        }
    }
}
