import Base
import Directory

/// A way that a person may take now.
package struct MethodChoice: Sendable, Equatable {
    package let method: VerificationMethod
    /// The person's own of this method; empty for one that needs none (a discoverable passkey).
    package let authenticators: [Authenticator]

    package init(method: VerificationMethod, authenticators: [Authenticator]) {
        self.method = method
        self.authenticators = authenticators
    }

    package var lastUsedAt: Timestamp? { authenticators.compactMap(\.lastUsedAt).max() }
}

extension Proof {
    /// For changes of factors. A code to an address that is nobody's yet proves the address, and not the person.
    package var strength: Int {
        let isOfNobody = authenticator == nil && !qualities.isDisjoint(with: [.mail, .telephone])
        return isOfNobody ? 0 : method.strength
    }
}

extension VerificationMethod {
    /// For what is shown first where a person has used none, and for whether a proof is good enough to change factors:
    /// a mere code by mail must not add to, or take from, what is stronger.
    package var strength: Int {
        switch self {
        case .passkey, .securityKey: 4
        case .authenticatorApp: 3
        case .textMessageCode: 2
        case .emailCode, .magicLink, .password: 1
        // Good for getting back in: whoever has lost the strongest one proves it by this.
        case .recoveryCode: 4
        case _: 3
        }
    }
}
