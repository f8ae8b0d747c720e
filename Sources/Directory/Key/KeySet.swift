import Base

/// A policy key container (b2c-reference §10): `B2C_1A_TokenSigningKeyContainer`.
package struct KeySet: Sendable, Equatable {
    package enum Use: String, Sendable { case signature = "sig", encryption = "enc" }

    package struct Key: Sendable, Equatable {
        /// The `kid`.
        package let id: String
        /// A private JWK, or `{"kty":"oct","k":…}` for a secret. Sealed in the store.
        package let material: Secret<JSON>
        package let notBefore: Timestamp?
        package let expiresAt: Timestamp?
        package let createdAt: Timestamp

        package init(
            id: String, material: Secret<JSON>, notBefore: Timestamp? = nil, expiresAt: Timestamp? = nil,
            createdAt: Timestamp
        ) {
            self.id = id
            self.material = material
            self.notBefore = notBefore
            self.expiresAt = expiresAt
            self.createdAt = createdAt
        }

        package func isUsable(at now: Timestamp) -> Bool {
            (notBefore.map { $0 <= now } ?? true) && (expiresAt.map { now < $0 } ?? true)
        }
    }

    package let tenant: Tenant.ID
    package let name: String
    package var use: Use
    package var keys: [Key]

    package init(tenant: Tenant.ID, name: String, use: Use, keys: [Key]) {
        self.tenant = tenant
        self.name = name
        self.use = use
        self.keys = keys
    }

    /// The latest key whose time has come and not gone.
    package func active(at now: Timestamp) -> Key? {
        keys.filter { $0.isUsable(at: now) }
            .max { ($0.notBefore ?? $0.createdAt, $0.createdAt) < ($1.notBefore ?? $1.createdAt, $1.createdAt) }
    }
}

package protocol KeySets: Sendable {
    /// By name, in any case.
    func keySet(_ name: String, of tenant: Tenant.ID) async throws -> KeySet?
    /// Creates the set, or replaces the one of this name.
    func save(_ keySet: KeySet) async throws
    /// Keeps the set unless one of this name exists; answers the one that is kept. For first use by several at once.
    func saveIfAbsent(_ keySet: KeySet) async throws -> KeySet
}
