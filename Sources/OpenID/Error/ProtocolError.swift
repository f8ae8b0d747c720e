/// A refusal in the protocol's words (RFC 6749 §4.1.2.1, §5.2; OpenID Connect Core §3.1.2.6; RFC 6750 §3.1).
///
/// `description` goes to the client and must hold nothing about the user or the server. `detail` goes to the log
/// and nowhere else.
package struct ProtocolError: Error, Equatable, Sendable {
    package let code: Code
    package let description: String
    /// What a dialect that numbers its errors writes before the description: `AADB2C90118`, `AAD_Custom_7`.
    package let reference: String?
    package let detail: String?

    package init(_ code: Code, _ description: String, reference: String? = nil, detail: String? = nil) {
        self.code = code
        self.description = description
        self.reference = reference
        self.detail = detail
    }

    /// A refusal that B2C has a number for: 90118 is written `AADB2C90118`.
    package init(_ code: Code, _ description: String, b2c number: Int, detail: String? = nil) {
        self.init(code, description, reference: "AADB2C\(number)", detail: detail)
    }

    /// The registered `error` codes.
    package enum Code: String, Sendable, CaseIterable {
        case invalidRequest = "invalid_request"
        case invalidClient = "invalid_client"
        case invalidGrant = "invalid_grant"
        case unauthorizedClient = "unauthorized_client"
        case unsupportedGrantType = "unsupported_grant_type"
        case unsupportedResponseType = "unsupported_response_type"
        case unsupportedTokenType = "unsupported_token_type"
        case invalidScope = "invalid_scope"
        case invalidTarget = "invalid_target"
        case accessDenied = "access_denied"
        case serverError = "server_error"
        case temporarilyUnavailable = "temporarily_unavailable"
        case interactionRequired = "interaction_required"
        case loginRequired = "login_required"
        case accountSelectionRequired = "account_selection_required"
        case consentRequired = "consent_required"
        case requestNotSupported = "request_not_supported"
        case requestURINotSupported = "request_uri_not_supported"
        case registrationNotSupported = "registration_not_supported"
        case invalidToken = "invalid_token"
        case insufficientScope = "insufficient_scope"
        /// RFC 9449 §5.
        case invalidProof = "invalid_dpop_proof"

        /// The HTTP status where the error is the answer itself and not a redirect.
        package var status: Int {
            switch self {
            case .invalidClient, .invalidToken: 401
            case .invalidProof: 400
            case .insufficientScope: 403
            case .serverError: 500
            case .temporarilyUnavailable: 503
            case .invalidRequest, .invalidGrant, .unauthorizedClient, .unsupportedGrantType, .unsupportedResponseType,
                .unsupportedTokenType, .invalidScope, .invalidTarget, .accessDenied, .interactionRequired,
                .loginRequired, .accountSelectionRequired, .consentRequired, .requestNotSupported,
                .requestURINotSupported, .registrationNotSupported:
                400
            }
        }
    }
}
