import Base
import Cryptography

/// `fido-u2f` (WebAuthn §8.6): a U2F registration in the clothes of an attestation object.
struct U2FAttestation {
    private let signature: Bytes
    private let certificate: Certificate

    init(_ statement: CBOR) throws(FIDOError) {
        let reader = try StatementReader("fido-u2f", statement)
        signature = try reader.bytes("sig")
        let certificates = try reader.requiredCertificates()
        guard certificates.count == 1 else { throw .attestation("fido-u2f: not exactly one certificate") }
        certificate = certificates[0]
    }

    func verify(_ context: AttestationContext) throws(FIDOError) -> Attestation {
        let key = try certificate.attestationKey("fido-u2f")
        guard key.kind == .elliptic(.p256) else {
            throw .attestation("fido-u2f: the certificate's key is not on P-256")
        }
        guard let point = context.credential.publicKey.u2fPoint else {
            throw .attestation("fido-u2f: the credential's key is not on P-256")
        }
        let signed =
            [0] + context.data.rpIDHash + context.clientDataHash + context.credential.credentialID + point
        guard key.verifyDER(signature, of: signed, using: .es256) else {
            throw .attestation("fido-u2f: the signature does not verify")
        }
        return Attestation("fido-u2f", .basic, [certificate])
    }
}
