import Base
import Cryptography

/// `apple` (WebAuthn §8.8): a certificate for this one credential, from Apple's anonymisation authority.
struct AppleAttestation {
    private let certificates: [Certificate]

    private static let nonceExtension = "1.2.840.113635.100.8.2"

    init(_ statement: CBOR) throws(FIDOError) {
        certificates = try StatementReader("apple", statement).requiredCertificates()
    }

    func verify(_ context: AttestationContext) throws(FIDOError) -> Attestation {
        guard try nonce() == Hash.sha256(context.signed) else {
            throw .attestation("apple: the certificate is for another ceremony")
        }
        guard try certificates[0].attestationKey("apple") == context.credential.publicKey.publicKey else {
            throw .attestation("apple: the certificate is for another key")
        }
        return Attestation("apple", .anonymizationCA, certificates)
    }

    /// `SEQUENCE { [1] EXPLICIT OCTET STRING }`.
    private func nonce() throws(FIDOError) -> Bytes? {
        guard let value = certificates[0].extensionValue(AppleAttestation.nonceExtension)?.value,
            let sequence = try? DERElement(value).children(), sequence.count == 1, sequence[0].isContext(1),
            let inner = try? sequence[0].children(), inner.count == 1, let nonce = inner[0].octets
        else { throw .attestation("apple: the certificate has no nonce") }
        return nonce
    }
}
