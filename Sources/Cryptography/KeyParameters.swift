import Base

/// A public key as JOSE and COSE write it: big-endian numbers. RSA numbers have no leading zero; coordinates are as
/// long as the curve's field (RFC 7518 §6.2.1.2).
package enum PublicKeyParameters: Hashable, Sendable {
    case rsa(n: Bytes, e: Bytes)
    case ec(Curve, x: Bytes, y: Bytes)
    case okp(Curve, x: Bytes)
}

/// The private part of a key (RFC 7518 §6.2.2, §6.3.2; RFC 8037 §2).
package enum PrivateKeyParameters: Sendable {
    case rsa(d: Bytes, RSAFactors)
    /// The scalar of EC, or the seed of the curves of RFC 8037.
    case scalar(Bytes)
}

/// The Chinese-remainder form of an RSA private key. Without it signing is four times slower, so it is required.
package struct RSAFactors: Sendable {
    package let p: Bytes
    package let q: Bytes
    package let dp: Bytes
    package let dq: Bytes
    package let qi: Bytes

    package init(p: Bytes, q: Bytes, dp: Bytes, dq: Bytes, qi: Bytes) {
        (self.p, self.q, self.dp, self.dq, self.qi) = (p, q, dp, dq, qi)
    }
}
