import Base
import Policy

/// Claims between the bag and a partner: a page, a provider, a service, the directory, a token (b2c-reference §4.3).

/// Why a profile's claims cannot be put together.
package enum ClaimError: Error, Hashable {
    /// `Required="true"`, and no value.
    case missing(Name)
    /// The value does not fit the claim's data type.
    case unreadable(Name, DataType)
    case resolver(ResolverError)
}

/// A claim on its way to a partner.
package typealias MappedClaim = (reference: ClaimReference, partnerName: String, value: ClaimValue)

/// The input claims that have a value, in their order: the bag's value, else the default;
/// `AlwaysUseDefaultValue` prefers the default.
package func inputValues(
    of profile: TechnicalProfile, at place: ResolverPlace = .inputClaim, claims: Claims, environment: JourneyEnvironment
) throws(ClaimError) -> [MappedClaim] {
    try values(of: profile.inputClaims, in: profile, at: place, claims, environment)
}

/// The persisted claims that have a value, by the same rule.
package func persistedValues(
    of profile: TechnicalProfile, claims: Claims, environment: JourneyEnvironment
) throws(ClaimError) -> [MappedClaim] {
    try values(of: profile.persistedClaims, in: profile, at: .persistedClaim, claims, environment)
}

/// The output claims of a relying party that have a value, by the same rule: what a token says.
package func issuedValues(
    of relyingParty: TechnicalProfile, claims: Claims, environment: JourneyEnvironment
) throws(ClaimError) -> [MappedClaim] {
    try values(of: relyingParty.outputClaims, in: relyingParty, at: .relyingParty, claims, environment)
}

private func values(
    of references: [ClaimReference], in profile: TechnicalProfile, at place: ResolverPlace, _ claims: Claims,
    _ environment: JourneyEnvironment
) throws(ClaimError) -> [MappedClaim] {
    var mapped: [MappedClaim] = []
    var missing: [ClaimReference] = []
    for reference in references {
        var value = reference.alwaysUseDefaultValue && reference.defaultValue != nil ? nil : claims[reference.claimType]
        if value == nil { value = try defaultValue(of: reference, in: profile, at: place, claims, environment) }
        if let value {
            mapped.append((reference, profile.partnerName(of: reference, in: environment.policy), value))
        } else if reference.required {
            missing.append(reference)
        }
    }
    // An including profile may give another claim under the same name (`oldPassword` as `password`).
    for reference in missing {
        let name = profile.partnerName(of: reference, in: environment.policy)
        guard mapped.contains(where: { $0.partnerName == name }) else { throw .missing(reference.claimType) }
    }
    return mapped
}

/// What the profile's output claims add to the bag. `partner` gives the partner's value for a name; a missing one or
/// null leaves the bag's value, and only where there is none does the default stand. `AlwaysUseDefaultValue` forces
/// the default.
package func outputClaims(
    of profile: TechnicalProfile, partner: (String) -> JSON?, claims: Claims, environment: JourneyEnvironment
) throws(ClaimError) -> Claims {
    var output = Claims()
    for reference in profile.outputClaims {
        let name = reference.claimType
        let isForced = reference.alwaysUseDefaultValue && reference.defaultValue != nil
        let answer = isForced ? nil : partner(profile.partnerName(of: reference, in: environment.policy))
        if let answer, answer != .null {
            let type = dataType(of: name, environment)
            guard let value = ClaimValue(answer, as: type) else { throw .unreadable(name, type) }
            output[name] = value
        } else if isForced || !claims.contains(name) && !output.contains(name) {
            if let value = try defaultValue(of: reference, in: profile, at: .outputClaim, claims, environment) {
                output[name] = value
            } else if reference.required {
                throw .missing(name)
            }
        }
    }
    return output
}

private func defaultValue(
    of reference: ClaimReference, in profile: TechnicalProfile, at place: ResolverPlace, _ claims: Claims,
    _ environment: JourneyEnvironment
) throws(ClaimError) -> ClaimValue? {
    let text: String?
    do throws(ResolverError) {
        text = try resolvedDefault(of: reference, in: profile, place: place, claims: claims, environment: environment)
    } catch {
        throw .resolver(error)
    }
    guard let text else { return nil }
    let type = dataType(of: reference.claimType, environment)
    // An empty default of a number or a date is none.
    if text.isEmpty, type != .string { return nil }
    guard let value = ClaimValue.string(text).converted(to: type) else { throw .unreadable(reference.claimType, type) }
    return value
}

private func dataType(of claim: Name, _ environment: JourneyEnvironment) -> DataType {
    environment.policy.claimTypes[claim]?.dataType ?? .string
}

extension TechnicalProfile {
    /// What the partner calls the claim: its `PartnerClaimType`, else the claim type's own name for the protocol, else
    /// the claim type's id.
    package func partnerName(of reference: ClaimReference, in policy: ResolvedPolicy) -> String {
        if let name = reference.partnerClaimType { return name }
        guard let claimType = policy.claimTypes[reference.claimType] else { return reference.claimType.text }
        return protocolForNames.flatMap { claimType.defaultPartnerClaimTypes[$0] } ?? claimType.id.text
    }

    /// Of the proprietary handlers the directory alone has names of its own in the claims schema.
    private var protocolForNames: ProtocolName? {
        guard protocolName == .proprietary else { return protocolName }
        return handlerName == "AzureActiveDirectoryProvider" ? .proprietary : nil
    }
}
