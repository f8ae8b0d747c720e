import Base
import Cryptography

/// The signature algorithms of COSE (RFC 9053, RFC 8812, RFC 9864) that are verified here. secp256k1 and the
/// post-quantum ones have no case.
package enum COSEAlgorithm: Int64, Sendable, Hashable, CaseIterable {
    case es256 = -7
    case es384 = -35
    case es512 = -36
    case edDSA = -8
    /// RFC 9864: the same with the curve in the name.
    case esp256 = -9
    case esp384 = -51
    case esp512 = -52
    case ed25519 = -19
    case ed448 = -53
    case ps256 = -37
    case ps384 = -38
    case ps512 = -39
    case rs256 = -257
    case rs384 = -258
    case rs512 = -259
    /// SHA-1. Attestations of old TPMs are made with it, and only where a policy says so is it believed.
    case rs1 = -65_535

    /// What is offered for new credentials, best first. The two that nearly every authenticator has are among them
    /// (§5.4, `pubKeyCredParams`).
    package static let offered: [COSEAlgorithm] = [.es256, .edDSA, .es384, .es512, .ps256, .rs256]

    package var signature: SignatureAlgorithm? {
        switch self {
        case .es256, .esp256: .es256
        case .es384, .esp384: .es384
        case .es512, .esp512: .es512
        case .edDSA, .ed25519, .ed448: .edDSA
        case .ps256: .ps256
        case .ps384: .ps384
        case .ps512: .ps512
        case .rs256: .rs256
        case .rs384: .rs384
        case .rs512: .rs512
        case .rs1: nil
        }
    }

    /// The one curve of its keys in WebAuthn (§5.8.5); nil for RSA.
    var curve: Curve? {
        switch self {
        case .es256, .esp256: .p256
        case .es384, .esp384: .p384
        case .es512, .esp512: .p521
        case .edDSA, .ed25519: .ed25519
        case .ed448: .ed448
        case .ps256, .ps384, .ps512, .rs256, .rs384, .rs512, .rs1: nil
        }
    }

    /// The hash inside; nil where the curve decides.
    var hash: Hash? { self == .rs1 ? .sha1 : signature?.hash }

    /// Whether `signature`, in the form of §6.5.5 (ECDSA in DER), is one of `message` by `key`.
    func verify(_ signature: Bytes, of message: Bytes, by key: PublicKey) -> Bool {
        guard let algorithm = self.signature else { return key.verifySHA1(signature, of: message) }
        if let curve, key.kind != .elliptic(curve) { return false }
        return key.verifyDER(signature, of: message, using: algorithm)
    }
}
