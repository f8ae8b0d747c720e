import Base
import Cryptography

/// `MetadataStatement` (FIDO Metadata Statement 3 §4), as far as a relying party decides by it.
package struct MetadataStatement: Sendable {
    package let description: String
    /// `basic_full`, `basic_surrogate`, `attca`, `anonca` and others (FIDO Registry §3.6.3).
    package let attestationTypes: [String]
    /// In DER.
    package let rootCertificates: [Bytes]
    /// `hardware`, `secure_element`, `software` and others (FIDO Registry §3.2).
    package let keyProtection: [String]
    /// A `data:` URL, for lists of passkeys.
    package let icon: String?

    init(_ reader: MemberReader) throws(FIDOError) {
        description = try reader.text("description") ?? ""
        attestationTypes = try reader.texts("attestationTypes") ?? []
        rootCertificates = (try reader.texts("attestationRootCertificates") ?? []).compactMap(MetadataStatement.der)
        keyProtection = try reader.texts("keyProtection") ?? []
        icon = try reader.text("icon")
    }

    /// Base64 as the service delivers it: some certificates have line ends and blanks in them.
    static func der(_ text: String) -> Bytes? {
        Base64.decode(String(text.filter { !$0.isWhitespace }))
    }

    var anchors: [Certificate] { rootCertificates.compactMap { try? Certificate(der: $0) } }

    /// Whether the model makes attestations of this type. A model that signs with a certificate and sends a
    /// statement signed by itself is not that model.
    func offers(_ type: AttestationType) -> Bool {
        guard !attestationTypes.isEmpty else { return true }
        switch type {
        case .none: return attestationTypes.contains("none")
        case .self: return attestationTypes.contains("basic_surrogate")
        // The statement does not tell these apart, metadata does.
        case .basic, .attestationCA: return attestationTypes.contains { $0 == "basic_full" || $0 == "attca" }
        case .anonymizationCA: return attestationTypes.contains("anonca")
        }
    }
}

/// `MetadataBLOBPayloadEntry` (MDS 3 §3.1.1).
package struct MetadataEntry: Sendable {
    /// Of FIDO2 authenticators.
    package let aaguid: AAGUID?
    /// Of UAF authenticators: `1234#5678`.
    package let aaid: String?
    /// Of U2F authenticators: SHA-1 of the attestation key, in hexadecimal.
    package let keyIdentifiers: [String]
    package let statement: MetadataStatement?
    /// Oldest first.
    package let statusReports: [StatusReport]
    package let timeOfLastStatusChange: CalendarDate?

    init(_ json: JSON) throws(FIDOError) {
        let reader = try MemberReader(json, "metadata entry")
        aaguid = try reader.text("aaguid").flatMap { AAGUID($0) }
        aaid = try reader.text("aaid")
        keyIdentifiers = (try reader.texts("attestationCertificateKeyIdentifiers") ?? []).map { $0.lowercased() }
        statement = try reader.inner("metadataStatement").map { inner throws(FIDOError) in
            try MetadataStatement(inner)
        }
        statusReports = (try reader.list("statusReports") ?? []).compactMap { try? StatusReport($0) }
        timeOfLastStatusChange = try reader.text("timeOfLastStatusChange").flatMap { CalendarDate($0) }
    }

    /// The highest level reached by `now`. `NOT_FIDO_CERTIFIED` takes back what was before it.
    package func certificationLevel(_ now: Timestamp) -> CertificationLevel? {
        statusReports.filter { $0.isEffective(now) }.reduce(nil as CertificationLevel?) { highest, report in
            switch report.status {
            case .certified(let level): max(level, highest ?? level)
            case .notCertified: nil
            case .selfAssertionSubmitted, .userVerificationBypass, .attestationKeyCompromise,
                .userKeyRemoteCompromise, .userKeyPhysicalCompromise, .updateAvailable, .revoked, .other:
                highest
            }
        }
    }

    /// Those of `statuses` that are in force at `now` and concern an attestation by `certificates`. One that names a
    /// certificate concerns that certificate alone.
    package func statuses(
        _ statuses: Set<AuthenticatorStatus>, _ now: Timestamp, certificates: [Certificate]
    ) -> [AuthenticatorStatus] {
        let path = certificates.map(\.der)
        return statusReports.filter { report in
            statuses.contains(report.status) && report.isEffective(now)
                && (report.certificate.map(path.contains) ?? true)
        }.map(\.status)
    }
}
