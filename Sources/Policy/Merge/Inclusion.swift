/// `IncludeTechnicalProfile`: the included profile is laid under the one that includes it (b2c-reference §2.5).
struct Inclusion {
    private let profiles: [Name: XMLElement]
    private var done: [Name: XMLElement] = [:]
    private var diagnostics = Diagnostics()
    /// How many elements inclusion may still make: a large profile that a thousand others include is a thousand times
    /// its size.
    private var room = 100_000

    /// Of profiles that include each other; published ones have three.
    private static let deepest = 64

    /// `policy` with every inclusion carried out.
    static func resolve(_ policy: XMLElement, _ diagnostics: inout Diagnostics) -> XMLElement {
        guard let index = policy.children.firstIndex(where: { $0.name == "ClaimsProviders" }) else { return policy }
        let providers = policy.children[index].children
        let all = providers.flatMap(ProviderMerge.profiles).compactMap { profile in profile.id.map { ($0, profile) } }
        var inclusion = Inclusion(profiles: Dictionary(all) { first, _ in first })
        var result = policy
        result.children[index].children = providers.map { provider in
            ProviderMerge.mapProfiles(provider) { inclusion.complete($0, path: []) }
        }
        diagnostics.add(inclusion.diagnostics)
        return result
    }

    private init(profiles: [Name: XMLElement]) { self.profiles = profiles }

    private mutating func complete(_ profile: XMLElement, path: [Name]) -> XMLElement {
        guard let include = profile.child("IncludeTechnicalProfile") else { return profile }
        guard let id = profile.id else { return profile }
        if let known = done[id] { return known }
        var own = profile
        own.children.removeAll { $0.name == "IncludeTechnicalProfile" }
        let result = included(include, path + [id]).map { base in
            Inheritance.merge(own, onto: base, Schema.policy.type("TechnicalProfile"))
        }
        room -= result.map { $0.children.reduce(1) { $0 + 1 + $1.children.count } } ?? 0
        done[id] = result ?? own
        return result ?? own
    }

    private mutating func isTooMuch(_ include: XMLElement, _ depth: Int) -> Bool {
        guard depth > Inclusion.deepest || room <= 0 else { return false }
        let message =
            depth > Inclusion.deepest
            ? "more than \(Inclusion.deepest) technical profiles include each other"
            : "included technical profiles make the policy too large"
        diagnostics.add(.includesTooMuch, at: include.location, message)
        return true
    }

    private mutating func included(_ include: XMLElement, _ path: [Name]) -> XMLElement? {
        guard let reference = include.identifier("ReferenceId"), !isTooMuch(include, path.count) else { return nil }
        guard !path.contains(reference) else {
            let circle = (path + [reference]).map(\.text).joined(separator: " → ")
            diagnostics.add(.includeCycle, at: include.location, "technical profiles include each other: \(circle)")
            return nil
        }
        guard let base = profiles[reference] else {
            let message = "technical profile \"\(reference)\" is included, but not defined"
            diagnostics.add(.unknownTechnicalProfile, at: include.location, message)
            return nil
        }
        return complete(base, path: path)
    }
}
