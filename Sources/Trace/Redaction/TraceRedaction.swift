import Base
import Policy
import Synchronization

/// What of a journey may not be read in its record: by the names of claims, and by values that are known to be secret.
///
/// Names are known of the policy, and grow: what a transformation makes of a secret is one too. Values are known for
/// one request only, so no secret outlives it here.
package final class TraceRedaction: Sendable {
    /// What a mask leaves of a value.
    package typealias Mask = @Sendable (String) -> String

    private let masks: [String: Mask]
    private let showsMasked: Bool
    private let names: Mutex<Set<String>>

    /// `showsMasked`: a masked claim is shown as its mask leaves it. In production only its length is.
    package init(_ policy: ResolvedPolicy, masks: [String: Mask], showsMasked: Bool) {
        self.masks = masks
        self.showsMasked = showsMasked
        names = Mutex(TraceRedaction.secretClaims(of: policy))
    }

    /// Claims that a page asks for as a password or a code, or that some profile hands over under a secret's name.
    private static func secretClaims(of policy: ResolvedPolicy) -> Set<String> {
        var found: Set<String> = []
        for (name, type) in policy.claimTypes where type.userInputType == .password { found.insert(name.folded) }
        for control in policy.displayControls.values {
            for display in control.displayClaims where display.controlClaimType?.lowercased() == "verificationcode" {
                if case .claim(let name) = display.reference { found.insert(name.folded) }
            }
        }
        for profile in policy.technicalProfiles.values {
            for reference in profile.inputClaims + profile.outputClaims + profile.persistedClaims {
                guard let partner = reference.partnerClaimType, SecretNames.isSecret(partner) else { continue }
                found.insert(reference.claimType.folded)
            }
        }
        return found.filter { !isOpen(policy.claimTypes[Name($0)]?.dataType) }
    }

    /// Types that hold no secret, however the claim is called: `forceChangePasswordNextLogin`.
    private static func isOpen(_ type: DataType?) -> Bool {
        switch type {
        case .boolean, .date, .dateTime: true
        case .string, .int, .long, .duration, .stringCollection, .phoneNumber, .alternativeSecurityIdCollection,
            .userIdentity, .userIdentityCollection, .objectIdentity, .objectIdentityCollection, nil:
            false
        }
    }

    package func isSecret(_ name: String) -> Bool {
        let folded = name.lowercased()
        return names.withLock { $0.contains(folded) } || SecretNames.isSecret(name)
    }

    package func isMasked(_ name: String) -> Bool { masks[name.lowercased()] != nil }

    /// What the mask leaves of a value, where that may be shown.
    func shown(_ text: String, as name: String) -> String? {
        showsMasked ? masks[name.lowercased()].map { $0(text) } : nil
    }

    /// The claim was made of a secret.
    package func conceal(claim name: String) { names.withLock { _ = $0.insert(name.lowercased()) } }
}
