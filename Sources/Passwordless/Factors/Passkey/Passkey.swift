import Base
import Directory
import FIDO

/// `PASSKEY`: a credential that can be discovered, so that it may say who the person is (WebAuthn Level 3).
///
/// Shown: `{"options": PublicKeyCredentialRequestOptionsJSON, "mediation": "conditional"}`. Answered by what `toJSON()`
/// of the credential gives.
package struct Passkey: Factor {
    package let method = VerificationMethod.passkey
    package let identifiesPerson = true
    package let maximumPerPerson = 20
    private let credentials: PublicKeyCredentials

    package init(_ parts: FactorParts) { credentials = PublicKeyCredentials(method: .passkey, parts: parts) }

    /// `{"autofill": true}`: the browser offers passkeys in a field, whoever they are of.
    package func ask(_ call: FactorCall) async throws -> FactorTask {
        let isAutofill = call.parameters["autofill"]?.bool == true
        let settings = call.realm.settings.webAuthn
        var options = try credentials.requestOptions(call)
        options.userVerification = settings.userVerification.verification
        options.hints = settings.hints.compactMap(CredentialHint.init(rawValue:))
        if !isAutofill { options.allowCredentials = try credentials.allowed(call) }
        return credentials.task(options, isConditional: isAutofill, call)
    }

    package func verify(_ answer: JSON.Object, to task: FactorTask, _ call: FactorCall) async throws -> FactorAnswer {
        try await credentials.verify(answer, to: task, call)
    }

    /// `{"conditional": true}`: in passing, after another sign-in, without a dialogue (§5.1.3). Nobody need be present
    /// then, let alone verified. `{"accountName": "…", "accountDisplayName": "…"}`: what authenticators show of the
    /// account, where that is not what the store says.
    package func beginEnrolment(_ call: FactorCall) async throws -> FactorTask {
        let isConditional = call.parameters["conditional"]?.bool == true
        let settings = call.realm.settings.webAuthn
        var options = try await credentials.creationOptions(call)
        options.residentKey = settings.residentKey.residence
        options.userVerification = isConditional ? .preferred : settings.userVerification.verification
        return credentials.task(options, isConditional: isConditional, call)
    }

    package func finishEnrolment(
        _ answer: JSON.Object, to task: FactorTask, _ call: FactorCall
    ) async throws -> NewAuthenticator {
        try await credentials.register(answer, to: task, call, name: "Passkey")
    }
}
