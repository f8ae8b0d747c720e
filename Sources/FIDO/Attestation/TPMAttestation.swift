import Base
import Cryptography

/// `tpm` (WebAuthn §8.3): the TPM's attestation key certifies that the credential's key is in the TPM.
struct TPMAttestation {
    private let algorithm: COSEAlgorithm
    private let signature: Bytes
    private let certificates: [Certificate]
    private let certInfo: Bytes
    private let pubArea: Bytes

    init(_ statement: CBOR) throws(FIDOError) {
        let reader = try StatementReader("tpm", statement)
        guard try reader.text("ver") == "2.0" else { throw .attestation("tpm: ver is not 2.0") }
        guard statement["ecdaaKeyId"] == nil else { throw .attestation("tpm: ECDAA") }
        algorithm = try reader.algorithm()
        signature = try reader.bytes("sig")
        certificates = try reader.requiredCertificates()
        certInfo = try reader.bytes("certInfo")
        pubArea = try reader.bytes("pubArea")
    }

    func verify(_ context: AttestationContext) throws(FIDOError) -> Attestation {
        guard let hash = algorithm.hash else {
            throw .attestation("tpm: alg \(algorithm.rawValue) has no hash of its own")
        }
        let area = try TPMPublicArea(pubArea)
        guard try area.describes(context.credential.publicKey) else {
            throw .attestation("tpm: pubArea is of another key")
        }
        let info = try TPMCertifyInfo(certInfo)
        guard info.extraData == hash.digest(context.signed) else {
            throw .attestation("tpm: certInfo is for another ceremony")
        }
        guard info.name == area.name else { throw .attestation("tpm: certInfo certifies another key") }
        let key = try certificates[0].attestationKey("tpm")
        guard algorithm.verify(signature, of: certInfo, by: key) else {
            throw .attestation("tpm: the signature does not verify with the certificate's key")
        }
        try checkProfile(certificates[0])
        try certificates[0].checkModel(context.credential.aaguid, "tpm")
        return Attestation("tpm", .attestationCA, certificates)
    }

    /// §8.3.1.
    private func checkProfile(_ certificate: Certificate) throws(FIDOError) {
        guard certificate.version == 3 else { throw .attestation("tpm: the certificate is not of version 3") }
        guard certificate.subjectAttributes.isEmpty else { throw .attestation("tpm: the certificate has a subject") }
        guard certificate.extendedKeyUsages?.contains("2.23.133.8.3") == true else {
            throw .attestation("tpm: the certificate is not for attestation keys (tcg-kp-AIKCertificate)")
        }
        guard certificate.basicConstraints == false else {
            throw .attestation("tpm: basic constraints do not say that the certificate is no authority")
        }
        try checkDevice(certificate)
    }

    /// TPM 2.0 EK credential profile §3.2.9: the alternative name is critical, since there is no subject, and says
    /// who made the TPM (by the TCG's number), which model and which version.
    private func checkDevice(_ certificate: Certificate) throws(FIDOError) {
        guard certificate.extensionValue("2.5.29.17")?.isCritical == true else {
            throw .attestation("tpm: the subject alternative name is absent or not critical")
        }
        let attributes = certificate.subjectAlternativeNames.flatMap { name in
            guard case .directory(let attributes) = name else { return [NameAttribute]() }
            return attributes
        }
        func value(_ oid: String) -> String? { attributes.first { $0.oid == oid }?.value }
        guard let manufacturer = value("2.23.133.2.1"), manufacturer.hasPrefix("id:"),
            Hex.decode(String(manufacturer.dropFirst(3)))?.count == 4
        else { throw .attestation("tpm: the alternative name has no manufacturer") }
        guard value("2.23.133.2.2")?.isEmpty == false, value("2.23.133.2.3")?.isEmpty == false else {
            throw .attestation("tpm: the alternative name has no model or version")
        }
    }
}
