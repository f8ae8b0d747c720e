import Base
import Directory
import Federation
import HTTP
import Journey
import Policy

extension FederationProfiles {
    /// Where the providers that the session's person signed in at end their own sessions (b2c-reference §6.7): those of
    /// OpenID Connect that publish an `end_session_endpoint` and others that are set up with one, unless
    /// `SingleLogoutEnabled` is `false`. A provider that cannot be asked is left out: nobody's log-out waits for it.
    func logoutAddresses(
        of content: SessionContent, in policies: [ResolvedPolicy], tenant: Tenant, http: Request
    ) async -> [String] {
        let names = Set(content.parts.values.flatMap { $0.session.entries.values.compactMap(\.profile) })
        var addresses: Set<String> = []
        for name in names {
            guard let (policy, profile) = FederationProfiles.find(name, in: policies) else { continue }
            if let address = await logoutAddress(profile, environment(policy, tenant, http), tenant) {
                addresses.insert(address)
            }
        }
        return addresses.sorted()
    }

    private static func find(
        _ name: Name, in policies: [ResolvedPolicy]
    ) -> (policy: ResolvedPolicy, profile: TechnicalProfile)? {
        for policy in policies {
            guard let profile = policy.technicalProfiles[name], endsSessions(profile),
                profile.metadata.bool("SingleLogoutEnabled", default: true)
            else { continue }
            return (policy, profile)
        }
        return nil
    }

    /// OAuth 2.0 knows no log-out; some of its providers have an address for it all the same.
    private static func endsSessions(_ profile: TechnicalProfile) -> Bool {
        profile.protocolName == .openIDConnect
            || profile.protocolName == .oauth2 && profile.metadata["end_session_endpoint"] != nil
    }

    private func logoutAddress(
        _ profile: TechnicalProfile, _ environment: JourneyEnvironment, _ tenant: Tenant
    ) async -> String? {
        let settings = ProviderSettings(profile: profile, services: services, tenant: tenant.id)
        guard let provider = try? await settings.provider(Claims(), environment) else { return nil }
        return try? await client.endSessionEndpoint(of: provider)
    }

    private func environment(_ policy: ResolvedPolicy, _ tenant: Tenant, _ http: Request) -> JourneyEnvironment {
        JourneyEnvironment(
            policy: policy, tenantObjectID: tenant.id.text, tenantDisplayName: tenant.displayName, language: "en",
            request: RequestContext(correlationID: http.correlationID, host: http.host, address: http.address),
            now: now(), random: random)
    }
}
