import Journey
import Policy

extension TechnicalProfile {
    static func of(
        _ handler: String, _ metadata: [(String, String)] = [], inputs: [ClaimReference] = [],
        persisted: [ClaimReference] = [], outputs: [ClaimReference] = [],
        _ change: (inout TechnicalProfile) -> Void = { _ in }
    ) -> TechnicalProfile {
        var profile = TechnicalProfile(id: "P", location: here)
        profile.protocolName = .proprietary
        profile.handler = handler
        profile.metadata = Metadata(metadata.map { .init(key: $0.0, value: $0.1, location: here) })
        profile.inputClaims = inputs
        profile.persistedClaims = persisted
        profile.outputClaims = outputs
        change(&profile)
        return profile
    }

    static func directory(
        _ operation: String, key: ClaimReference, persisted: [ClaimReference] = [], outputs: [ClaimReference] = [],
        _ metadata: (String, String)...
    ) -> TechnicalProfile {
        of(
            "AzureActiveDirectoryProvider", [("Operation", operation)] + metadata, inputs: [key],
            persisted: persisted, outputs: outputs)
    }
}

extension ClaimReference {
    /// A claim, under a partner's name where it has one.
    static func claim(
        _ claim: Name, _ partner: String? = nil, default value: String? = nil, always: Bool = false,
        required: Bool = false
    ) -> ClaimReference {
        ClaimReference(
            claimType: claim, partnerClaimType: partner, defaultValue: value, alwaysUseDefaultValue: always,
            required: required)
    }
}

extension ClaimValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
}
