import Base
import Directory
import SQL

extension Connection {
    func grant(_ id: Grant.ID) throws -> Grant? {
        try first(
            """
            SELECT issuer, policy, client, user_id, scope, authenticated_at, created_at, expires_at, content
            FROM grants WHERE id = \(id)
            """
        ) { row in
            let scope: JSON = try row[4]
            guard let scopes = scope.strings else { throw DamagedRow("grants", "scope") }
            return Grant(
                id: id, issuer: try row[0], policy: try row[1], client: try row[2], user: try row[3], scope: scopes,
                authenticatedAt: try row[5], createdAt: try row[6], expiresAt: try row[7], content: try row[8])
        }
    }

    func insert(_ grant: Grant) throws {
        try execute(
            """
            INSERT INTO grants (id, issuer, policy, client, user_id, scope, authenticated_at, created_at, expires_at,
                content)
            VALUES (\(grant.id), \(grant.issuer), \(grant.policy), \(grant.client), \(grant.user),
                \(JSON(grant.scope)), \(grant.authenticatedAt), \(grant.createdAt), \(grant.expiresAt),
                \(grant.content))
            """)
    }

    func insert(_ code: AuthorizationCode) throws {
        try execute(
            """
            INSERT INTO codes (hash, grant_id, redirect_uri, nonce, challenge, challenge_method, expires_at)
            VALUES (\(code.hash), \(code.grant), \(code.redirectURI), \(code.nonce), \(code.challenge),
                \(code.challengeMethod), \(code.expiresAt))
            """)
    }

    func insert(_ token: RefreshToken) throws {
        try execute(
            """
            INSERT INTO refresh_tokens (hash, grant_id, issued_at, expires_at)
            VALUES (\(token.hash), \(token.grant), \(token.issuedAt), \(token.expiresAt))
            """)
    }

    /// What a code or token is that could not be marked used; `grantOfIt` selects its grant.
    func spent<Thing>(_ grantOfIt: SQL) throws -> Redemption<Thing> {
        let grant: Grant.ID? = try first(grantOfIt) { row in try row[0] }
        return grant.map { .replayed($0) } ?? .unknown
    }
}
