import Base
import HTTP
import OpenID

/// The provider's answer through the browser (RFC 6749 §4.1.2, OpenID Connect Core §3.3.2.5), checked against the
/// request that it answers. Nothing in it is believed beyond that.
struct AuthorizationResponse: Sendable {
    let code: String?
    let idToken: String?

    init(
        _ parameters: Parameters, to pending: PendingSignIn, of provider: Provider, issuers: IssuerRule,
        requiresIssuer: Bool
    ) throws(FederationError) {
        guard parameters.duplicates.isEmpty else { throw .invalidResponse("a parameter comes twice") }
        guard let state = parameters["state"], constantTimeEqual(state.utf8, pending.state.utf8) else {
            throw .invalidResponse("state is not that of the request")
        }
        try AuthorizationResponse.checkIssuer(parameters["iss"], issuers, isRequired: requiresIssuer)
        try AuthorizationResponse.rejectError(parameters, provider)
        code = try AuthorizationResponse.require("code", parameters, if: provider.responseType.contains(.code))
        idToken = try AuthorizationResponse.require(
            "id_token", parameters, if: provider.responseType.contains(.idToken))
    }

    /// RFC 9207: a response of another provider than the one asked would have us send it the code.
    private static func checkIssuer(
        _ issuer: String?, _ issuers: IssuerRule, isRequired: Bool
    ) throws(FederationError) {
        guard let issuer else {
            guard !isRequired else { throw .invalidResponse("the response has no iss") }
            return
        }
        guard !issuers.isKnown || issuers.accepts(issuer, tenant: nil) else {
            throw .invalidResponse("the response is of issuer \(Excerpt.of(issuer))")
        }
    }

    /// Providers that say `user_cancelled_…` mean the standard's `access_denied`.
    private static func rejectError(_ parameters: Parameters, _ provider: Provider) throws(FederationError) {
        guard let code = parameters[provider.errorParameter] ?? parameters["error"] else { return }
        if code == "access_denied" || code.hasPrefix("user_cancelled") { throw .cancelled }
        throw .providerRefused(
            code: Excerpt.of(code), detail: Excerpt.of(parameters["error_description"] ?? "no description"))
    }

    private static func require(
        _ name: String, _ parameters: Parameters, if isExpected: Bool
    ) throws(FederationError) -> String? {
        guard isExpected else { return nil }
        guard let value = parameters[name], !value.isEmpty else {
            throw .invalidResponse("the response has no \(name)")
        }
        return value
    }
}

/// What another server wrote, short enough for a log line and without its line ends.
enum Excerpt {
    static func of(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(300).map { $0.value < 0x20 ? " " : $0 }))
    }
}
