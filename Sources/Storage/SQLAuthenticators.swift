import Base
import Directory
import SQL

/// The content of each is sealed for its own row, so that nobody makes a passkey another person's by moving it.
package struct SQLAuthenticators: Authenticators {
    let database: Database
    let sealing: any Sealing

    package func authenticator(_ id: Authenticator.ID, of tenant: Tenant.ID) async throws -> Authenticator? {
        try await first("tenant = \(tenant) AND id = \(id)")
    }

    package func authenticator(
        method: String, handle: String, of tenant: Tenant.ID
    ) async throws -> Authenticator? {
        try await first("tenant = \(tenant) AND method = \(method) AND handle = \(handle)")
    }

    package func authenticators(of user: User.ID, in tenant: Tenant.ID) async throws -> [Authenticator] {
        let rows = try await database.read { db in
            try db.authenticators(where: "tenant = \(tenant) AND user_id = \(user)")
        }
        return try rows.map(opened)
    }

    package func create(_ authenticator: Authenticator, limit: Int) async throws -> AuthenticatorCreation {
        let sealed = sealed(authenticator)
        do {
            return try await database.write { db in
                let count: Int? = try db.first(
                    """
                    SELECT count(*) FROM authenticators
                    WHERE tenant = \(authenticator.tenant) AND user_id = \(authenticator.user)
                    """
                ) { row in try row[0] }
                guard (count ?? 0) < limit else { return .tooMany }
                try db.insert(authenticator, sealed)
                return .created
            }
        } catch SQLError.constraint(.unique, _) {
            return .alreadyExists
        }
    }

    package func update<Answer: Sendable>(
        _ id: Authenticator.ID, of tenant: Tenant.ID,
        _ body: @escaping @Sendable (inout Authenticator) throws -> Answer?
    ) async throws -> Answer? {
        try await database.write { db in
            guard let row = try db.authenticators(where: "tenant = \(tenant) AND id = \(id)").first else { return nil }
            var authenticator = try opened(row)
            let before = authenticator
            let answer = try body(&authenticator)
            guard answer != nil, authenticator != before else { return answer }
            try db.update(authenticator, sealed(authenticator))
            return answer
        }
    }

    package func delete(_ id: Authenticator.ID, of tenant: Tenant.ID) async throws -> Bool {
        try await database.write { db in
            try db.hasRow("DELETE FROM authenticators WHERE tenant = \(tenant) AND id = \(id) RETURNING 1")
        }
    }

    private func first(_ condition: SQL) async throws -> Authenticator? {
        try await database.read { db in try db.authenticators(where: condition).first }.map(opened)
    }

    private func sealed(_ authenticator: Authenticator) -> Bytes {
        sealing.seal(authenticator.content.exposed.bytes, for: purpose(of: authenticator))
    }

    private func opened(_ row: SealedAuthenticator) throws -> Authenticator {
        var authenticator = row.authenticator
        let plain = try sealing.open(row.content, for: purpose(of: authenticator))
        authenticator.content = Secret(try JSON(parsing: plain))
        return authenticator
    }

    private func purpose(of authenticator: Authenticator) -> String {
        sealingPurpose(
            "authenticator", authenticator.tenant.text, authenticator.user.text, authenticator.method,
            authenticator.id.text)
    }
}

/// An authenticator as its row holds it; the content of `authenticator` is not there yet.
private struct SealedAuthenticator: Sendable {
    let authenticator: Authenticator
    let content: Bytes
}

extension Connection {
    fileprivate func authenticators(where condition: SQL) throws -> [SealedAuthenticator] {
        try rows(
            """
            SELECT id, tenant, user_id, method, handle, name, created_at, last_used_at, verified_at, sealed_content
            FROM authenticators WHERE \(condition) ORDER BY created_at, rowid
            """
        ) { row in
            let authenticator = Authenticator(
                id: try row[0], tenant: try row[1], user: try row[2], method: try row[3], handle: try row[4],
                name: try row[5], createdAt: try row[6], lastUsedAt: try row[7], verifiedAt: try row[8],
                content: Secret(.null))
            return SealedAuthenticator(authenticator: authenticator, content: try row[9])
        }
    }

    fileprivate func insert(_ authenticator: Authenticator, _ sealed: Bytes) throws {
        try execute(
            """
            INSERT INTO authenticators (tenant, id, user_id, method, handle, name, created_at, last_used_at,
                verified_at, sealed_content)
            VALUES (\(authenticator.tenant), \(authenticator.id), \(authenticator.user), \(authenticator.method),
                \(authenticator.handle), \(authenticator.name), \(authenticator.createdAt),
                \(authenticator.lastUsedAt), \(authenticator.verifiedAt), \(sealed))
            """)
    }

    fileprivate func update(_ authenticator: Authenticator, _ sealed: Bytes) throws {
        try execute(
            """
            UPDATE authenticators SET name = \(authenticator.name), last_used_at = \(authenticator.lastUsedAt),
                verified_at = \(authenticator.verifiedAt), sealed_content = \(sealed)
            WHERE tenant = \(authenticator.tenant) AND id = \(authenticator.id)
            """)
    }
}
