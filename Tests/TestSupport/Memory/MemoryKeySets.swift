import Directory
import Synchronization

package final class MemoryKeySets: KeySets {
    private struct Key: Hashable {
        let tenant: Tenant.ID
        let name: String

        init(_ tenant: Tenant.ID, _ name: String) {
            self.tenant = tenant
            self.name = name.lowercased()
        }
    }

    private let sets = Mutex<[Key: KeySet]>([:])

    package init() {}

    package func keySet(_ name: String, of tenant: Tenant.ID) async throws -> KeySet? {
        sets.withLock { $0[Key(tenant, name)] }
    }

    package func save(_ keySet: KeySet) async throws {
        sets.withLock { $0[Key(keySet.tenant, keySet.name)] = keySet }
    }

    package func saveIfAbsent(_ keySet: KeySet) async throws -> KeySet {
        sets.withLock { sets in
            let key = Key(keySet.tenant, keySet.name)
            let kept = sets[key] ?? keySet
            sets[key] = kept
            return kept
        }
    }
}
