import Base
import Directory
import SQL

package struct SQLDevices: Devices {
    let database: Database

    package func device(_ id: Device.ID, of user: User.ID, in tenant: Tenant.ID) async throws -> Device? {
        try await database.read { db in
            try db.devices(where: "tenant = \(tenant) AND user_id = \(user) AND id = \(id)").first
        }
    }

    package func devices(of user: User.ID, in tenant: Tenant.ID) async throws -> [Device] {
        try await database.read { db in try db.devices(where: "tenant = \(tenant) AND user_id = \(user)") }
    }

    package func save(_ device: Device, limit: Int) async throws {
        try await database.write { db in
            try db.execute(
                """
                INSERT INTO devices (tenant, user_id, id, name, user_agent, address, country, created_at,
                    last_seen_at, is_invalidated, trusted_until)
                VALUES (\(device.tenant), \(device.user), \(device.id), \(device.name), \(device.userAgent),
                    \(device.address), \(device.country), \(device.createdAt), \(device.lastSeenAt),
                    \(device.isInvalidated), \(device.trustedUntil))
                ON CONFLICT (tenant, user_id, id) DO UPDATE SET name = excluded.name,
                    user_agent = excluded.user_agent, address = excluded.address, country = excluded.country,
                    last_seen_at = excluded.last_seen_at, is_invalidated = excluded.is_invalidated,
                    trusted_until = excluded.trusted_until
                """)
            // A thief must not make room for an invalidated device by signing in with new ones: those stay longest.
            try db.execute(
                """
                DELETE FROM devices WHERE rowid IN (
                    SELECT rowid FROM devices WHERE tenant = \(device.tenant) AND user_id = \(device.user)
                    ORDER BY is_invalidated DESC, last_seen_at DESC, rowid DESC LIMIT -1 OFFSET \(limit))
                """)
        }
    }
}

extension Connection {
    /// Last seen first.
    fileprivate func devices(where condition: SQL) throws -> [Device] {
        try rows(
            """
            SELECT id, tenant, user_id, name, user_agent, address, country, created_at, last_seen_at, is_invalidated,
                trusted_until
            FROM devices WHERE \(condition) ORDER BY last_seen_at DESC, rowid DESC
            """
        ) { row in
            var device = Device(
                id: try row[0], tenant: try row[1], user: try row[2], name: try row[3], userAgent: try row[4],
                address: try row[5], country: try row[6], at: try row[7])
            device.lastSeenAt = try row[8]
            device.isInvalidated = try row[9]
            device.trustedUntil = try row[10]
            return device
        }
    }
}
