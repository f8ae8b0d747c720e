/// The factors that this server knows, by method.
package struct Factors: Sendable {
    private let all: [VerificationMethod: any Factor]

    package init(_ factors: [any Factor]) {
        all = Dictionary(factors.map { ($0.method, $0) }) { first, _ in first }
    }

    /// Every factor of this server.
    package init(_ parts: FactorParts) {
        self.init([
            Passkey(parts), SecurityKey(parts), EmailCode(parts), TextMessageCode(parts), MagicLink(parts),
            AuthenticatorApp(parts), RecoveryCodes(parts), PasswordFactor(parts),
        ])
    }

    package subscript(method: VerificationMethod) -> (any Factor)? { all[method] }

    package var methods: Set<VerificationMethod> { Set(all.keys) }
}

// Authsignal's names (passwordless-and-peers A.1.3), which are on the wire.
extension VerificationMethod {
    package static let passkey = known("PASSKEY")
    package static let securityKey = known("SECURITY_KEY")
    package static let authenticatorApp = known("AUTHENTICATOR_APP")
    package static let recoveryCode = known("RECOVERY_CODE")
    package static let emailCode = known("EMAIL_OTP")
    package static let textMessageCode = known("SMS")
    package static let magicLink = known("EMAIL_MAGIC_LINK")
    package static let password = known("PASSWORD")

    private static func known(_ name: String) -> VerificationMethod {
        guard let method = VerificationMethod(rawValue: name) else { preconditionFailure("\(name) is a name") }
        return method
    }
}
