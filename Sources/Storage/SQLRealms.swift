import Base
import Directory
import SQL
import Synchronization

package struct SQLRealms: Realms {
    let database: Database
    /// By id. A version is read once: every request asks for its realm.
    private let known = KnownRealms()

    package func realm(_ id: Realm.ID) async throws -> Realm? {
        try await database.read { [known] db in try known.realm(where: "id = \(id)", db) }
    }

    package func realm(atHost host: String) async throws -> Realm? {
        try await database.read { [known] db in
            try known.realm(where: "id = (SELECT realm FROM realm_hosts WHERE host = \(host))", db)
        }
    }

    package func realm(atIssuerPath path: String) async throws -> Realm? {
        try await database.read { db in try db.realms(where: "issuer_path = \(path)").first }
    }

    package func all() async throws -> [Realm] {
        try await database.read { db in try db.realms(where: "1 = 1") }
    }

    package func save(_ realm: Realm) async throws -> Realm? {
        var kept = realm
        kept.version += 1
        let next = kept
        do {
            return try await database.write { db in
                if let path = next.issuerPath,
                    try db.hasRow("SELECT 1 FROM realms WHERE issuer_path = \(path) AND id <> \(next.id)")
                {
                    throw IssuerPathTaken()
                }
                return try db.keep(next) ? next : nil
            }
        } catch SQLError.constraint(.unique, _) {
            throw HostTaken()
        }
    }

    package func delete(_ id: Realm.ID) async throws {
        try await database.write { db in
            try db.execute("DELETE FROM tenants WHERE id = (SELECT tenant FROM realms WHERE id = \(id))")
        }
    }
}

/// Realms as they were last read. What is kept is compared by version each time, so a change is seen at once.
private final class KnownRealms: Sendable {
    private let realms = Mutex<[Realm.ID: Realm]>([:])

    func realm(where condition: SQL, _ db: Connection) throws -> Realm? {
        let row = try db.first("SELECT id, tenant, version FROM realms WHERE \(condition)") { row in
            (id: try row[0] as Realm.ID, tenant: try row[1] as Tenant.ID, version: try row[2] as Int)
        }
        guard let row else { return nil }
        if let realm = realms.withLock({ $0[row.id] }), (realm.tenant, realm.version) == (row.tenant, row.version) {
            return realm
        }
        guard let realm = try db.realms(where: "id = \(row.id)").first else { return nil }
        realms.withLock { $0[row.id] = realm }
        return realm
    }
}

extension Connection {
    fileprivate func realms(where condition: SQL) throws -> [Realm] {
        let realms = try rows(
            "SELECT id, tenant, display_name, settings, version, issuer_path FROM realms WHERE \(condition) ORDER BY id"
        ) { row in
            Realm(
                id: try row[0], tenant: try row[1], displayName: try row[2], issuerPath: try row[5],
                settings: try row[3], version: try row[4])
        }
        return try realms.map { realm in
            var realm = realm
            realm.hosts = try rows(
                "SELECT host FROM realm_hosts WHERE realm = \(realm.id) ORDER BY position"
            ) { row in try row[0] }
            return realm
        }
    }

    /// False where the version before is not the one that is kept.
    fileprivate func keep(_ realm: Realm) throws -> Bool {
        let isKept: Bool
        if realm.version == 1 {
            guard try !hasRow("SELECT 1 FROM realms WHERE id = \(realm.id)") else { return false }
            // `.invalid` is nobody's (RFC 2606), so no policy names this tenant.
            try execute(
                """
                INSERT INTO tenants (id, name, display_name)
                VALUES (\(realm.tenant), \("\(realm.id.text).realm.invalid"), \(realm.displayName))
                """)
            isKept = try hasRow(
                """
                INSERT INTO realms (id, tenant, display_name, settings, version, issuer_path)
                VALUES (\(realm.id), \(realm.tenant), \(realm.displayName), \(realm.settings), 1,
                    \(realm.issuerPath)) RETURNING 1
                """)
        } else {
            isKept = try hasRow(
                """
                UPDATE realms SET display_name = \(realm.displayName), settings = \(realm.settings),
                    version = \(realm.version), issuer_path = \(realm.issuerPath)
                WHERE id = \(realm.id) AND version = \(realm.version - 1) RETURNING 1
                """)
        }
        guard isKept else { return false }
        try execute("DELETE FROM realm_hosts WHERE realm = \(realm.id)")
        for (position, host) in realm.hosts.enumerated() {
            try execute(
                "INSERT INTO realm_hosts (host, realm, position) VALUES (\(host), \(realm.id), \(position))")
        }
        return true
    }
}
