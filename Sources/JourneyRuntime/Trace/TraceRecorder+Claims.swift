import Base
import Journey
import Policy
import Trace

extension TraceRecorder {
    package func value(_ name: Name, _ value: ClaimValue) -> TracedValue {
        // Whatever way a secret went into a claim, later requests must not show it, which do not know the secret.
        if !value.isOpen, holdsSecret(value.text) { redaction.conceal(claim: name.text) }
        return self.value(name.text, value.json, isOpen: value.isOpen)
    }

    func claim(_ name: Name, _ value: ClaimValue?) -> TracedClaim {
        TracedClaim(name.text, value.map { self.value(name, $0) })
    }

    /// What became of each claim.
    package func changes(from before: Claims, to after: Claims) -> [ClaimChange] {
        Set(before.names + after.names).sorted().compactMap { name in
            let (old, new) = (before[name], after[name])
            guard old != new else { return nil }
            return ClaimChange(
                name.text, before: old.map { value(name, $0) }, after: new.map { value(name, $0) })
        }
    }

    /// The inputs of a profile, by partner name. A claim that is secret is so under its partner's name too.
    func inputs(_ inputs: [ProfileCall.Input]) -> [TracedClaim] {
        inputs.map { TracedClaim($0.partnerName, value(Name($0.partnerName), $0.value)) }
    }

    /// The inputs of the profile under way are known.
    func given(_ inputs: [ProfileCall.Input]) {
        let inputs = self.inputs(inputs)
        amend { event in
            guard case .profile(var profile) = event else { return }
            profile.inputs = inputs
            event = .profile(profile)
        }
    }

    func end(_ number: Int?, from before: Claims, to after: Claims) {
        end(number, changes: changes(from: before, to: after))
    }

    func leave(from before: Claims, to after: Claims) { leave(changes: changes(from: before, to: after)) }

    /// Values that are secret by the claim's name, taken out before they appear under another one.
    func concealSecrets(of claims: Claims) {
        for name in claims.names {
            guard let value = claims[name], !value.isOpen,
                redaction.isSecret(name.text) || redaction.isMasked(name.text)
            else { continue }
            conceal(value.text)
        }
    }
}

extension ClaimValue {
    /// Of a type that holds no secret, however the claim is called.
    fileprivate var isOpen: Bool {
        switch self {
        case .boolean, .date, .dateTime: true
        case .string, .integer, .stringCollection, .phoneNumber, .identity, .identityCollection: false
        }
    }
}

extension TraceRedaction {
    /// What the policy's own masks leave of its claims.
    convenience init(_ policy: ResolvedPolicy, showsMasked: Bool) {
        var masks: [String: Mask] = [:]
        for (name, type) in policy.claimTypes {
            guard let mask = type.mask else { continue }
            masks[name.folded] = { mask.applied(to: $0) }
        }
        self.init(policy, masks: masks, showsMasked: showsMasked)
    }
}
