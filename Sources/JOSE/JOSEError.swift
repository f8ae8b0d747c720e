/// Why a JOSE object was refused. For the log: nothing in it is secret, but a client is told less.
package enum JOSEError: Error, Hashable, CustomStringConvertible {
    case tooLarge(limit: Int)
    /// It breaks the syntax; the text says which rule.
    case malformed(String)
    /// An `alg`, `enc`, `zip`, `kty` or `crv` that is not offered here.
    case unsupported(String)
    /// Known, but neither the caller nor the key allows it.
    case notAllowed(String)
    /// No key of that `kid`, or none given and more than one possible.
    case unknownKey(String?)
    /// The key may not be used for this, or cannot.
    case wrongKey(String)
    /// `crit` names something that is not understood here (RFC 7515 §4.1.11).
    case unknownCritical(String)
    case invalidSignature
    /// One case for every cause, so that no difference helps an attacker (RFC 7516 §11.5).
    case decryptionFailed
    case missingClaim(String)
    case malformedClaim(String)
    case expired
    case notYetValid
    case wrongIssuer
    case wrongAudience
    case wrongType

    package var description: String {
        switch self {
        case .tooLarge(let limit): "longer than \(limit) bytes"
        case .malformed(let what): "malformed: \(what)"
        case .unsupported(let what): "not supported: \(what)"
        case .notAllowed(let what): "not allowed: \(what)"
        case .unknownKey(let id): id.map { "no key \($0)" } ?? "no kid, and not exactly one key that fits"
        case .wrongKey(let why): "wrong key: \(why)"
        case .unknownCritical(let name): "critical header parameter \(name) is not understood"
        case .invalidSignature: "the signature does not verify"
        case .decryptionFailed: "decryption failed"
        case .missingClaim(let name): "claim \(name) is missing"
        case .malformedClaim(let name): "claim \(name) has the wrong type"
        case .expired: "expired"
        case .notYetValid: "not valid yet"
        case .wrongIssuer: "issued by another issuer"
        case .wrongAudience: "meant for another audience"
        case .wrongType: "another typ than expected"
        }
    }
}
