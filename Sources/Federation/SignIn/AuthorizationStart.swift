import Base
import HTTP
import OpenID

/// The way to the provider: where to send the browser, and what to remember.
package struct AuthorizationStart: Sendable, Equatable {
    package let redirectURL: String
    package let pending: PendingSignIn

    /// Neither a policy nor a person may say these: the protocol's safety hangs on them.
    private static let reserved: Set<String> = [
        "client_id", "redirect_uri", "response_type", "response_mode", "state", "nonce", "code_challenge",
        "code_challenge_method", "request", "request_uri",
    ]

    init(
        _ provider: Provider, endpoint: String, request: SignInRequest, random: Random
    ) throws(FederationError) {
        let usesCode = provider.responseType.contains(.code)
        pending = PendingSignIn(
            provider: provider.id, state: request.state ?? random.token(), nonce: random.token(),
            verifier: usesCode && provider.usesPKCE ? CodeVerifier(random: random) : nil,
            redirectURI: request.redirectURI)
        var parameters = AuthorizationStart.parameters(of: provider, pending)
        for item in provider.authorizationParameters.items + request.parameters.items {
            guard !AuthorizationStart.reserved.contains(item.name), item.name != provider.clientNames.id else {
                throw .configuration("\(item.name) is not to be set")
            }
            parameters.set(item.name, item.value)
        }
        redirectURL = try Endpoint(endpoint, of: provider).url(adding: parameters)
    }

    private static func parameters(of provider: Provider, _ pending: PendingSignIn) -> Parameters {
        var parameters: Parameters = [
            provider.clientNames.id: provider.clientID, "response_type": provider.responseType.description,
            "redirect_uri": pending.redirectURI, "state": pending.state,
        ]
        if let scope = provider.scope { parameters.add("scope", scope) }
        if let mode = provider.responseMode { parameters.add("response_mode", mode.rawValue) }
        if provider.readsIDTokens { parameters.add("nonce", pending.nonce) }
        if let challenge = pending.verifier?.challenge {
            parameters.add("code_challenge", challenge.text)
            parameters.add("code_challenge_method", challenge.method)
        }
        return parameters
    }
}
