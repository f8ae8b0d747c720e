import Directory
import Policy

/// The policies that are served, as they are now. A saved file makes a new generation.
package protocol Policies: Sendable {
    /// Nil when there is none of this id, or it cannot be invoked as it stands.
    func policy(_ id: Name, of tenant: Tenant.ID) -> ResolvedPolicy?
    /// Changes whenever an answer of `policy` may.
    var generation: Int { get }
}
