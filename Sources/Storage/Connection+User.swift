import Base
import Directory
import SQL

// The rows of a user: one of `users`, one of `identities` for each name, one of `user_attributes` for each attribute
// that has one value.
extension Connection {
    func user(_ id: User.ID, of tenant: Tenant.ID) throws -> User? {
        let identities: [Identity] = try rows(
            """
            SELECT sign_in_type, issuer, assigned_id FROM identities
            WHERE tenant = \(tenant) AND user_id = \(id) ORDER BY position
            """
        ) { row in Identity(signInType: try row[0], issuer: try row[1], issuerAssignedID: try row[2]) }
        return try first(
            """
            SELECT created_at, is_enabled, password_hash, forces_password_change, password_changed_at,
                tokens_valid_from, attributes
            FROM users WHERE tenant = \(tenant) AND id = \(id)
            """
        ) { row in
            var user = User(id: id, tenant: tenant, identities: identities, createdAt: try row[0])
            user.isEnabled = try row[1]
            user.passwordHash = try row[2]
            user.forcesPasswordChange = try row[3]
            user.passwordChangedAt = try row[4]
            user.tokensValidFrom = try row[5]
            let attributes: JSON = try row[6]
            guard let object = attributes.object else { throw DamagedRow("users", "attributes") }
            user.attributes = object
            return user
        }
    }

    func insert(_ user: User) throws {
        try execute(
            """
            INSERT INTO users (tenant, id, is_enabled, password_hash, forces_password_change, password_changed_at,
                created_at, tokens_valid_from, attributes)
            VALUES (\(user.tenant), \(user.id), \(user.isEnabled), \(user.passwordHash),
                \(user.forcesPasswordChange), \(user.passwordChangedAt), \(user.createdAt), \(user.tokensValidFrom),
                \(JSON.object(user.attributes)))
            """)
    }

    func update(_ user: User) throws {
        try execute(
            """
            UPDATE users SET is_enabled = \(user.isEnabled), password_hash = \(user.passwordHash),
                forces_password_change = \(user.forcesPasswordChange),
                password_changed_at = \(user.passwordChangedAt), tokens_valid_from = \(user.tokensValidFrom),
                attributes = \(JSON.object(user.attributes))
            WHERE tenant = \(user.tenant) AND id = \(user.id)
            """)
    }

    /// What look-ups by attribute go by, of the row that is there.
    func insertAttributes(of user: User) throws {
        try execute(
            """
            INSERT INTO user_attributes (tenant, match_name, match_value, user_id)
            SELECT DISTINCT users.tenant, lower(attribute.key), lower(substr(attribute.value, 1, 200)), users.id
            FROM users, json_each(users.attributes) AS attribute
            WHERE users.tenant = \(user.tenant) AND users.id = \(user.id)
                AND attribute.type IN ('text', 'integer') AND attribute.key NOT LIKE 'cardea.%'
            """)
    }

    /// Throws `.constraint(.unique)` when another user has one of them.
    func insertIdentities(of user: User) throws {
        for (position, identity) in user.identities.enumerated() {
            try execute(
                """
                INSERT INTO identities (tenant, match_key, sign_in_type, issuer, assigned_id, user_id, position)
                VALUES (\(user.tenant), \(identity.key), \(identity.signInType), \(identity.issuer),
                    \(identity.issuerAssignedID), \(user.id), \(position))
                """)
        }
    }
}
