import Directory
import SQL

package struct SQLTenants: Tenants {
    let database: Database

    package func tenant(_ id: Tenant.ID) async throws -> Tenant? {
        try await tenant(where: "id = \(id)")
    }

    package func tenant(named name: String) async throws -> Tenant? {
        try await tenant(where: "name = \(name.lowercased())")
    }

    package func save(_ tenant: Tenant) async throws {
        try await database.write { db in
            try db.execute(
                """
                INSERT INTO tenants (id, name, display_name)
                VALUES (\(tenant.id), \(tenant.name), \(tenant.displayName))
                ON CONFLICT (id) DO UPDATE SET name = excluded.name, display_name = excluded.display_name
                """)
        }
    }

    private func tenant(where condition: SQL) async throws -> Tenant? {
        try await database.read { db in
            try db.first("SELECT id, name, display_name FROM tenants WHERE \(condition)") { row in
                Tenant(id: try row[0], name: try row[1], displayName: try row[2])
            }
        }
    }
}
