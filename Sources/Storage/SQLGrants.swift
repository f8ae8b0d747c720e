import Base
import Directory
import SQL

package struct SQLGrants: Grants {
    let database: Database

    package func save(_ grant: Grant, code: AuthorizationCode?) async throws {
        try await database.write { db in
            try db.insert(grant)
            if let code { try db.insert(code) }
        }
    }

    package func redeem(code hash: String, at now: Timestamp) async throws -> Redemption<AuthorizationCode> {
        try await database.write { db in
            let code = try db.first(
                """
                UPDATE codes SET used_at = \(now) WHERE hash = \(hash) AND used_at IS NULL
                RETURNING grant_id, redirect_uri, nonce, challenge, challenge_method, expires_at
                """
            ) { row in
                AuthorizationCode(
                    hash: hash, grant: try row[0], redirectURI: try row[1], nonce: try row[2], challenge: try row[3],
                    challengeMethod: try row[4], expiresAt: try row[5])
            }
            if let code, let grant = try db.grant(code.grant) { return .fresh(code, grant) }
            return try db.spent("SELECT grant_id FROM codes WHERE hash = \(hash)")
        }
    }

    package func save(_ token: RefreshToken) async throws {
        do {
            try await database.write { try $0.insert(token) }
        } catch SQLError.constraint(.foreignKey, _) {
            throw GrantRevoked(grant: token.grant)
        }
    }

    package func redeem(
        refreshToken hash: String, for next: RefreshToken, at now: Timestamp
    ) async throws -> Redemption<RefreshToken> {
        try await database.write { db in
            let token = try db.first(
                """
                UPDATE refresh_tokens SET used_at = \(now) WHERE hash = \(hash) AND used_at IS NULL
                RETURNING grant_id, issued_at, expires_at
                """
            ) { row in
                RefreshToken(hash: hash, grant: try row[0], issuedAt: try row[1], expiresAt: try row[2])
            }
            if let token, let grant = try db.grant(token.grant) {
                try db.insert(next)
                return .fresh(token, grant)
            }
            return try db.spent("SELECT grant_id FROM refresh_tokens WHERE hash = \(hash)")
        }
    }

    package func unused(refreshToken hash: String) async throws -> (RefreshToken, Grant)? {
        try await database.read { db in
            let token = try db.first(
                "SELECT grant_id, issued_at, expires_at FROM refresh_tokens WHERE hash = \(hash) AND used_at IS NULL"
            ) { row in
                RefreshToken(hash: hash, grant: try row[0], issuedAt: try row[1], expiresAt: try row[2])
            }
            guard let token, let grant = try db.grant(token.grant) else { return nil }
            return (token, grant)
        }
    }

    package func grant(_ id: Grant.ID) async throws -> Grant? {
        try await database.read { db in try db.grant(id) }
    }

    /// Codes and refresh tokens go with the grant (`ON DELETE CASCADE`).
    package func revoke(_ id: Grant.ID) async throws {
        try await database.write { db in try db.execute("DELETE FROM grants WHERE id = \(id)") }
    }

    package func grant(ofRefreshToken hash: String) async throws -> Grant? {
        try await database.read { db in
            let id: Grant.ID? = try db.first("SELECT grant_id FROM refresh_tokens WHERE hash = \(hash)") { row in
                try row[0]
            }
            return try id.flatMap { try db.grant($0) }
        }
    }
}
