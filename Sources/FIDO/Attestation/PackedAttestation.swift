import Base
import Cryptography

/// `packed` (WebAuthn §8.2): with certificates, or signed with the credential's own key.
struct PackedAttestation {
    private let algorithm: COSEAlgorithm
    private let signature: Bytes
    private let certificates: [Certificate]?

    init(_ statement: CBOR) throws(FIDOError) {
        let reader = try StatementReader("packed", statement)
        // ECDAA was taken out in Level 2.
        guard statement["ecdaaKeyId"] == nil else { throw .attestation("packed: ECDAA") }
        algorithm = try reader.algorithm()
        signature = try reader.bytes("sig")
        certificates = try reader.certificates()
    }

    func verify(_ context: AttestationContext) throws(FIDOError) -> Attestation {
        guard let certificates else { return try verifySelf(context) }
        let leaf = certificates[0]
        let key = try leaf.attestationKey("packed")
        guard algorithm.verify(signature, of: context.signed, by: key) else {
            throw .attestation("packed: the signature does not verify with the certificate's key")
        }
        try checkProfile(leaf)
        try leaf.checkModel(context.credential.aaguid, "packed")
        return Attestation("packed", .basic, certificates)
    }

    private func verifySelf(_ context: AttestationContext) throws(FIDOError) -> Attestation {
        let key = context.credential.publicKey
        guard algorithm == key.algorithm else {
            throw .attestation("packed: alg is not that of the credential, and there is no certificate")
        }
        guard key.verify(signature, of: context.signed) else {
            throw .attestation("packed: the signature does not verify with the credential's key")
        }
        return Attestation("packed", .self)
    }

    /// §8.2.1.
    private func checkProfile(_ certificate: Certificate) throws(FIDOError) {
        guard certificate.version == 3 else { throw .attestation("packed: the certificate is not of version 3") }
        let subject = certificate.subjectAttributes
        func values(_ oid: String) -> [String] { subject.filter { $0.oid == oid }.map(\.value) }
        guard let country = values(DistinguishedName.country).first, country.utf8.count == 2,
            country.utf8.allSatisfy({ (65...90).contains($0) || (97...122).contains($0) })
        else { throw .attestation("packed: the subject has no country of two letters") }
        guard values(DistinguishedName.organization).contains(where: { !$0.isEmpty }) else {
            throw .attestation("packed: the subject has no organisation")
        }
        guard values(DistinguishedName.organizationalUnit).contains("Authenticator Attestation") else {
            throw .attestation("packed: the subject's unit is not \"Authenticator Attestation\"")
        }
        guard values(DistinguishedName.commonName).contains(where: { !$0.isEmpty }) else {
            throw .attestation("packed: the subject has no common name")
        }
        guard certificate.basicConstraints == false else {
            throw .attestation("packed: basic constraints do not say that the certificate is no authority")
        }
    }
}

/// Attributes of names (X.520).
enum DistinguishedName {
    static let commonName = "2.5.4.3"
    static let country = "2.5.4.6"
    static let organization = "2.5.4.10"
    static let organizationalUnit = "2.5.4.11"
}
