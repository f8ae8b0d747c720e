import Base
import HTTP
import OpenID

/// What must be remembered between the redirect to a provider and the way back. The caller keeps it where only the
/// same browser's return finds it; the code verifier in it is a secret.
package struct PendingSignIn: Sendable, Equatable {
    package let provider: Provider.ID
    package let state: String
    package let nonce: String
    /// Nil where the flow has no code, or the provider gets no PKCE.
    package let verifier: CodeVerifier?
    package let redirectURI: String

    package init(provider: Provider.ID, state: String, nonce: String, verifier: CodeVerifier?, redirectURI: String) {
        self.provider = provider
        self.state = state
        self.nonce = nonce
        self.verifier = verifier
        self.redirectURI = redirectURI
    }

    package var json: JSON {
        var members: JSON.Object = [
            "provider": .string(provider.text), "state": .string(state), "nonce": .string(nonce),
            "redirectURI": .string(redirectURI),
        ]
        members["verifier"] = verifier.map { .string($0.text) }
        return .object(members)
    }

    /// Nil where `json` is not what `json` wrote.
    package init?(_ json: JSON) {
        guard let provider = json["provider"]?.string, let state = json["state"]?.string, !state.isEmpty,
            let nonce = json["nonce"]?.string, !nonce.isEmpty, let redirectURI = json["redirectURI"]?.string
        else { return nil }
        let verifier = json["verifier"]?.string.map { CodeVerifier($0) }
        if case .some(.none) = verifier { return nil }
        self.init(
            provider: Provider.ID(provider), state: state, nonce: nonce, verifier: verifier.flatMap { $0 },
            redirectURI: redirectURI)
    }
}

/// What a sign-in asks of the provider beyond its settings.
package struct SignInRequest: Sendable {
    package let redirectURI: String
    /// Nil makes a random one. One of the caller's must be unguessable.
    package var state: String?
    /// `login_hint`, `domain_hint`, `prompt` and whatever else the provider understands.
    package var parameters: Parameters

    package init(redirectURI: String, state: String? = nil, parameters: Parameters = Parameters()) {
        self.redirectURI = redirectURI
        self.state = state
        self.parameters = parameters
    }
}
