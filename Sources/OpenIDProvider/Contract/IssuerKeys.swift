import Base

/// What signs an issuer's tokens, and what verifies them.
package struct IssuerKeys: Sendable {
    /// The JWK set that the keys endpoint publishes: every key that a token still in use may be signed with.
    package let published: JSON
}
