import Base
import Directory
import JourneyRuntime
import Policy

/// The policies of a test, as they were read.
struct TestPolicies: Policies {
    let set: PolicySet

    func policy(_ id: Name, of tenant: Tenant.ID) -> ResolvedPolicy? { set.policy(id) }
    var generation: Int { 1 }
}
