import Base
import Directory
import HTTP
import OpenID

/// `authorization_code` (RFC 6749 §4.1.3, RFC 7636 §4.5).
struct CodeGrant: GrantType {
    let grants: any Grants
    let now: Now
    let emit: Emit

    let name = "authorization_code"

    func authorize(
        _ form: TokenForm, client: Client, issuer: Issuer, http: Request
    ) async throws -> TokenAuthorization {
        let text = try TokenForm.required(form.code, "code")
        let (code, grant) = try await redeem(text, client, http)
        // The code is used now, whatever follows: one wrong guess is all that a thief has.
        try check(code, grant, client, issuer)
        try check(redirectURI: form.redirectURI, of: code)
        try check(verifier: form.verifier, of: code)
        guard let content = GrantContent(of: grant) else { throw DamagedGrant(id: grant.id) }
        return TokenAuthorization(
            grant: grant, authentication: content.authentication, platform: content.platform, nonce: code.nonce,
            scope: form.scope?.values, wantsClientInfo: form.wantsClientInfo || content.wantsClientInfo)
    }

    private func redeem(_ text: String, _ client: Client, _ http: Request) async throws -> (AuthorizationCode, Grant) {
        switch try await grants.redeem(code: OpaqueToken.hash(text), at: now()) {
        case .fresh(let code, let grant):
            return (code, grant)
        case .unknown:
            throw Self.invalid("the code is not known")
        case .replayed(let id):
            // A used code in other hands means the first holder may be the thief (RFC 6749 §4.1.2).
            try await grants.revoke(id)
            emit(
                ProviderEvent.codeReplayed(
                    grant: id.text, client: client.id.text, correlation: http.correlationID))
            throw Self.invalid("the code was used before")
        }
    }

    private func check(
        _ code: AuthorizationCode, _ grant: Grant, _ client: Client, _ issuer: Issuer
    ) throws(ProtocolError) {
        guard now() < code.expiresAt else { throw Self.invalid("the code has expired") }
        try grant.check(client, issuer)
    }

    private func check(redirectURI: String?, of code: AuthorizationCode) throws(ProtocolError) {
        guard redirectURI == code.redirectURI else {
            throw ProtocolError(
                .invalidGrant, "The redirect URI is not the one of the authorization request.", b2c: 90088)
        }
    }

    /// RFC 7636 §4.6; and a verifier for a code without challenge is refused, lest an attacker strips the challenge
    /// off the request (RFC 9700 §4.8.2).
    private func check(verifier: String?, of code: AuthorizationCode) throws(ProtocolError) {
        switch (code.codeChallenge, verifier) {
        case (nil, nil): return
        case (nil, .some):
            throw ProtocolError(.invalidGrant, "The code was requested without a challenge.", b2c: 90183)
        case (.some, nil):
            throw ProtocolError(.invalidGrant, "The parameter 'code_verifier' is missing.", b2c: 90183)
        case (let challenge?, let text?):
            guard let verifier = CodeVerifier(text) else {
                throw ProtocolError(.invalidGrant, "The code verifier is not well formed.", b2c: 90183)
            }
            guard verifier.answers(challenge) else {
                throw ProtocolError(.invalidGrant, "The code verifier does not match the challenge.", b2c: 90182)
            }
        }
    }

    private static func invalid(_ detail: String) -> ProtocolError {
        ProtocolError(.invalidGrant, "The code is not valid, has expired, or was used.", b2c: 90080, detail: detail)
    }
}

extension AuthorizationCode {
    fileprivate var codeChallenge: CodeChallenge? {
        challenge.flatMap { CodeChallenge($0, method: challengeMethod) }
    }
}

extension Grant {
    /// A grant is of one client, of one policy.
    func check(_ client: Client, _ issuer: Issuer) throws(ProtocolError) {
        guard self.client == client.id.text else {
            throw ProtocolError(
                .invalidGrant, "The grant was issued to another client.", b2c: 90279, detail: "grant \(id)")
        }
        guard self.issuer == issuer.directory, policy == issuer.policy else {
            throw ProtocolError(
                .invalidGrant, "The grant was issued by another policy.", b2c: 90088, detail: "grant \(id)")
        }
    }
}

/// The store holds a grant that we did not write.
struct DamagedGrant: Error { let id: Grant.ID }
