/// Why a sign-in at another provider did not come to its end. The texts are for the log: they may hold what the
/// provider wrote, so no page may show them.
package enum FederationError: Error, Equatable, Sendable {
    /// The person turned back (RFC 6749 §4.1.2.1 `access_denied`).
    case cancelled
    /// The provider answered with an error of its own: at the authorization endpoint or at the token endpoint,
    /// where `invalid_client` means that our key is wrong.
    case providerRefused(code: String, detail: String)
    /// No answer, or a 5xx.
    case providerUnreachable(String)
    /// An answer that must not be believed, or cannot be read.
    case invalidResponse(String)
    /// Our own settings for the provider.
    case configuration(String)
}
