import OpenID

/// Which issuers a provider's tokens and responses may name.
struct IssuerRule: Sendable {
    private let rules: IDTokenRules
    private let published: String?

    init(_ rules: IDTokenRules, published: String?) {
        self.rules = rules
        self.published = published
    }

    /// Whether anything is known that an issuer could be compared with.
    var isKnown: Bool { !rules.issuerPrefixes.isEmpty || rules.issuer != nil || published != nil }

    /// `tenant` is the token's `tid`; nil where there is no token yet.
    func accepts(_ issuer: String, tenant: String?) -> Bool {
        if !rules.issuerPrefixes.isEmpty {
            return rules.issuerPrefixes.contains { IssuerRule.isBelow(issuer, prefix: $0) }
        }
        guard let expected = rules.issuer ?? published else { return false }
        guard let template = IssuerTemplate(expected) else { return issuer == expected }
        return template.matches(issuer, tenant: tenant)
    }

    /// A prefix ends where a part of the path ends: `https://login.example` is no prefix of
    /// `https://login.example.evil`. `*` accepts every issuer whose token the provider's own keys verify.
    static func isBelow(_ issuer: String, prefix: String) -> Bool {
        if prefix == "*" || issuer == prefix { return true }
        return issuer.hasPrefix(prefix.hasSuffix("/") ? prefix : prefix + "/")
    }
}

/// The issuer of a provider of many tenants as Microsoft Entra publishes it: `https://…/{tenantid}/v2.0`.
private struct IssuerTemplate {
    private let before: Substring
    private let after: Substring

    init?(_ text: String) {
        guard let place = text.firstRange(of: "{tenantid}") else { return nil }
        before = text[..<place.lowerBound]
        after = text[place.upperBound...]
    }

    func matches(_ issuer: String, tenant: String?) -> Bool {
        guard issuer.hasPrefix(before), issuer.hasSuffix(after),
            issuer.utf8.count > before.utf8.count + after.utf8.count
        else { return false }
        let found = issuer.dropFirst(before.count).dropLast(after.count)
        let isName = found.utf8.count <= 64 && found.utf8.allSatisfy { isNameCharacter($0) }
        return isName && (tenant == nil || tenant == String(found))
    }

    private func isNameCharacter(_ byte: UInt8) -> Bool {
        (97...122).contains(byte | 0x20) || (48...57).contains(byte) || byte == UInt8(ascii: "-")
    }
}
