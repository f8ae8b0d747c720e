/// Claims providers have no identity: their technical profiles have, over the whole policy (b2c-reference §2.1).
///
/// A redefined profile stays where it was inherited, under the heading and the domains that its base gave it. A
/// domain that the nearer file gives its provider goes with the profile, for nearest wins.
enum ProviderMerge {
    static func merge(_ own: [XMLElement], onto base: [XMLElement]) -> [XMLElement] {
        let type = Schema.policy.type("TechnicalProfile")
        let inherited = Set(base.flatMap(profiles).compactMap(\.id))
        var overlays: [Name: XMLElement] = [:]
        for provider in own {
            for profile in profiles(provider) {
                guard let id = profile.id, inherited.contains(id), overlays[id] == nil else { continue }
                overlays[id] = withDomains(profile, of: provider)
            }
        }
        let added = own.compactMap { without(inherited, $0) }
        return added
            + base.map { provider in
                mapProfiles(provider) { profile in
                    guard let overlay = profile.id.flatMap({ overlays[$0] }) else { return profile }
                    return Inheritance.merge(overlay, onto: profile, type)
                }
            }
    }

    static func profiles(_ provider: XMLElement) -> [XMLElement] {
        provider.items("TechnicalProfiles", "TechnicalProfile")
    }

    static func mapProfiles(_ provider: XMLElement, _ transform: (XMLElement) -> XMLElement) -> XMLElement {
        var result = provider
        for index in result.children.indices where result.children[index].name == "TechnicalProfiles" {
            result.children[index].children = result.children[index].children.map {
                $0.name == "TechnicalProfile" ? transform($0) : $0
            }
        }
        return result
    }

    /// The provider with its new profiles only; nil when it has none.
    private static func without(_ inherited: Set<Name>, _ provider: XMLElement) -> XMLElement? {
        var result = provider
        for index in result.children.indices where result.children[index].name == "TechnicalProfiles" {
            result.children[index].children.removeAll { $0.id.map(inherited.contains) ?? false }
        }
        return profiles(result).isEmpty ? nil : result
    }

    private static func withDomains(_ profile: XMLElement, of provider: XMLElement) -> XMLElement {
        let domains = provider.children.filter { $0.name == "Domains" || $0.name == "Domain" }
        guard !domains.isEmpty, profile.child("Domain") == nil, profile.child("Domains") == nil else { return profile }
        var result = profile
        result.children = domains + result.children
        return result
    }
}
