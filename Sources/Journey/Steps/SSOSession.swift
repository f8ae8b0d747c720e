import Base
import Policy

/// What a browser's session keeps of earlier journeys (b2c-reference §9): claims by session profile.
package struct SSOSession: Hashable, Sendable {
    package private(set) var entries: [Name: Entry]

    package init() { entries = [:] }

    /// What one session profile keeps.
    package struct Entry: Hashable, Sendable {
        package let claims: Claims
        /// The identity provider's profile that the person signed in with (`ExternalLoginSSOSessionProvider`): several
        /// share one session profile, and the session speaks for that one alone.
        package let profile: Name?
    }

    package enum Participation: Equatable, Sendable {
        /// The profile need not run: these are its claims.
        case restore(Claims)
        /// The profile runs again, but the person need not choose it (`AlwaysFetchClaimsFromProvider`).
        case choose
    }

    package var isEmpty: Bool { entries.isEmpty }

    /// Whether the session can stand in for the profile.
    package func participation(of profile: TechnicalProfile, in policy: ResolvedPolicy) -> Participation? {
        guard let (provider, kind) = profile.sessionProvider(in: policy), let kept = entries[provider.id] else {
            return nil
        }
        switch kind {
        case .noop, .issuer: return nil
        case .external where kept.profile != profile.id: return nil
        case .external where provider.metadata.bool("AlwaysFetchClaimsFromProvider", default: true): return .choose
        case .external, .default: break
        }
        var claims = kept.claims
        for output in provider.outputClaims {
            guard let text = output.defaultValue, !claims.contains(output.claimType) || output.alwaysUseDefaultValue
            else { continue }
            let type = policy.claimTypes[output.claimType]?.dataType ?? .string
            claims[output.claimType] = ClaimValue(text, as: type)
        }
        return .restore(claims)
    }

    /// Keeps, after the profile has run, what its session profile persists.
    package mutating func remember(_ profile: TechnicalProfile, claims: Claims, in policy: ResolvedPolicy) {
        guard let (provider, kind) = profile.sessionProvider(in: policy) else { return }
        let isExternal: Bool
        switch kind {
        case .noop, .issuer: return
        case .external: isExternal = true
        case .default: isExternal = false
        }
        var kept: Claims = [:]
        for persisted in provider.persistedClaims { kept[persisted.claimType] = claims[persisted.claimType] }
        entries[provider.id] = Entry(claims: kept, profile: isExternal ? profile.id : nil)
    }

    /// Entries of `other` replace those of the same session profile.
    package mutating func merge(_ other: SSOSession) { entries.merge(other.entries) { _, new in new } }
}

extension SSOSession {
    package var stored: JSON {
        var object = JSON.Object()
        for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
            var stored: JSON.Object = ["claims": entry.claims.stored]
            stored["profile"] = entry.profile.map { .string($0.text) }
            object[name.text] = .object(stored)
        }
        return .object(object)
    }

    package init?(stored json: JSON) {
        guard let object = json.object else { return nil }
        entries = [:]
        for member in object.members {
            guard let claims = member.value["claims"].flatMap({ Claims(stored: $0) }) else { return nil }
            entries[Name(member.name)] = Entry(
                claims: claims, profile: member.value["profile"]?.string.map { Name($0) })
        }
    }
}

extension TechnicalProfile {
    enum SessionProviderKind { case noop, `default`, external, issuer }

    /// The session profile and its kind; nil when the profile takes no part in single sign-on.
    ///
    /// `IncludeInSso` of `false` keeps a profile out that runs behind a page. A page takes part all the same: the
    /// starter packs say `false` on their sign-in page and sign people on by it.
    func sessionProvider(in policy: ResolvedPolicy) -> (TechnicalProfile, SessionProviderKind)? {
        let isPage = handler?.lowercased() == "selfassertedattributeprovider"
        guard includeInSSO || isPage, let provider = sessionManagement.flatMap({ policy.technicalProfiles[$0] }) else {
            return nil
        }
        switch provider.handler?.lowercased() {
        case "noopssosessionprovider": return (provider, .noop)
        case "defaultssosessionprovider": return (provider, .default)
        case "externalloginssosessionprovider": return (provider, .external)
        case "oauthssosessionprovider", "samlssosessionprovider": return (provider, .issuer)
        default: return nil
        }
    }
}
