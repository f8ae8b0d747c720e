import Base
import Cryptography

/// Which authenticators a realm admits, and by whom it lets itself be told what they are.
package struct AttestationPolicy: Sendable {
    package var demand: Demand
    package var anchors: TrustAnchors
    package var rules: AttestationRules
    /// States in the metadata that keep an authenticator out. Only `none` does not look at them.
    package var refusedStatuses: Set<AuthenticatorStatus>

    package enum Demand: Sendable, Equatable {
        /// Nothing is asked for; what comes must still hold.
        case none
        /// Asked for and looked at; who has none, or one of an unknown maker, is admitted as well.
        case indirect
        /// Proven to be one of these models. Keys of U2F have no AAGUID and are named by the SHA-1 of their attestation
        /// key, in hexadecimal.
        case models(Set<AAGUID>, keyIdentifiers: Set<String> = [])
        /// Proven, and certified by the FIDO Alliance at this level or above.
        case certified(CertificationLevel)
    }

    package init(
        _ demand: Demand, anchors: TrustAnchors = TrustAnchors(), rules: AttestationRules = AttestationRules(),
        refusedStatuses: Set<AuthenticatorStatus> = AuthenticatorStatus.compromising
    ) {
        (self.demand, self.anchors, self.rules, self.refusedStatuses) = (demand, anchors, rules, refusedStatuses)
    }

    /// What to ask browsers for (§5.4.7).
    package var conveyance: AttestationConveyance {
        switch demand {
        case .none: .none
        case .indirect: .indirect
        case .models, .certified: .direct
        }
    }
}

/// Certificates that may stand at the end of a trust path.
package struct TrustAnchors: Sendable {
    package var metadata: MetadataBLOB?
    /// For one model. Where a model has anchors of its own, here or in the metadata, no others count for it: the
    /// makers of other authenticators could else vouch for it.
    package var byAAGUID: [AAGUID: [Certificate]] = [:]
    /// For one format, such as Apple's root for `apple` and Google's for `android-key`.
    package var byFormat: [String: [Certificate]] = [:]
    /// For every authenticator.
    package var common: [Certificate] = []

    package init(metadata: MetadataBLOB? = nil, common: [Certificate] = []) {
        (self.metadata, self.common) = (metadata, common)
    }

    func anchors(_ model: AAGUID, _ attestation: Attestation, _ entry: MetadataEntry?) -> [Certificate] {
        let own = (entry?.statement?.anchors ?? []) + byAAGUID[model, default: []]
        return own.isEmpty ? byFormat[attestation.format, default: []] + common : own
    }

    /// What the metadata says about the authenticator: by its model, or for keys of U2F by the attestation key.
    func entry(_ model: AAGUID, _ attestation: Attestation) -> MetadataEntry? {
        guard let metadata else { return nil }
        if attestation.format == "fido-u2f", let leaf = attestation.certificates.first {
            return metadata.entry(attestedBy: leaf)
        }
        return model == .zero ? nil : metadata.entry(model)
    }
}

/// What an attestation is worth (§7.1 step 25).
package enum AttestationTrust: Sendable {
    /// There is none.
    case none
    /// The credential vouches for itself.
    case selfAttested(MetadataEntry?)
    /// The path leads to an anchor.
    case trusted(TrustedPath)
    /// It does not; for the log, why.
    case untrusted(String, MetadataEntry?)

    package var metadata: MetadataEntry? {
        switch self {
        case .none: nil
        case .selfAttested(let entry), .untrusted(_, let entry): entry
        case .trusted(let path): path.metadata
        }
    }

    package var isTrusted: Bool {
        switch self {
        case .trusted: true
        case .none, .selfAttested, .untrusted: false
        }
    }
}

/// A trust path that leads to an anchor.
package struct TrustedPath: Sendable {
    package let chain: CertificateChain
    /// Zero where the format does not sign it.
    package let model: AAGUID
    package let metadata: MetadataEntry?
}

extension Attestation {
    /// The model as far as the statement vouches for it: `fido-u2f` signs nothing about it (§8.6), so whoever has a
    /// U2F key could claim any.
    func model(_ claimed: AAGUID) -> AAGUID { format == "fido-u2f" ? .zero : claimed }
}

