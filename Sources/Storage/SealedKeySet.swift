import Base
import Directory
import SQL

/// A key set as its rows hold it.
struct SealedKeySet: Sendable {
    struct Key: Sendable {
        let id: String
        let material: Bytes
        let notBefore: Timestamp?
        let expiresAt: Timestamp?
        let createdAt: Timestamp
    }

    let tenant: Tenant.ID
    let name: String
    let use: KeySet.Use
    let keys: [Key]

    /// Names compare in any case.
    var matchName: String { name.lowercased() }
}

extension Connection {
    func keySet(_ name: String, of tenant: Tenant.ID) throws -> SealedKeySet? {
        let matchName = name.lowercased()
        let keys = try rows(
            """
            SELECT id, sealed_material, not_before, expires_at, created_at FROM key_set_keys
            WHERE tenant = \(tenant) AND match_name = \(matchName) ORDER BY position
            """
        ) { row in
            SealedKeySet.Key(
                id: try row[0], material: try row[1], notBefore: try row[2], expiresAt: try row[3],
                createdAt: try row[4])
        }
        return try first(
            "SELECT name, key_use FROM key_sets WHERE tenant = \(tenant) AND match_name = \(matchName)"
        ) { row in
            let name: String = try row[0]
            guard let use = KeySet.Use(rawValue: try row[1]) else { throw DamagedRow("key_sets", "key_use") }
            return SealedKeySet(tenant: tenant, name: name, use: use, keys: keys)
        }
    }

    /// The set as given, whatever was there before.
    func replace(_ set: SealedKeySet) throws {
        try execute("DELETE FROM key_sets WHERE tenant = \(set.tenant) AND match_name = \(set.matchName)")
        try execute(
            """
            INSERT INTO key_sets (tenant, match_name, name, key_use)
            VALUES (\(set.tenant), \(set.matchName), \(set.name), \(set.use.rawValue))
            """)
        for (position, key) in set.keys.enumerated() {
            try execute(
                """
                INSERT INTO key_set_keys (tenant, match_name, id, position, sealed_material, not_before, expires_at,
                    created_at)
                VALUES (\(set.tenant), \(set.matchName), \(key.id), \(position), \(key.material), \(key.notBefore),
                    \(key.expiresAt), \(key.createdAt))
                """)
        }
    }
}
