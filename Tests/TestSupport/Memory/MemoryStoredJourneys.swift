import Base
import Directory
import Synchronization

package final class MemoryStoredJourneys: StoredJourneys {
    private let journeys = Mutex<[String: StoredJourney]>([:])

    package init() {}

    package func journey(_ id: String, of tenant: Tenant.ID, at now: Timestamp) async throws -> StoredJourney? {
        journeys.withLock { $0[id] }.flatMap { $0.tenant == tenant && now < $0.expiresAt ? $0 : nil }
    }

    package func save(_ journey: StoredJourney) async throws -> Bool {
        journeys.withLock { journeys in
            let stored = journeys[journey.id]
            guard stored.map({ $0.tenant == journey.tenant }) ?? true else { return false }
            guard (stored?.version ?? 0) == journey.version - 1 else { return false }
            journeys[journey.id] = journey
            return true
        }
    }

    package func remove(_ id: String) async throws { journeys.withLock { $0[id] = nil } }

    package func remove(_ id: String, version: Int) async throws -> Bool {
        journeys.withLock { journeys in
            guard journeys[id]?.version == version else { return false }
            journeys[id] = nil
            return true
        }
    }
}
