import Base
import Directory
import FIDO
import HTTP

extension RealmContext {
    /// The realm's domain for passkeys: what its settings say, or its host.
    package var relyingPartyID: String {
        settings.webAuthn.relyingPartyID ?? URL(origin)?.host.lowercased() ?? origin
    }

    /// Why there can be no passkeys at this page; nil: there can.
    package var passkeyFault: String? {
        do {
            _ = try relyingParty()
            return nil
        } catch {
            return error.description
        }
    }

    /// Who asks, at the page of this request and wherever the settings allow it.
    func relyingParty() throws(FIDOError) -> RelyingParty {
        let own = settings.webAuthn
        let related = try Self.origins(own.relatedOrigins)
        var origins = try Self.origins(own.appOrigins + own.androidApps.flatMap(\.origins))
        let page = try Origin(origin)
        // A page at a related origin asks for the realm's domain too.
        if !related.contains(page) { origins.insert(page) }
        let around = try Self.origins(own.embeddingOrigins)
        return try RelyingParty(
            id: relyingPartyID, name: realm.displayName, origins: origins.isEmpty ? related : origins,
            relatedOrigins: related,
            // Not every browser names the page around a frame; which pages may frame ours, the realm's
            // `frame-ancestors` has said already.
            embedding: around.isEmpty ? .refused : .within(around, unnamed: true))
    }

    private static func origins(_ texts: [String]) throws(FIDOError) -> Set<Origin> {
        var origins: Set<Origin> = []
        for text in texts { origins.insert(try Origin(text)) }
        return origins
    }
}

extension WebAuthnSettings {
    /// What the realm demands of new authenticators, with the metadata of this server.
    func attestationPolicy(_ metadata: MetadataBLOB?) -> AttestationPolicy {
        AttestationPolicy(demand, anchors: TrustAnchors(metadata: metadata))
    }

    var conveyance: AttestationConveyance {
        switch attestation {
        case .none: isSelective ? .direct : .none
        case .indirect: isSelective ? .direct : .indirect
        case .direct: .direct
        }
    }

    private var isSelective: Bool { !allowedAAGUIDs.isEmpty || minimumCertification != nil }

    private var demand: AttestationPolicy.Demand {
        if let level = minimumCertification.flatMap(CertificationLevel.init(rawValue:)) { return .certified(level) }
        if !allowedAAGUIDs.isEmpty { return .models(models) }
        return attestation == .none ? .none : .indirect
    }

    /// Of `allowedAAGUIDs`; what is none was refused when the settings were read.
    var models: Set<AAGUID> { Set(allowedAAGUIDs.compactMap { AAGUID($0) }) }
}

extension FIDOError {
    /// What it means to a person. What is wrong with our own settings is no refusal.
    var refusal: any Error {
        switch code {
        case .misconfigured: self
        case .expired: FactorRefusal(.expired, description)
        case .malformed: FactorRefusal(.malformed, description)
        case .credentialRegistered: FactorRefusal(.alreadyEnrolled, description)
        case .authenticatorNotAllowed, .untrustedAttestation, .unsupportedFormat:
            FactorRefusal(.unacceptable, description)
        case .wrongType, .wrongChallenge, .wrongOrigin, .crossOrigin, .wrongTopOrigin, .wrongRelyingParty,
            .userNotPresent, .userNotVerified, .inconsistentBackupFlags, .backupEligibilityChanged, .unsupportedKey,
            .algorithmNotOffered, .unexpectedExtension, .invalidAttestation, .credentialIDTooLong,
            .credentialNotAllowed, .wrongUser, .invalidSignature, .invalidMetadata, .facetNotTrusted:
            FactorRefusal(.wrong(triesLeft: 0), description)
        }
    }
}
