/// A policy key that a policy needs, and what for.
package struct PolicyKeyReference: Sendable, Hashable {
    /// The key's name in the tenant: `B2C_1A_TokenSigningKeyContainer`.
    package let name: Name
    /// What the profile calls it: `issuer_secret`, `client_secret`, … `randomizerSecret` for a `Hash` transformation.
    package let use: Name
    /// The technical profile or claims transformation that refers to it.
    package let referrer: Name
}

extension ResolvedPolicy {
    /// Every policy key that the policy refers to, sorted by name: what a tenant must have, or a development server
    /// makes.
    package var policyKeys: [PolicyKeyReference] {
        var profiles = Array(technicalProfiles.values)
        if let profile = relyingParty?.profile { profiles.append(profile) }
        var keys = profiles.flatMap { profile in
            profile.cryptographicKeys.map {
                PolicyKeyReference(name: $0.storageReference, use: $0.id, referrer: profile.id)
            }
        }
        keys += hashKeys
        return keys.sorted { ($0.name, $0.use, $0.referrer) < ($1.name, $1.use, $1.referrer) }
    }

    /// The keys that claims transformations read.
    package var transformationKeys: Set<Name> { Set(hashKeys.map(\.name)) }

    private var hashKeys: [PolicyKeyReference] {
        claimsTransformations.values.filter { $0.method == "Hash" }.flatMap { transformation in
            transformation.inputParameters.filter { $0.id == "randomizerSecret" }.map {
                PolicyKeyReference(
                    name: Name($0.value.trimmingBlanks()), use: $0.id, referrer: transformation.id)
            }
        }
    }
}
