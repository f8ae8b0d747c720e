import Base
import Directory
import SQL

package struct SQLUsers: Users {
    let database: Database

    package func user(_ id: User.ID, of tenant: Tenant.ID) async throws -> User? {
        try await database.read { db in try db.user(id, of: tenant) }
    }

    package func user(signInType: String?, issuer: String?, id: String, of tenant: Tenant.ID) async throws -> User? {
        guard let identity = IdentityQuery(signInType: signInType, issuer: issuer, id: id) else { return nil }
        return try await database.read { db in
            let found: User.ID? = try db.first(identity.owner(in: tenant)) { row in try row[0] }
            return try found.flatMap { try db.user($0, of: tenant) }
        }
    }

    package func users(attribute name: String, equals value: String, of tenant: Tenant.ID) async throws -> [User] {
        try await database.read { db in
            let ids: [User.ID] = try db.rows(SQLUsers.owners(of: name, value, in: tenant)) { row in try row[0] }
            return try ids.compactMap { try db.user($0, of: tenant) }
        }
    }

    /// Ids of at most two users. The index answers; of a value that it has only the beginning of, the users it names
    /// are looked at.
    static func owners(of name: String, _ value: String, in tenant: Tenant.ID) -> SQL {
        """
        SELECT user_id FROM user_attributes
        WHERE tenant = \(tenant) AND match_name = lower(\(name)) AND match_value = lower(substr(\(value), 1, 200))
            AND (length(\(value)) < 200 OR EXISTS (
                SELECT 1 FROM users, json_each(users.attributes) AS attribute
                WHERE users.tenant = user_attributes.tenant AND users.id = user_attributes.user_id
                    AND attribute.key = \(name) COLLATE NOCASE AND attribute.value = \(value) COLLATE NOCASE))
        ORDER BY user_id LIMIT 2
        """
    }

    /// The users of a tenant, oldest first, at most `limit`.
    package func all(of tenant: Tenant.ID, limit: Int) async throws -> [User] {
        try await database.read { db in
            let ids: [User.ID] = try db.rows(
                "SELECT id FROM users WHERE tenant = \(tenant) ORDER BY created_at, rowid LIMIT \(limit)"
            ) { row in try row[0] }
            return try ids.compactMap { try db.user($0, of: tenant) }
        }
    }

    package func create(_ user: User) async throws -> UserCreation {
        do {
            try await database.write { db in
                try db.insert(user)
                try db.insertIdentities(of: user)
                try db.insertAttributes(of: user)
            }
            return .created
        } catch SQLError.constraint(.unique, _) {
            return .alreadyExists
        }
    }

    package func update(
        _ id: User.ID, of tenant: Tenant.ID, _ body: @escaping @Sendable (inout User) -> Void
    ) async throws -> UserUpdate {
        do {
            return try await database.write { db in
                guard var user = try db.user(id, of: tenant) else { return .notFound }
                let before = user
                body(&user)
                try db.update(user)
                if user.identities != before.identities {
                    try db.execute("DELETE FROM identities WHERE tenant = \(tenant) AND user_id = \(id)")
                    try db.insertIdentities(of: user)
                }
                if user.attributes != before.attributes {
                    try db.execute("DELETE FROM user_attributes WHERE tenant = \(tenant) AND user_id = \(id)")
                    try db.insertAttributes(of: user)
                }
                return .updated(user)
            }
        } catch SQLError.constraint(.unique, _) {
            return .alreadyExists
        }
    }

    package func delete(_ id: User.ID, of tenant: Tenant.ID) async throws {
        try await database.write { db in
            try db.execute("DELETE FROM users WHERE tenant = \(tenant) AND id = \(id)")
        }
    }
}

/// Which identities a look-up means.
private struct IdentityQuery {
    private let condition: SQL

    /// Nil where nothing can match. A provider's id means something only together with its provider: without one,
    /// the id that one provider gave could find the user of another.
    init?(signInType: String?, issuer: String?, id: String) {
        let name = id.lowercased()
        switch (signInType, issuer) {
        case ("federated", nil): return nil
        case ("federated", let issuer?):
            condition = "sign_in_type = 'federated' AND issuer = \(issuer) AND match_key = \(id)"
        case (let type?, let issuer?):
            condition = "sign_in_type = \(type) AND issuer = \(issuer) AND match_key = \(name)"
        case (let type?, nil): condition = "sign_in_type = \(type) AND match_key = \(name)"
        case (nil, let issuer?):
            condition = "sign_in_type <> 'federated' AND issuer = \(issuer) AND match_key = \(name)"
        case (nil, nil): condition = "sign_in_type <> 'federated' AND match_key = \(name)"
        }
    }

    /// The same name may be one user's e-mail address and another's user name; then the answer is at least stable.
    func owner(in tenant: Tenant.ID) -> SQL {
        """
        SELECT user_id FROM identities WHERE tenant = \(tenant) AND \(condition)
        ORDER BY sign_in_type, issuer LIMIT 1
        """
    }
}
