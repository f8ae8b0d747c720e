import Base

/// `AuthenticatorStatus` (FIDO Metadata Service 3 §3.1.4). What we do not know is kept by name.
package enum AuthenticatorStatus: Hashable, Sendable {
    case certified(CertificationLevel)
    case notCertified
    case selfAssertionSubmitted
    case userVerificationBypass
    case attestationKeyCompromise
    case userKeyRemoteCompromise
    case userKeyPhysicalCompromise
    case updateAvailable
    case revoked
    case other(String)

    package init(_ name: String) {
        switch name {
        case "NOT_FIDO_CERTIFIED": self = .notCertified
        case "SELF_ASSERTION_SUBMITTED": self = .selfAssertionSubmitted
        case "USER_VERIFICATION_BYPASS": self = .userVerificationBypass
        case "ATTESTATION_KEY_COMPROMISE": self = .attestationKeyCompromise
        case "USER_KEY_REMOTE_COMPROMISE": self = .userKeyRemoteCompromise
        case "USER_KEY_PHYSICAL_COMPROMISE": self = .userKeyPhysicalCompromise
        case "UPDATE_AVAILABLE": self = .updateAvailable
        case "REVOKED": self = .revoked
        default: self = CertificationLevel(rawValue: name).map(AuthenticatorStatus.certified) ?? .other(name)
        }
    }

    /// What makes an authenticator unfit wherever attestation matters: metadata says that its secrets or its checks
    /// can be got round.
    package static let compromising: Set<AuthenticatorStatus> = [
        .revoked, .userVerificationBypass, .attestationKeyCompromise, .userKeyRemoteCompromise,
        .userKeyPhysicalCompromise,
    ]
}

/// Levels of certification by the FIDO Alliance, lowest first. The first one is that of the time before levels, which
/// looked at function alone.
package enum CertificationLevel: String, Sendable, CaseIterable, Comparable {
    case functional = "FIDO_CERTIFIED"
    case l1 = "FIDO_CERTIFIED_L1"
    case l1plus = "FIDO_CERTIFIED_L1plus"
    case l2 = "FIDO_CERTIFIED_L2"
    case l2plus = "FIDO_CERTIFIED_L2plus"
    case l3 = "FIDO_CERTIFIED_L3"
    case l3plus = "FIDO_CERTIFIED_L3plus"

    package static func < (left: CertificationLevel, right: CertificationLevel) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
}

/// `StatusReport` (MDS 3 §3.1.3).
package struct StatusReport: Sendable, Equatable {
    package let status: AuthenticatorStatus
    package let effectiveDate: CalendarDate?
    /// For a compromised attestation key: which certificate (DER). Nil where all are concerned.
    package let certificate: Bytes?

    init(_ json: JSON) throws(FIDOError) {
        let reader = try MemberReader(json, "status report")
        status = AuthenticatorStatus(try reader.required("status"))
        effectiveDate = try reader.text("effectiveDate").flatMap { CalendarDate($0) }
        certificate = try reader.text("certificate").flatMap(MetadataStatement.der)
    }

    func isEffective(_ now: Timestamp) -> Bool { effectiveDate.map { $0.start <= now } ?? true }
}
