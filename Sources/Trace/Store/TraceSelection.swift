import Base
import Cryptography
import Policy

/// Which journeys are recorded.
package enum TraceSelection: Sendable {
    /// Every one, and masked claims are shown as their mask leaves them: for whoever writes the policy.
    case development
    /// A share of them, from 0 to 1, and those that a debug link of `key` asks for.
    case production(share: Double, key: Secret<Bytes>?)

    /// Whether masked claims are shown as their masks leave them.
    package var showsMasked: Bool {
        switch self {
        case .development: true
        case .production: false
        }
    }

    /// Decides once, when the journey begins.
    package func takes(
        debug: String?, tenant: String, policy: Name, at now: Timestamp, random: Random
    ) -> Bool {
        switch self {
        case .development: return true
        case .production(let share, let key):
            if let debug, let key, DebugLink.opens(debug, tenant: tenant, policy: policy, at: now, key: key) {
                return true
            }
            guard share > 0 else { return false }
            return share >= 1 || Double(random.number(below: 1_000_000)) < share * 1_000_000
        }
    }
}

/// The value of `debug=` in an authorization request: whoever made the link may see this one policy's journeys for a
/// while. It is `expiry.code`, the expiry in seconds since 1970 and the code an HMAC-SHA-256 over it, the tenant and
/// the policy, in base64url.
package enum DebugLink {
    package static let parameter = "debug"
    /// A longer one could lie around until somebody else finds it.
    package static let maximumLifetimeSeconds: Int64 = 7 * 86_400

    package static func make(
        tenant: String, policy: Name, expiresAt: Timestamp, key: Secret<Bytes>
    ) -> String {
        let code = HMAC.sha256(message(expiresAt.seconds, tenant, policy), key: key.exposed)
        return "\(expiresAt.seconds).\(Base64.encodeURL(code))"
    }

    package static func opens(
        _ text: String, tenant: String, policy: Name, at now: Timestamp, key: Secret<Bytes>
    ) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let expiry = Int64(parts[0]), let code = Base64.decodeURL(parts[1]),
            expiry > now.seconds, expiry - now.seconds <= maximumLifetimeSeconds
        else { return false }
        return HMAC.verify(code, .sha256, message(expiry, tenant, policy), key: key.exposed)
    }

    private static func message(_ expiry: Int64, _ tenant: String, _ policy: Name) -> Bytes {
        // A line each: neither a tenant's nor a policy's name holds a line end.
        Bytes(utf8: "cardea-debug-link\n\(expiry)\n\(tenant.lowercased())\n\(policy.folded)")
    }
}
