import Base
import Directory
import JourneyRuntime
import Policy
import Synchronization

/// The policies of a folder, which a test may replace while the server runs.
final class ServedPolicies: Policies {
    private struct State {
        var set: PolicySet
        var removed: Set<Name> = []
        var generation = 1
    }

    private let state: Mutex<State>

    init(_ set: PolicySet) { state = Mutex(State(set: set)) }

    func policy(_ id: Name, of tenant: Tenant.ID) -> ResolvedPolicy? {
        state.withLock { $0.removed.contains(id) ? nil : $0.set.policy(id) }
    }

    var generation: Int { state.withLock { $0.generation } }
    var all: [ResolvedPolicy] {
        state.withLock { state in state.set.relyingParties.compactMap { state.set.policy($0) } }
    }

    func remove(_ id: Name) {
        state.withLock { state in
            state.removed.insert(id)
            state.generation += 1
        }
    }
}
