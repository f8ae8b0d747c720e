import Base

/// What one sign-in allowed one client. Codes and refresh tokens hang on it, so revoking it takes all of them.
package struct Grant: Sendable, Equatable {
    package typealias ID = Identifier<Grant>

    package let id: ID
    /// The tenant or realm.
    package let issuer: String
    /// The policy that issued it, lower case; empty for a realm.
    package let policy: String
    package let client: String
    /// The user's object id, when the journey knows one.
    package let user: String?
    package let scope: [String]
    package let authenticatedAt: Timestamp
    package let createdAt: Timestamp
    /// No refresh token lives beyond it; nil: none does by itself.
    package let expiresAt: Timestamp?
    /// The claims that went into the tokens and what a refresh needs. `OpenIDProvider` knows its shape.
    package let content: JSON

    package init(
        id: ID, issuer: String, policy: String, client: String, user: String?, scope: [String],
        authenticatedAt: Timestamp, createdAt: Timestamp, expiresAt: Timestamp?, content: JSON
    ) {
        self.id = id
        self.issuer = issuer
        self.policy = policy
        self.client = client
        self.user = user
        self.scope = scope
        self.authenticatedAt = authenticatedAt
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.content = content
    }
}

/// An authorization code (RFC 6749 §4.1.2): lives a minute, works once.
package struct AuthorizationCode: Sendable, Equatable {
    /// SHA-256 of the code, base64url. The code itself is never stored.
    package let hash: String
    package let grant: Grant.ID
    package let redirectURI: String
    package let nonce: String?
    package let challenge: String?
    package let challengeMethod: String?
    package let expiresAt: Timestamp

    package init(
        hash: String, grant: Grant.ID, redirectURI: String, nonce: String?, challenge: String?,
        challengeMethod: String?, expiresAt: Timestamp
    ) {
        self.hash = hash
        self.grant = grant
        self.redirectURI = redirectURI
        self.nonce = nonce
        self.challenge = challenge
        self.challengeMethod = challengeMethod
        self.expiresAt = expiresAt
    }
}

/// A refresh token of a grant's family; each is used once (RFC 9700 §4.14.2).
package struct RefreshToken: Sendable, Equatable {
    /// SHA-256 of the token, base64url.
    package let hash: String
    package let grant: Grant.ID
    package let issuedAt: Timestamp
    package let expiresAt: Timestamp

    package init(hash: String, grant: Grant.ID, issuedAt: Timestamp, expiresAt: Timestamp) {
        self.hash = hash
        self.grant = grant
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
    }
}

package protocol Grants: Sendable {
    /// Keeps a new grant, with its code when there is one.
    func save(_ grant: Grant, code: AuthorizationCode?) async throws
    /// Marks the code used and says what it was, in one atomic step. Expiry is the caller's to judge.
    func redeem(code hash: String, at now: Timestamp) async throws -> Redemption<AuthorizationCode>
    /// Throws `GrantRevoked` when the grant is gone: two may have presented the same token at once.
    func save(_ token: RefreshToken) async throws
    /// Marks the token used, keeps the one that takes its place, and says what the used one was, in one atomic step:
    /// nothing is kept unless it was fresh. Expiry is the caller's to judge.
    func redeem(
        refreshToken hash: String, for next: RefreshToken, at now: Timestamp
    ) async throws -> Redemption<RefreshToken>
    /// The token and its grant, without using it: a refresh that fails for our own reasons must cost nobody a sign-in.
    /// Nil where it was never issued, was used, or its grant was revoked.
    func unused(refreshToken hash: String) async throws -> (RefreshToken, Grant)?
    /// Nil when there is none or it was revoked.
    func grant(_ id: Grant.ID) async throws -> Grant?
    /// Makes every code and refresh token of the grant worthless.
    func revoke(_ id: Grant.ID) async throws
    /// The grant of a refresh token, used or not, without using it: for revocation (RFC 7009).
    func grant(ofRefreshToken hash: String) async throws -> Grant?
}

package enum Redemption<Thing: Sendable & Equatable>: Sendable, Equatable {
    case fresh(Thing, Grant)
    /// It was used before: the grant must be revoked.
    case replayed(Grant.ID)
    /// Never issued, or its grant was revoked.
    case unknown
}

/// The grant that something was to hang on was revoked in the meantime.
package struct GrantRevoked: Error, Equatable {
    package let grant: Grant.ID

    package init(grant: Grant.ID) { self.grant = grant }
}
