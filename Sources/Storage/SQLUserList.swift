import Base
import Directory
import SQL

extension SQLUsers: UserList {
    package func users(_ query: UserQuery, of tenant: Tenant.ID) async throws -> [User] {
        var condition: SQL = "tenant = \(tenant)"
        if let after = query.after { condition = "\(condition) AND id > \(after)" }
        let contacts = [
            (["email", "unverifiedEmail"], query.email), (["phoneNumber", "unverifiedPhoneNumber"], query.phoneNumber),
            (["username"], query.username),
        ]
        for case (let names, let value?) in contacts {
            condition = """
                \(condition) AND id IN (
                    SELECT user_id FROM user_attributes
                    WHERE tenant = \(tenant) AND match_value = lower(substr(\(value), 1, 200))
                        AND match_name IN (SELECT lower(value) FROM json_each(\(JSON(names)))))
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
