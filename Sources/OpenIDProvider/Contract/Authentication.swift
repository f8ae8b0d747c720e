import Base

/// What a finished sign-in says about the person.
package struct Authentication: Sendable, Equatable {
    /// The `sub` of the tokens.
    package var subject: String
    /// The object id in the directory, when the sign-in knows one.
    package var user: String?
    /// When credentials were last entered: `auth_time`.
    package var authenticatedAt: Timestamp
    /// Go into the ID token and the access token under these names. Names of the protocol's own (`iss`, `aud`, …)
    /// do not override what the endpoint writes; `acr` and `amr` do.
    package var claims: JSON.Object
    /// What `Interaction.refresh` needs again. Kept with the grant, never shown.
    package var stored: JSON
    /// For `profile_info`.
    package var name: String?
    package var preferredUsername: String?
    package var identityProvider: String?
    /// The `sid` of the browser's session, where it has one.
    package var sessionID: String?
    /// False where a code was issued although the person proved nothing: then no token says when they did.
    package var isProven: Bool

    package init(
        subject: String, user: String? = nil, authenticatedAt: Timestamp, claims: JSON.Object = JSON.Object(),
        stored: JSON = .null, name: String? = nil, preferredUsername: String? = nil,
        identityProvider: String? = nil, sessionID: String? = nil, isProven: Bool = true
    ) {
        self.subject = subject
        self.user = user
        self.authenticatedAt = authenticatedAt
        self.claims = claims
        self.stored = stored
        self.name = name
        self.preferredUsername = preferredUsername
        self.identityProvider = identityProvider
        self.sessionID = sessionID
        self.isProven = isProven
    }
}
