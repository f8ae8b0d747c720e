import Base
import Directory
import SQL

package struct SQLSessions: Sessions {
    let database: Database

    package func session(_ id: Session.ID, of tenant: Tenant.ID, at now: Timestamp) async throws -> Session? {
        try await database.read { db in
            try db.first(
                """
                SELECT created_at, expires_at, content, used_at, is_persistent FROM sessions
                WHERE id = \(id) AND tenant = \(tenant) AND expires_at > \(now)
                """
            ) { row in
                var session = Session(
                    id: id, tenant: tenant, createdAt: try row[0], expiresAt: try row[1], content: try row[2])
                session.usedAt = try row[3]
                session.isPersistent = try row[4]
                return session
            }
        }
    }

    package func sessions(of user: User.ID, in tenant: Tenant.ID, at now: Timestamp) async throws -> [Session] {
        try await database.read { db in
            try db.rows(
                """
                SELECT id, created_at, expires_at, content, used_at, is_persistent FROM sessions
                WHERE tenant = \(tenant) AND user_id = \(user) AND expires_at > \(now)
                ORDER BY used_at DESC
                """
            ) { row in
                var session = Session(
                    id: try row[0], tenant: tenant, createdAt: try row[1], expiresAt: try row[2], content: try row[3])
                session.usedAt = try row[4]
                session.isPersistent = try row[5]
                return session
            }
        }
    }

    package func save(_ session: Session) async throws {
        let user = session.content["user"]?.string
        try await database.write { db in
            try db.execute(
                """
                INSERT INTO sessions (id, tenant, created_at, used_at, expires_at, is_persistent, content, user_id)
                VALUES (\(session.id), \(session.tenant), \(session.createdAt), \(session.usedAt),
                    \(session.expiresAt), \(session.isPersistent), \(session.content), \(user))
                ON CONFLICT (id) DO UPDATE SET used_at = excluded.used_at, expires_at = excluded.expires_at,
                    is_persistent = excluded.is_persistent, content = excluded.content, user_id = excluded.user_id
                WHERE sessions.tenant = excluded.tenant
                """)
        }
    }

    package func update(_ session: Session, at now: Timestamp) async throws -> Bool {
        let user = session.content["user"]?.string
        return try await database.write { db in
            try db.execute(
                """
                UPDATE sessions SET used_at = \(session.usedAt), expires_at = \(session.expiresAt),
                    is_persistent = \(session.isPersistent), content = \(session.content), user_id = \(user)
                WHERE id = \(session.id) AND tenant = \(session.tenant) AND expires_at > \(now)
                """) == 1
        }
    }

    package func end(_ id: Session.ID) async throws {
        try await database.write { db in try db.execute("DELETE FROM sessions WHERE id = \(id)") }
    }
}
