import Base
import Directory
import SQL

package struct SQLTrackedActions: TrackedActions {
    let database: Database

    package func action(
        _ code: String, key idempotencyKey: String, of user: User.ID, in tenant: Tenant.ID
    ) async throws -> TrackedAction? {
        let key = Self.key(code, idempotencyKey, user, tenant)
        return try await database.read { db in try db.actions(where: key, limit: 1).first }
    }

    package func saveIfAbsent(_ action: TrackedAction) async throws -> TrackedAction {
        let key = Self.key(action.code, action.idempotencyKey, action.user, action.tenant)
        return try await database.write { db in
            if let present = try db.actions(where: key, limit: 1).first { return present }
            try db.insert(action)
            return action
        }
    }

    package func update<Answer: Sendable>(
        _ code: String, key idempotencyKey: String, of user: User.ID, in tenant: Tenant.ID,
        _ body: @escaping @Sendable (inout TrackedAction) throws -> Answer?
    ) async throws -> Answer? {
        let key = Self.key(code, idempotencyKey, user, tenant)
        return try await database.write { db in
            guard var action = try db.actions(where: key, limit: 1).first else { return nil }
            let before = action
            let answer = try body(&action)
            guard answer != nil, action != before else { return answer }
            try db.execute(
                """
                UPDATE actions SET state = \(action.state), state_updated_at = \(action.stateUpdatedAt),
                    content = \(action.content) WHERE \(key)
                """)
            return answer
        }
    }

    package func actions(_ query: ActionQuery, in tenant: Tenant.ID) async throws -> [TrackedAction] {
        var condition: SQL = "tenant = \(tenant)"
        if let user = query.user { condition = "\(condition) AND user_id = \(user)" }
        if let from = query.from { condition = "\(condition) AND created_at >= \(from)" }
        if !query.codes.isEmpty {
            condition = "\(condition) AND code IN (SELECT value FROM json_each(\(JSON(query.codes))))"
        }
        if !query.states.isEmpty {
            condition = "\(condition) AND state IN (SELECT value FROM json_each(\(JSON(query.states))))"
        }
        let complete = condition
        return try await database.read { db in try db.actions(where: complete, limit: query.limit) }
    }

    private static func key(_ code: String, _ key: String, _ user: User.ID, _ tenant: Tenant.ID) -> SQL {
        "tenant = \(tenant) AND user_id = \(user) AND code = \(code) AND idempotency_key = \(key)"
    }
}

extension Connection {
    /// Newest first.
    fileprivate func actions(where condition: SQL, limit: Int) throws -> [TrackedAction] {
        try rows(
            """
            SELECT tenant, user_id, code, idempotency_key, state, created_at, content, state_updated_at FROM actions
            WHERE \(condition) ORDER BY created_at DESC, rowid DESC LIMIT \(limit)
            """
        ) { row in
            var action = TrackedAction(
                tenant: try row[0], user: try row[1], code: try row[2], idempotencyKey: try row[3],
                state: try row[4], createdAt: try row[5], content: try row[6])
            action.stateUpdatedAt = try row[7]
            return action
        }
    }

    fileprivate func insert(_ action: TrackedAction) throws {
        try execute(
            """
            INSERT INTO actions (tenant, user_id, code, idempotency_key, state, created_at, state_updated_at, content)
            VALUES (\(action.tenant), \(action.user), \(action.code), \(action.idempotencyKey), \(action.state),
                \(action.createdAt), \(action.stateUpdatedAt), \(action.content))
            """)
    }
}
