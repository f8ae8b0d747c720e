import HTTP
import OpenID

/// The body of a token request (RFC 6749 §4.1.3, §6), read once.
package struct TokenForm: Sendable {
    package let grantType: String
    package let code: String?
    package let redirectURI: String?
    package let verifier: String?
    package let refreshToken: String?
    package let scope: Scope?
    package let wantsClientInfo: Bool
    /// For grant types that have parameters of their own.
    package let parameters: Parameters

    init(_ parameters: Parameters) throws(ProtocolError) {
        guard parameters.duplicates.isEmpty else {
            throw ProtocolError(.invalidRequest, "A parameter comes more than once.", b2c: 90122)
        }
        guard let grantType = parameters.text("grant_type") else {
            throw ProtocolError(.invalidRequest, "The parameter 'grant_type' is missing.", b2c: 90083)
        }
        self.grantType = grantType
        code = parameters.text("code")
        redirectURI = parameters.text("redirect_uri")
        verifier = parameters.text("code_verifier")
        refreshToken = parameters.text("refresh_token")
        scope = try parameters.text("scope").map { text throws(ProtocolError) in try Self.scope(text) }
        wantsClientInfo = parameters["client_info"] == "1"
        self.parameters = parameters
    }

    /// Opaque tokens of ours are 43 characters; a much longer one need not be hashed to be refused.
    static let maximumTokenLength = 512

    /// Throws where the parameter, which the grant type cannot do without, is absent or absurd.
    static func required(
        _ value: String?, _ name: String, longest: Int = maximumTokenLength
    ) throws(ProtocolError) -> String {
        guard let value else {
            throw ProtocolError(.invalidRequest, "The parameter '\(name)' is missing.", b2c: 90083)
        }
        guard value.utf8.count <= longest else {
            throw ProtocolError(.invalidGrant, "The grant is not valid.", b2c: 90080)
        }
        return value
    }

    private static func scope(_ text: String) throws(ProtocolError) -> Scope {
        guard let scope = Scope(text), scope.values.count <= 32 else {
            throw ProtocolError(.invalidScope, "The scope holds a character that is not allowed.", b2c: 99005)
        }
        return scope
    }
}
