import Base
import Directory
import SQL

package struct SQLActivities: Activities {
    let database: Database

    package func add(_ activity: Activity) async throws {
        try await database.write { db in
            try db.execute(
                """
                INSERT INTO activities (tenant, user_id, at, kind, content)
                VALUES (\(activity.tenant), \(activity.user), \(activity.at), \(activity.kind), \(activity.content))
                """)
        }
    }

    package func activities(of user: User.ID, in tenant: Tenant.ID, limit: Int) async throws -> [Activity] {
        try await database.read { db in
            try db.rows(
                """
                SELECT at, kind, content FROM activities WHERE tenant = \(tenant) AND user_id = \(user)
                ORDER BY at DESC, rowid DESC LIMIT \(limit)
                """
            ) { row in
                Activity(tenant: tenant, user: user, at: try row[0], kind: try row[1], content: try row[2])
            }
        }
    }
}
