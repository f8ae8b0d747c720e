import Base

/// What a provider said about a person, all of it checked.
package struct ProviderClaims: Sendable {
    package let idTokenClaims: JSON.Object?
    package let userInfo: JSON.Object?
    /// `access_token`, `refresh_token` and what else the token endpoint answered.
    package let tokenResponse: Secret<JSON.Object>
    /// What came, unsigned, beside the code; empty unless the provider's settings ask for it.
    package let callback: JSON.Object

    package init(
        idTokenClaims: JSON.Object?, userInfo: JSON.Object?, tokenResponse: Secret<JSON.Object>,
        callback: JSON.Object = JSON.Object()
    ) {
        self.idTokenClaims = idTokenClaims
        self.userInfo = userInfo
        self.tokenResponse = tokenResponse
        self.callback = callback
    }

    /// The value that a policy calls `partnerName`: `{oauth2:access_token}` and its like from the tokens (b2c-reference
    /// §13 item 5); otherwise from the ID token, then the claims endpoint, then what came with the tokens and the
    /// callback. The name is that of a member, or else a path: `properties.nickname`, `emails[0].value`.
    package func value(at partnerName: String) -> JSON? {
        if let name = ProviderClaims.tokenName(partnerName) { return tokenResponse.exposed[name] }
        let sources = [idTokenClaims, userInfo, extras, callback].compactMap { $0 }
        for source in sources { if let value = source[partnerName], value != .null { return value } }
        guard let path = ClaimPath(partnerName) else { return nil }
        for source in sources { if let value = path.value(in: .object(source)), value != .null { return value } }
        return nil
    }

    /// The tokens themselves are reached by their `{oauth2:}` names only, so that no policy copies one by accident.
    private var extras: JSON.Object {
        var members = tokenResponse.exposed
        let tokens = ["access_token", "refresh_token", "id_token", "oauth_token", "oauth_token_secret"]
        for name in tokens { members[name] = nil }
        return members
    }

    private static func tokenName(_ partnerName: String) -> String? {
        let lower = partnerName.lowercased()
        guard lower.hasPrefix("{oauth2:"), lower.hasSuffix("}") else { return nil }
        return String(lower.dropFirst(8).dropLast())
    }
}

/// A way into JSON: `$.a.b[0].c`, `a.0.b`. The `$.` may be left out.
struct ClaimPath: Equatable {
    private let steps: [String]

    /// Nil where the text is no path of more than one step, or an absurdly long one.
    init?(_ text: String) {
        let relative = text.hasPrefix("$.") ? text.dropFirst(2) : text[...]
        let dotted = relative.replacing("[", with: ".").replacing("]", with: "")
        steps = dotted.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard (text.hasPrefix("$.") ? 1...16 : 2...16).contains(steps.count), steps.allSatisfy({ !$0.isEmpty }) else {
            return nil
        }
    }

    func value(in root: JSON) -> JSON? {
        var value = root
        for step in steps {
            let next: JSON?
            if let items = value.array {
                next = Int(step).flatMap { items.indices.contains($0) ? items[$0] : nil }
            } else {
                next = value[step]
            }
            guard let next else { return nil }
            value = next
        }
        return value
    }
}
