import Base
import Directory
import SQL

/// Key material is sealed on the caller's side of the database's thread, each key for its own row.
package struct SQLKeySets: KeySets {
    let database: Database
    let sealing: any Sealing

    package func keySet(_ name: String, of tenant: Tenant.ID) async throws -> KeySet? {
        let rows = try await database.read { db in try db.keySet(name, of: tenant) }
        return try rows.map(opened)
    }

    package func save(_ keySet: KeySet) async throws {
        let rows = sealed(keySet)
        try await database.write { db in try db.replace(rows) }
    }

    package func saveIfAbsent(_ keySet: KeySet) async throws -> KeySet {
        let rows = sealed(keySet)
        let kept = try await database.write { db in
            if let present = try db.keySet(keySet.name, of: keySet.tenant) { return present }
            try db.replace(rows)
            return rows
        }
        return try opened(kept)
    }

    private func sealed(_ set: KeySet) -> SealedKeySet {
        let keys = set.keys.map { key in
            let material = sealing.seal(key.material.exposed.bytes, for: purpose(of: key.id, in: set.name, set.tenant))
            return SealedKeySet.Key(
                id: key.id, material: material, notBefore: key.notBefore, expiresAt: key.expiresAt,
                createdAt: key.createdAt)
        }
        return SealedKeySet(tenant: set.tenant, name: set.name, use: set.use, keys: keys)
    }

    private func opened(_ set: SealedKeySet) throws -> KeySet {
        let keys = try set.keys.map { key in
            let plain = try sealing.open(key.material, for: purpose(of: key.id, in: set.name, set.tenant))
            return KeySet.Key(
                id: key.id, material: Secret(try JSON(parsing: plain)), notBefore: key.notBefore,
                expiresAt: key.expiresAt, createdAt: key.createdAt)
        }
        return KeySet(tenant: set.tenant, name: set.name, use: set.use, keys: keys)
    }

    private func purpose(of key: String, in set: String, _ tenant: Tenant.ID) -> String {
        sealingPurpose("key", tenant.text, set.lowercased(), key)
    }
}