extension AttestationPolicy {
    /// §7.1 steps 22 to 25.
    func assess(
        _ object: AttestationObject, _ context: AttestationContext
    ) throws(FIDOError) -> (Attestation, AttestationTrust) {
        guard demand != .none || Attestation.formats.contains(object.format) else {
            // Nobody asked for it, so one that nobody can read counts as none.
            let note = "attestation format \(object.format.debugDescription) is not known"
            return (Attestation("none", .none, notes: [note]), .none)
        }
        let attestation = try Attestation.verify(object.format, object.statement, context)
        let trust = trust(attestation, context.credential.aaguid, context.now)
        try admit(attestation, trust, context.credential.aaguid, context.now)
        return (attestation, trust)
    }

    /// The same for a raw U2F registration, whose signature was verified.
    func assess(_ message: U2FRegistrationMessage, _ now: Timestamp) throws(FIDOError) -> AttestationTrust {
        let attestation = Attestation("fido-u2f", .basic, [message.certificate])
        let trust = trust(attestation, .zero, now)
        try admit(attestation, trust, .zero, now)
        return trust
    }

    private func trust(_ attestation: Attestation, _ claimed: AAGUID, _ now: Timestamp) -> AttestationTrust {
        guard attestation.parts.isEmpty else {
            let found = attestation.parts.map { trust($0, claimed, now) }
            return found.first(where: \.isTrusted) ?? found[0]
        }
        let model = attestation.model(claimed)
        let entry = anchors.entry(model, attestation)
        if let statement = entry?.statement, !statement.offers(attestation.type) {
            return .untrusted("the model does not attest by \(attestation.type.rawValue)", entry)
        }
        guard let leaf = attestation.certificates.first else {
            return attestation.type == .none ? .none : .selfAttested(entry)
        }
        let roots = anchors.anchors(model, attestation, entry)
        guard !roots.isEmpty else { return .untrusted("no anchor is known for it", entry) }
        do {
            // Metadata may name an intermediate or the very certificate of the attestation.
            let chain = try CertificateChain(
                leaf: leaf, intermediates: Array(attestation.certificates.dropFirst()), roots: roots, now: now,
                anchorsAnywhere: true)
            return .trusted(TrustedPath(chain: chain, model: model, metadata: entry))
        } catch {
            return .untrusted("\(error)", entry)
        }
    }

    private func admit(
        _ attestation: Attestation, _ trust: AttestationTrust, _ claimed: AAGUID, _ now: Timestamp
    ) throws(FIDOError) {
        guard demand != .none else { return }
        try checkStatus(attestation, trust, claimed, now)
        switch demand {
        case .none, .indirect: return
        case .models(let models, let keyIdentifiers):
            let path = try trusted(trust)
            let identifier = Hex.encode(path.chain.leaf.keyIdentifier)
            guard models.contains(path.model) || keyIdentifiers.contains(identifier) else {
                throw FIDOError(.authenticatorNotAllowed, "neither model \(path.model) nor key \(identifier) is listed")
            }
        case .certified(let least):
            let path = try trusted(trust)
            guard let level = path.metadata?.certificationLevel(now), level >= least else {
                throw FIDOError(.authenticatorNotAllowed, "not certified at \(least.rawValue)")
            }
        }
    }

    private func checkStatus(
        _ attestation: Attestation, _ trust: AttestationTrust, _ claimed: AAGUID, _ now: Timestamp
    ) throws(FIDOError) {
        // Also where the model is only claimed: nobody would claim to be a revoked one.
        let entry = trust.metadata ?? anchors.entry(attestation.model(claimed), attestation)
        let path = ([attestation] + attestation.parts).flatMap(\.certificates)
        guard let status = entry?.statuses(refusedStatuses, now, certificates: path).first else { return }
        throw FIDOError(.authenticatorNotAllowed, "metadata says \(status) of model \(claimed)")
    }

    private func trusted(_ trust: AttestationTrust) throws(FIDOError) -> TrustedPath {
        switch trust {
        case .trusted(let path): return path
        case .none: throw FIDOError(.untrustedAttestation, "no attestation")
        case .selfAttested: throw FIDOError(.untrustedAttestation, "the credential vouches for itself only")
        case .untrusted(let reason, _): throw FIDOError(.untrustedAttestation, reason)
        }
    }
}
