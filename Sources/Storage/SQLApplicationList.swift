import Base
import Directory
import SQL

extension SQLApplications {
    /// All of a tenant, by id.
    package func applications(of tenant: Tenant.ID) async throws -> [Application] {
        let read = read
        return try await database.read { db in
            try db.rows(
                """
                SELECT id, name, is_enabled, secret_hashes, settings FROM applications
                WHERE tenant = \(tenant) ORDER BY id
                """
            ) { row in
                let id: Application.ID = try row[0]
                let content = ApplicationRow(
                    name: try row[1], isEnabled: try row[2], hashes: try row[3], settings: try row[4])
                return try read.application(id, of: tenant, content)
            }
        }
    }

    package func remove(_ id: Application.ID, of tenant: Tenant.ID) async throws {
        try await database.write { db in
            try db.execute("DELETE FROM applications WHERE tenant = \(tenant) AND id = \(id)")
        }
    }
}
