import Base

/// Why a proof or an enrolment did not come about. The person sees a text for `reason`, which tells nobody whether an
/// account exists; `detail` is for the log.
package struct FactorRefusal: Error, Sendable, Equatable {
    package let reason: Reason
    package let detail: String

    package enum Reason: Sendable, Equatable {
        /// Not the right answer; how often one may still try.
        case wrong(triesLeft: Int)
        /// The question is too old, or was answered, or was another browser's: ask again.
        case expired
        /// Too often; when to come again, where that is known.
        case tooMany(until: Timestamp?)
        /// The person, or their device, has said no.
        case cancelled
        /// The realm does not offer it, or not to this person for this action.
        case notPermitted
        /// Not enrolled, or not on this device.
        case notEnrolled
        case alreadyEnrolled
        /// An address that cannot be one.
        case badAddress
        /// The message could not be sent.
        case undeliverable
        /// The realm's rules say no to this authenticator (attestation).
        case unacceptable
        /// The answer cannot be read.
        case malformed
        /// First prove an authenticator that you have.
        case needsProof
        /// The browser says that it cannot do this.
        case unsupported
    }

    package init(_ reason: Reason, _ detail: String = "") {
        self.reason = reason
        self.detail = detail
    }
}
