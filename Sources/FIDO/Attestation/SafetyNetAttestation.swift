import Base
import Cryptography
import JOSE

/// `android-safetynet` (WebAuthn §8.5, deprecated): Google's judgement of the device, as a JWS. The service is no more;
/// what is here serves statements of its time.
struct SafetyNetAttestation {
    private let response: CertifiedJWS

    init(_ statement: CBOR) throws(FIDOError) {
        let reader = try StatementReader("android-safetynet", statement)
        guard try !reader.text("ver").isEmpty else { throw .attestation("android-safetynet: ver is empty") }
        guard let text = String(validating: try reader.bytes("response")) else {
            throw .attestation("android-safetynet: the response is not text")
        }
        response = try CertifiedJWS(text, limit: CBOR.sizeLimit, "android-safetynet", .invalidAttestation)
    }

    func verify(_ context: AttestationContext) throws(FIDOError) -> Attestation {
        let reader = MemberReader(try response.verifiedPayload(), "android-safetynet")
        guard try reader.text("nonce") == Base64.encode(Hash.sha256(context.signed)) else {
            throw .attestation("android-safetynet: the response is for another ceremony")
        }
        guard response.certificates[0].subjectAlternativeNames.contains(.dns("attest.android.com")) else {
            throw .attestation("android-safetynet: the certificate is not attest.android.com's")
        }
        guard try reader.flag("ctsProfileMatch") == true else {
            throw .attestation("android-safetynet: the device has no genuine Android")
        }
        try checkAge(reader, context.now)
        return Attestation("android-safetynet", .basic, response.certificates)
    }

    /// A response is made for the ceremony: ten minutes old at most, and of no future beyond a wrong clock's.
    private func checkAge(_ reader: MemberReader, _ now: Timestamp) throws(FIDOError) {
        guard let milliseconds = try reader.number("timestampMs") else {
            throw .attestation("android-safetynet: no timestampMs")
        }
        let made = Timestamp(milliseconds: Int64(milliseconds))
        guard made <= now.adding(seconds: 60), made >= now.adding(seconds: -600) else {
            throw .attestation("android-safetynet: the response is not of this ceremony's time")
        }
    }
}
