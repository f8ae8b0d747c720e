import Directory
import Synchronization

package final class MemoryTenants: Tenants {
    private let tenants = Mutex<[Tenant.ID: Tenant]>([:])

    package init() {}

    package func tenant(_ id: Tenant.ID) async throws -> Tenant? { tenants.withLock { $0[id] } }

    package func tenant(named name: String) async throws -> Tenant? {
        tenants.withLock { tenants in tenants.values.first { $0.name == name.lowercased() } }
    }

    package func save(_ tenant: Tenant) async throws {
        try tenants.withLock { tenants in
            guard !tenants.values.contains(where: { $0.name == tenant.name && $0.id != tenant.id }) else {
                throw MemoryConflict()
            }
            tenants[tenant.id] = tenant
        }
    }
}

/// What a database's constraint would have refused.
package struct MemoryConflict: Error {}
