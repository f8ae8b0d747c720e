import Base
import Directory
import SQL

extension SQLUsers: UserList {
    package func users(_ query: UserQuery, of tenant: Tenant.ID) async throws -> [User] {
        var condition: SQL = "tenant = \(tenant)"
        if let after = query.after { condition = "\(condition) AND id > \(after)" }
        let contacts = [
            ("email", query.email), ("phoneNumber", query.phoneNumber), ("username", query.username),
        ]
        for case (let kind, let value?) in contacts {
            condition = """
                \(condition) AND id IN (
                    SELECT user_id FROM user_contacts
                    WHERE tenant = \(tenant) AND kind = \(kind) AND match_key = \(value.lowercased()))
                """
        }
        let complete = condition
        return try await database.read { db in
            let ids: [User.ID] = try db.rows(
                "SELECT id FROM users WHERE \(complete) ORDER BY id LIMIT \(query.limit)"
            ) { row in try row[0] }
            return try ids.compactMap { try db.user($0, of: tenant) }
        }
    }
}

/// What `UserQuery` looks people up by.
struct UserContacts: Equatable {
    private let found: [(kind: String, value: String)]

    init(_ user: User?) {
        let names = [
            ("email", "email"), ("email", "unverifiedEmail"), ("phoneNumber", "phoneNumber"),
            ("phoneNumber", "unverifiedPhoneNumber"), ("username", "username"),
        ]
        found = names.compactMap { kind, attribute in
            (user?.attributes[attribute]?.string).map { (kind, $0.lowercased()) }
        }
    }

    static func == (left: UserContacts, right: UserContacts) -> Bool {
        left.found.elementsEqual(right.found) { $0 == $1 }
    }

    func insert(for user: User, _ db: Connection) throws {
        for (kind, value) in found {
            try db.execute(
                """
                INSERT INTO user_contacts (tenant, kind, match_key, user_id)
                VALUES (\(user.tenant), \(kind), \(value), \(user.id)) ON CONFLICT DO NOTHING
                """)
        }
    }
}

extension Connection {
    /// Writes what has changed since `before`.
    func keepContacts(of user: User, before: User?) throws {
        let contacts = UserContacts(user)
        guard contacts != UserContacts(before) else { return }
        if before != nil {
            try execute("DELETE FROM user_contacts WHERE tenant = \(user.tenant) AND user_id = \(user.id)")
        }
        try contacts.insert(for: user, self)
    }
}
