/// Why a registration, an assertion, an attestation or a metadata BLOB was refused.
///
/// `code` is what a caller acts on. `detail` names the rule that was broken: it is for the log and holds nothing
/// secret. What a person may read is `clientText`.
package struct FIDOError: Error, Equatable, CustomStringConvertible {
    package let code: Code
    package let detail: String

    package init(_ code: Code, _ detail: String) { (self.code, self.detail) = (code, detail) }

    static func malformed(_ detail: String) -> FIDOError { FIDOError(.malformed, detail) }
    static func attestation(_ detail: String) -> FIDOError { FIDOError(.invalidAttestation, detail) }

    package var description: String { "\(code.rawValue): \(detail)" }

    package enum Code: String, Sendable, CaseIterable {
        /// The bytes are not what the standard says they are.
        case malformed
        /// Configuration of ours that could never work.
        case misconfigured
        case expired
        case wrongType
        case wrongChallenge
        case wrongOrigin
        case crossOrigin
        case wrongTopOrigin
        case wrongRelyingParty
        case userNotPresent
        case userNotVerified
        /// Backed up, yet not eligible for it.
        case inconsistentBackupFlags
        case backupEligibilityChanged
        case unsupportedKey
        case algorithmNotOffered
        case unexpectedExtension
        case unsupportedFormat
        case invalidAttestation
        case untrustedAttestation
        /// Genuine, but not of a kind that the policy admits.
        case authenticatorNotAllowed
        case credentialIDTooLong
        case credentialRegistered
        case credentialNotAllowed
        case wrongUser
        case invalidSignature
        case invalidMetadata
        case facetNotTrusted
    }
}

extension FIDOError {
    /// What may be shown: nothing of it tells which check failed, except where the person can act on it.
    package var clientText: String {
        switch code {
        case .credentialRegistered: "This passkey or security key is registered already."
        case .authenticatorNotAllowed, .untrustedAttestation, .unsupportedFormat:
            "This kind of passkey or security key is not accepted here."
        case .userNotVerified: "Please unlock the passkey with a fingerprint, face or PIN."
        case .expired: "That took too long. Please try again."
        case .malformed, .misconfigured, .wrongType, .wrongChallenge, .wrongOrigin, .crossOrigin, .wrongTopOrigin,
            .wrongRelyingParty, .userNotPresent, .inconsistentBackupFlags, .backupEligibilityChanged, .unsupportedKey,
            .algorithmNotOffered, .unexpectedExtension, .invalidAttestation, .credentialIDTooLong,
            .credentialNotAllowed, .wrongUser, .invalidSignature, .invalidMetadata, .facetNotTrusted:
            "The passkey or security key could not be verified."
        }
    }
}
