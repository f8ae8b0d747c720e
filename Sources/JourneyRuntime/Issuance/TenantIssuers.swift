import Base
import Directory
import JOSE
import Journey
import OpenIDProvider
import Policy
import Synchronization

/// Finds the issuer that a tenant's URL means, with the settings of the policy's token issuer (b2c-reference §7).
package final class TenantIssuers: Issuers {
    private let tenants: any Tenants
    private let policies: any Policies
    private let keys: PolicyKeys
    private let now: Now
    private let cache = Mutex<[CacheKey: Entry]>([:])

    /// So long an issuer is taken from here; a saved policy is seen at once all the same, by its generation.
    private static let cacheMilliseconds: Int64 = 10_000
    private static let maximumCached = 1024

    private struct CacheKey: Hashable {
        let name: IssuerName
        let origin: String
    }

    private struct Entry {
        let issuer: Issuer
        let generation: Int
        let expiresAt: Timestamp
    }

    package init(tenants: any Tenants, policies: any Policies, keys: PolicyKeys, now: @escaping Now) {
        self.tenants = tenants
        self.policies = policies
        self.keys = keys
        self.now = now
    }

    package func issuer(_ name: IssuerName, origin: String) async throws -> Issuer? {
        let key = CacheKey(name: name, origin: origin)
        let (time, generation) = (now(), policies.generation)
        if let entry = cache.withLock({ $0[key] }), entry.generation == generation, time < entry.expiresAt {
            return entry.issuer
        }
        guard let issuer = try await make(name, origin: origin) else { return nil }
        let entry = Entry(
            issuer: issuer, generation: generation,
            expiresAt: time.adding(milliseconds: TenantIssuers.cacheMilliseconds))
        cache.withLock { cache in
            // Hosts and spellings are the client's to choose: the table must not grow with them.
            if cache.count >= TenantIssuers.maximumCached { cache.removeAll() }
            cache[key] = entry
        }
        return issuer
    }

    /// By name or GUID.
    package func tenant(_ text: String) async throws -> Tenant? {
        if let tenant = try await tenants.tenant(named: text.lowercased()) { return tenant }
        return try await tenants.tenant(Tenant.ID(text.lowercased()))
    }

    private func make(_ issuer: IssuerName, origin: String) async throws -> Issuer? {
        guard let id = issuer.policy, let tenant = try await tenant(issuer.directory),
            let policy = policies.policy(Name(id), of: tenant.id), let party = policy.relyingParty
        else { return nil }
        let profile = policy.tokenIssuer
        guard let name = profile?.key("issuer_secret"),
            let signing = try await keys.container(name, of: tenant.id)?.signing, let active = signing.first
        else { throw IssuanceFailure.noSigningKey(policy.id) }
        let metadata = profile?.metadata ?? TechnicalProfile.Metadata()
        return Issuer(
            directory: tenant.id.text, policy: policy.id.folded,
            identifier: TenantIssuers.identifier(metadata, origin: origin, tenant: tenant, policy: policy.id),
            endpoints: Endpoints(issuer, policy: policy, origin: origin),
            keys: try IssuerKeys(signing: active, others: signing.dropFirst().map { $0.publicJWK }),
            lifetimes: Lifetimes(metadata),
            dialect: .b2c(
                B2CDialect(
                    tenantID: tenant.id.text,
                    writesNumbers: metadata.bool("SendTokenResponseBodyWithJsonNumbers", default: false))),
            acr: metadata["AuthenticationContextReferenceClaimPattern"] == "None" ? nil : policy.id.folded,
            claimsSupported: party.profile.outputClaims.map { party.profile.partnerName(of: $0, in: policy) },
            enforcesIDTokenHintOnLogout: party.behaviors.enforcesIDTokenHintOnLogout)
    }

    /// `IssuanceClaimPattern` (§7).
    private static func identifier(
        _ metadata: TechnicalProfile.Metadata, origin: String, tenant: Tenant, policy: Name
    ) -> String {
        guard metadata["IssuanceClaimPattern"]?.trimmingBlanks().lowercased() == "authoritywithtfp" else {
            return "\(origin)/\(tenant.id.text)/v2.0/"
        }
        return "\(origin)/tfp/\(tenant.id.text)/\(policy.folded)/v2.0/"
    }
}

package enum IssuanceFailure: Error, Equatable {
    /// The policy's `issuer_secret` names a container that is missing or has no usable key (AADB2C90019).
    case noSigningKey(Name)
}

extension ResolvedPolicy {
    /// The profile that issues this policy's tokens: the last `SendClaims` of its journey.
    var tokenIssuer: TechnicalProfile? {
        let journey = relyingParty.flatMap { userJourneys[$0.defaultUserJourney] }
        let own = journey?.steps.filter { $0.kind == .sendClaims }.compactMap(\.issuer) ?? []
        let candidates = [journey?.defaultIssuer].compactMap(\.self) + own.reversed() + ["JwtIssuer"]
        return candidates.lazy.compactMap { self.technicalProfiles[$0] }
            .first { ($0.outputTokenFormat ?? "JWT").uppercased() == "JWT" }
    }
}

extension Endpoints {
    /// In the form that was asked in (§6.1). Generated URLs have the policy in lower case.
    fileprivate init(_ name: IssuerName, policy: ResolvedPolicy, origin: String) {
        let tenant = name.directory.lowercased()
        let id = policy.id.folded
        let (base, query) =
            switch name.form {
            case .query: ("\(origin)/\(tenant)", "?p=\(id)")
            case .path, .trustFramework, .realm, .host, .chosen: ("\(origin)/\(tenant)/\(id)", "")
            }
        self.init(
            authorization: "\(base)/oauth2/v2.0/authorize\(query)", token: "\(base)/oauth2/v2.0/token\(query)",
            endSession: "\(base)/oauth2/v2.0/logout\(query)", keys: "\(base)/discovery/v2.0/keys\(query)",
            revocation: "\(base)/oauth2/v2.0/revoke\(query)",
            userInfo: policy.relyingParty?.endpoints["UserInfo"] == nil
                ? nil : "\(base)/openid/v2.0/userinfo\(query)")
    }
}

extension Lifetimes {
    /// The metadata of a `JwtIssuer`, each within the bounds of B2C.
    fileprivate init(_ metadata: TechnicalProfile.Metadata) {
        self.init()
        idToken = Int64(metadata.int("id_token_lifetime_secs", default: 3600, in: 300...86_400))
        accessToken = Int64(metadata.int("token_lifetime_secs", default: 3600, in: 300...86_400))
        refreshToken = Int64(
            metadata.int("refresh_token_lifetime_secs", default: 1_209_600, in: 86_400...7_776_000))
        slidingWindow =
            metadata.bool("allow_infinite_rolling_refresh_token", default: false)
            ? nil
            : Int64(metadata.int("rolling_refresh_token_lifetime_secs", default: 7_776_000, in: 86_400...31_536_000))
    }
}
