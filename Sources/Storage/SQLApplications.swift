import Base
import Directory
import SQL

package struct SQLApplications: Applications {
    let database: Database
    let read = ReadApplications()

    init(database: Database) { self.database = database }

    package func application(_ id: Application.ID, of tenant: Tenant.ID) async throws -> Application? {
        let read = read
        return try await database.read { db in
            try db.first(
                """
                SELECT name, is_enabled, secret_hashes, settings FROM applications
                WHERE tenant = \(tenant) AND id = \(id)
                """
            ) { row in
                let row = ApplicationRow(
                    name: try row[0], isEnabled: try row[1], hashes: try row[2], settings: try row[3])
                return try read.application(id, of: tenant, row)
            }
        }
    }

    package func application(offering scope: String, of tenant: Tenant.ID) async throws -> Application? {
        let id: String? = try await database.read { db in
            try db.first(
                """
                SELECT id FROM applications WHERE tenant = \(tenant)
                    AND EXISTS (SELECT 1 FROM json_each(settings, '$.exposedScopes') WHERE value = \(scope))
                """
            ) { try $0[0] }
        }
        guard let id else { return nil }
        return try await application(Application.ID(id), of: tenant)
    }

    package func application(identifiedBy uri: String, of tenant: Tenant.ID) async throws -> Application? {
        let prefix = "\(uri)/"
        let id: String? = try await database.read { db in
            try db.first(
                """
                SELECT id FROM applications WHERE tenant = \(tenant)
                    AND (EXISTS (SELECT 1 FROM json_each(settings, '$.identifierURIs') WHERE value = \(uri))
                        OR EXISTS (SELECT 1 FROM json_each(settings, '$.exposedScopes')
                            WHERE substr(value, 1, length(\(prefix))) = \(prefix)
                                AND instr(substr(value, length(\(prefix)) + 1), '/') = 0))
                ORDER BY id
                """
            ) { try $0[0] }
        }
        guard let id else { return nil }
        return try await application(Application.ID(id), of: tenant)
    }

    package func save(_ application: Application) async throws {
        let hashes = ApplicationSettings.json(ofHashes: application.secretHashes)
        let settings = ApplicationSettings.json(of: application)
        try await database.write { db in
            try db.execute(
                """
                INSERT INTO applications (tenant, id, name, is_enabled, secret_hashes, settings)
                VALUES (\(application.tenant), \(application.id), \(application.name), \(application.isEnabled),
                    \(hashes), \(settings))
                ON CONFLICT (tenant, id) DO UPDATE SET name = excluded.name, is_enabled = excluded.is_enabled,
                    secret_hashes = excluded.secret_hashes, settings = excluded.settings
                """)
        }
    }
}
