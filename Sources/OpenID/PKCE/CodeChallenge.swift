import Base

/// The `code_challenge` of a request (RFC 7636 §4.2): the two methods are two cases, so that nobody takes one for the
/// other.
package enum CodeChallenge: Hashable, Sendable {
    /// SHA-256 of the verifier, 32 bytes.
    case s256(Bytes)
    /// The verifier itself. Only for clients that are configured for it.
    case plain(String)

    /// Reads the parameters; `method` absent means `plain` (§4.3). Nil where method or syntax is not known.
    package init?(_ text: String, method: String?) {
        switch method {
        case "S256":
            guard let digest = Base64.decodeURL(text), digest.count == 32 else { return nil }
            self = .s256(digest)
        case "plain", nil:
            guard CodeVerifier.isWellFormed(text) else { return nil }
            self = .plain(text)
        case .some:
            return nil
        }
    }

    package var method: String {
        switch self {
        case .s256: "S256"
        case .plain: "plain"
        }
    }

    /// The parameter's value.
    package var text: String {
        switch self {
        case .s256(let digest): Base64.encodeURL(digest)
        case .plain(let text): text
        }
    }
}
