import Base

/// What a token endpoint answered (RFC 6749 §5, OpenID Connect Core §3.1.3.3), as a relying party reads it.
package enum TokenAnswer: Sendable, Equatable {
    case tokens(Tokens)
    /// The provider's own words; they are for the log, since we do not know what they hold.
    case refused(error: String, description: String?)

    package struct Tokens: Sendable, Equatable {
        package let accessToken: Secret<String>?
        package let idToken: String?
        package let refreshToken: Secret<String>?
        package let tokenType: String?
        /// Seconds. Several providers, B2C among them, write the number as a string.
        package let expiresIn: Int64?
        package let scope: String?
    }

    /// Nil where the answer is neither.
    package init?(_ json: JSON) {
        guard json.object != nil else { return nil }
        if let error = json["error"]?.string {
            self = .refused(error: error, description: json["error_description"]?.string)
            return
        }
        let access = json["access_token"]?.string
        let identity = json["id_token"]?.string
        guard access != nil || identity != nil else { return nil }
        self = .tokens(
            Tokens(
                accessToken: access.map(Secret.init), idToken: identity,
                refreshToken: json["refresh_token"]?.string.map(Secret.init), tokenType: json["token_type"]?.string,
                expiresIn: json["expires_in"]?.integer ?? json["expires_in"]?.string.flatMap { Int64($0) },
                scope: json["scope"]?.string))
    }
}
