import Base
import Directory

/// One factor, proven once.
package struct Proof: Sendable, Hashable {
    package let method: VerificationMethod
    /// Nil for what is not enrolled: a code to an address that nobody has yet.
    package let authenticator: Authenticator.ID?
    package let at: Timestamp
    package let qualities: Set<Quality>

    /// What was seen, not what the method could be (design 11).
    package enum Quality: String, Sendable, Hashable, CaseIterable {
        /// A PIN, a fingerprint or a face unlocked the key, and the authenticator said so.
        case userVerified = "user_verified"
        /// Bound to the address of the page: worthless to whoever lures people to another one.
        case phishingResistant = "phishing_resistant"
        /// The key cannot leave its device.
        case deviceBound = "device_bound"
        /// Attested as hardware by its maker.
        case hardware
        /// Something that the person has, not only knows or can read in a mailbox.
        case possession
        case knowledge
        /// By mail: no factor by NIST SP 800-63B-4 §3.1.3.1, good for AAL1 at most.
        case mail
        /// By the telephone network: restricted (NIST SP 800-63B-4 §3.2.9).
        case telephone
    }

    package init(
        method: VerificationMethod, authenticator: Authenticator.ID?, at: Timestamp, qualities: Set<Quality>
    ) {
        self.method = method
        self.authenticator = authenticator
        self.at = at
        self.qualities = qualities
    }
}

extension Proof {
    package var stored: JSON {
        var object: JSON.Object = [
            "method": .string(method.rawValue), "at": .integer(at.milliseconds),
            "qualities": JSON(qualities.map(\.rawValue).sorted()),
        ]
        object["authenticator"] = authenticator.map { .string($0.text) }
        return .object(object)
    }

    package init?(stored json: JSON) {
        guard let method = json["method"]?.string.flatMap(VerificationMethod.init(rawValue:)),
            let at = json["at"]?.integer, let qualities = json["qualities"]?.strings
        else { return nil }
        self.init(
            method: method, authenticator: json["authenticator"]?.string.map { Authenticator.ID($0) },
            at: Timestamp(milliseconds: at), qualities: Set(qualities.compactMap(Quality.init)))
    }
}
