import Base
import Directory
import Federation
import JOSE
import Journey
import Policy

/// A federated profile's metadata and keys as a provider.
struct ProviderSettings {
    let profile: TechnicalProfile
    let services: ProfileServices
    let tenant: Tenant.ID

    func provider(_ claims: Claims, _ environment: JourneyEnvironment) async throws -> Provider {
        var keys = Provider.Keys()
        keys.clientSecret = try await clientSecret
        if let name = profile.key("assertion_signing_key") {
            keys.assertionKey = try await services.keys.container(name, of: tenant)?.signing.first
        }
        return try Provider(
            id: Provider.ID(profile.id.text), kind: profile.protocolName == .openIDConnect ? .openIDConnect : .oauth2,
            settings: try settings(claims, environment), keys: keys,
            mayReachPrivateAddresses: services.mayReachPrivateAddresses)
    }

    func oauth1Provider(_ claims: Claims, _ environment: JourneyEnvironment) async throws -> OAuth1Provider {
        try OAuth1Provider(
            id: OAuth1Provider.ID(profile.id.text), settings: try settings(claims, environment),
            clientSecret: try await clientSecret, mayReachPrivateAddresses: services.mayReachPrivateAddresses)
    }

    private var clientSecret: Secret<String>? {
        get async throws {
            guard let name = profile.key("client_secret") else { return nil }
            return try await services.keys.secret(name, of: tenant)
        }
    }

    /// The metadata with its macros replaced, and its resolvers where `IncludeClaimResolvingInClaimsHandling` says so.
    /// In an address what is put in is escaped: nobody's claim may lead to another server.
    private func settings(_ claims: Claims, _ environment: JourneyEnvironment) throws(ResolverError) -> [String: String]
    {
        let isResolving = profile.metadata.bool("IncludeClaimResolvingInClaimsHandling", default: false)
        var settings: [String: String] = [:]
        for item in profile.metadata.items {
            let text = ClaimResolver.expandMacros(in: item.value.trimmingBlanks(), environment)
            settings[item.key.trimmingBlanks()] =
                if !isResolving {
                    text
                } else if text.hasPrefix("https://") || text.hasPrefix("http://") {
                    try ClaimResolver.expandURL(text, [:], resolving: true, claims: claims, in: environment)
                } else {
                    try ClaimResolver.resolve(text, claims: claims, in: environment)
                }
        }
        return settings
    }
}
