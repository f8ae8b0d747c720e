import Base
import Cryptography

/// The public key of a credential (RFC 9052 §7, WebAuthn §5.8.5): algorithm and key belong together, the point is on
/// its curve, and nothing else is in it.
package struct COSEKey: Sendable, Equatable {
    package let algorithm: COSEAlgorithm
    package let publicKey: PublicKey
    /// As the authenticator wrote it: what is to be kept.
    package let encoded: Bytes

    package init(decoding bytes: Bytes) throws(FIDOError) {
        try self.init(try CBOR(decoding: bytes), encoded: bytes)
    }

    init(_ cbor: CBOR, encoded: Bytes) throws(FIDOError) {
        guard let members = cbor.members, let number = cbor[3]?.integer else { throw .malformed("COSE key: no alg") }
        guard let algorithm = COSEAlgorithm(rawValue: number) else {
            throw FIDOError(.unsupportedKey, "COSE algorithm \(number)")
        }
        let parameters = try COSEKey.parameters(cbor, algorithm)
        // CTAP2 §6.1.2: no optional parameter may be there.
        guard members.count == COSEKey.count(parameters) else { throw .malformed("COSE key: other parameters") }
        do {
            publicKey = try PublicKey(parameters)
        } catch {
            throw FIDOError(.unsupportedKey, "COSE key: \(error)")
        }
        (self.algorithm, self.encoded) = (algorithm, encoded)
    }

    /// The P-256 key of a U2F registration, as COSE writes it (WebAuthn §6.1.2).
    package init(u2fPoint point: Bytes) throws(FIDOError) {
        guard point.count == 65, point[0] == 4 else { throw .malformed("U2F public key") }
        let cbor: CBOR = [
            1: 2, 3: CBOR(COSEAlgorithm.es256.rawValue), -1: 1, -2: .bytes(Bytes(point[1...32])),
            -3: .bytes(Bytes(point[33...64])),
        ]
        try self.init(cbor, encoded: cbor.encoded)
    }

    /// In the form of U2F (§8.6): nil unless the key is on P-256.
    var u2fPoint: Bytes? {
        guard case .ec(.p256, let x, let y)? = try? publicKey.parameters else { return nil }
        return [4] + x + y
    }

    package func verify(_ signature: Bytes, of message: Bytes) -> Bool {
        algorithm.verify(signature, of: message, by: publicKey)
    }

    /// `kty` 1 is OKP, 2 EC2, 3 RSA (RFC 9053 §7, RFC 8230 §4).
    private static func parameters(
        _ cbor: CBOR, _ algorithm: COSEAlgorithm
    ) throws(FIDOError) -> PublicKeyParameters {
        guard let curve = algorithm.curve else {
            guard cbor[1]?.integer == 3, let n = cbor[-1]?.bytes, let e = cbor[-2]?.bytes else {
                throw .malformed("COSE key: not of RSA, as its alg says")
            }
            return .rsa(n: n, e: e)
        }
        guard cbor[1]?.integer == (curve.isWeierstrass ? 2 : 1), cbor[-1]?.integer == number(of: curve),
            let x = cbor[-2]?.bytes
        else { throw .malformed("COSE key: not on \(curve.rawValue), as its alg says") }
        guard curve.isWeierstrass else { return .okp(curve, x: x) }
        // §5.8.5: a compressed point, whose y is a Boolean, must not be used.
        guard let y = cbor[-3]?.bytes else { throw .malformed("COSE key: no y, or a compressed one") }
        return .ec(curve, x: x, y: y)
    }

    private static func count(_ parameters: PublicKeyParameters) -> Int {
        switch parameters {
        case .rsa, .okp: 4
        case .ec: 5
        }
    }

    /// RFC 9053 §7.1.
    private static func number(of curve: Curve) -> Int64 {
        switch curve {
        case .p256: 1
        case .p384: 2
        case .p521: 3
        case .x25519: 4
        case .x448: 5
        case .ed25519: 6
        case .ed448: 7
        }
    }
}
