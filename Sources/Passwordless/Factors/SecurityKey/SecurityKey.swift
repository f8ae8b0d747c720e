import Base
import Directory
import FIDO

/// `SECURITY_KEY`: a roaming authenticator beside another factor; it need not be discovered, and takes none of the few
/// places that a key has. Keys of U2F answer through `appid`, or by their raw messages.
///
/// Shown and answered as with a passkey.
package struct SecurityKey: Factor {
    package let method = VerificationMethod.securityKey
    package let identifiesPerson = false
    package let maximumPerPerson = 20
    private let credentials: PublicKeyCredentials
    private var messages: U2FMessages { U2FMessages(credentials: credentials) }

    package init(_ parts: FactorParts) { credentials = PublicKeyCredentials(method: .securityKey, parts: parts) }

    package func ask(_ call: FactorCall) async throws -> FactorTask {
        guard call.user != nil || call.claimedIdentifier != nil else {
            throw FactorRefusal(.notPermitted, "a security key says nobody's name")
        }
        if U2FMessages.areWanted(call) { return try messages.ask(call) }
        let settings = call.realm.settings.webAuthn
        var options = try credentials.requestOptions(call)
        options.allowCredentials = try credentials.allowed(call)
        options.userVerification = verification(settings)
        options.hints = [.securityKey]
        options.extensions.appID = settings.appID
        return credentials.task(options, isConditional: false, call)
    }

    package func verify(_ answer: JSON.Object, to task: FactorTask, _ call: FactorCall) async throws -> FactorAnswer {
        if U2FMessages.wereAsked(task) { return try await messages.verify(answer, to: task, call) }
        return try await credentials.verify(answer, to: task, call)
    }

    package func beginEnrolment(_ call: FactorCall) async throws -> FactorTask {
        if U2FMessages.areWanted(call) { return try messages.beginEnrolment(call) }
        let settings = call.realm.settings.webAuthn
        var options = try await credentials.creationOptions(call)
        options.attachment = .crossPlatform
        options.residentKey = .discouraged
        options.userVerification = verification(settings)
        options.hints = [.securityKey]
        return credentials.task(options, isConditional: false, call)
    }

    package func finishEnrolment(
        _ answer: JSON.Object, to task: FactorTask, _ call: FactorCall
    ) async throws -> NewAuthenticator {
        if U2FMessages.wereAsked(task) { return try await messages.register(answer, to: task, call) }
        return try await credentials.register(answer, to: task, call, name: "Security key")
    }

    /// Beside another factor a touch is enough: "preferred" would have people set a PIN.
    private func verification(_ settings: WebAuthnSettings) -> UserVerificationRequirement {
        settings.userVerification == .required ? .required : .discouraged
    }
}
