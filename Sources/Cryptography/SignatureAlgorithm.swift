/// The signature and MAC algorithms of JOSE (RFC 7518 §3.1, RFC 8037). `none` has no case, so it cannot be spelled.
package enum SignatureAlgorithm: String, Sendable, Hashable, CaseIterable {
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"
    case edDSA = "EdDSA"
    case hs256 = "HS256"
    case hs384 = "HS384"
    case hs512 = "HS512"

    /// Every algorithm with a key pair: what may be allowed where the signer is somebody else.
    package static let asymmetric = Set(allCases.filter { $0.family != .hmac })

    package enum Family: Sendable { case rsa, rsaPSS, ecdsa, edDSA, hmac }

    package var family: Family {
        switch self {
        case .rs256, .rs384, .rs512: .rsa
        case .ps256, .ps384, .ps512: .rsaPSS
        case .es256, .es384, .es512: .ecdsa
        case .edDSA: .edDSA
        case .hs256, .hs384, .hs512: .hmac
        }
    }

    /// The hash inside; nil for EdDSA, whose curve decides.
    package var hash: Hash? {
        switch self {
        case .rs256, .ps256, .es256, .hs256: .sha256
        case .rs384, .ps384, .es384, .hs384: .sha384
        case .rs512, .ps512, .es512, .hs512: .sha512
        case .edDSA: nil
        }
    }

    /// Whether a key of `kind` may sign with this algorithm.
    package func fits(_ kind: KeyKind) -> Bool {
        switch (family, kind) {
        case (.rsa, .rsa), (.rsaPSS, .rsa): true
        case (.ecdsa, .elliptic(let curve)): curve.signatureAlgorithm == self
        case (.edDSA, .elliptic(let curve)): curve == .ed25519 || curve == .ed448
        case (.rsa, .elliptic), (.rsaPSS, .elliptic), (.ecdsa, .rsa), (.edDSA, .rsa), (.hmac, _): false
        }
    }
}

/// The curves of JOSE by the names of RFC 7518 §6.2.1.1 and RFC 8037 §2.
package enum Curve: String, Sendable, Hashable, CaseIterable {
    case p256 = "P-256"
    case p384 = "P-384"
    case p521 = "P-521"
    case ed25519 = "Ed25519"
    case ed448 = "Ed448"
    case x25519 = "X25519"
    case x448 = "X448"

    /// Bytes of a coordinate, or of the whole public key for the curves of RFC 8037.
    package var size: Int {
        switch self {
        case .p256, .ed25519, .x25519: 32
        case .p384: 48
        case .p521: 66
        case .ed448: 57
        case .x448: 56
        }
    }

    /// Whether public keys are points with two coordinates (`kty` EC) and not octet strings (`kty` OKP).
    package var isWeierstrass: Bool {
        switch self {
        case .p256, .p384, .p521: true
        case .ed25519, .ed448, .x25519, .x448: false
        }
    }

    package var agreesOnKeys: Bool { self != .ed25519 && self != .ed448 }

    /// The one signature algorithm of the curve (RFC 7518 §3.4, RFC 8037 §3.1); nil for key agreement.
    package var signatureAlgorithm: SignatureAlgorithm? {
        switch self {
        case .p256: .es256
        case .p384: .es384
        case .p521: .es512
        case .ed25519, .ed448: .edDSA
        case .x25519, .x448: nil
        }
    }
}

/// What a key is: RSA with the length of its modulus in bits, or a curve.
package enum KeyKind: Sendable, Hashable {
    case rsa(bits: Int)
    case elliptic(Curve)
}
