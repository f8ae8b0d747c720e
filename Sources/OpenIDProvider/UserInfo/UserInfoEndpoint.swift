import Base
import Directory
import HTTP
import JOSE
import OpenID

/// `GET` and `POST` of userinfo (OpenID Connect Core §5.3, RFC 6750).
struct UserInfoEndpoint: Endpoint {
    let interaction: any Interaction
    let grants: any Grants
    let boundary: ErrorBoundary
    let proofs: PossessionProofs
    let now: Now

    func respond(to http: Request, issuer: Issuer) async throws -> Response {
        guard let address = issuer.endpoints.userInfo else { throw UnknownIssuer() }
        switch BearerToken(http) {
        // RFC 6750 §3.1: who showed nothing is told of no error.
        case .none: return refusal(status: 401, "Bearer", nil)
        case .malformed:
            return refuse(ProtocolError(.invalidRequest, "The access token must be sent once."), issuer, http)
        case .token(let text):
            do {
                return try await answer(text, nil, issuer, http)
            } catch let error as ProtocolError {
                return refuse(error, issuer, http)
            }
        case .bound(let text):
            do {
                guard let key = try await proofs.thumbprint(http, at: address, token: text) else {
                    throw PossessionProofs.refused("a token of a key, and no proof")
                }
                return try await answer(text, key, issuer, http)
            } catch let error as ProtocolError {
                return refuse(error, issuer, http, scheme: "DPoP")
            }
        }
    }

    private func answer(_ text: String, _ key: String?, _ issuer: Issuer, _ http: Request) async throws -> Response {
        let token = try verified(text, issuer)
        // Also a token of a key that is shown as one of whoever has it.
        guard token.claims["cnf"]?["jkt"]?.string == key else { throw Self.invalid("the token is another key's") }
        if let grant = token.claims["jti"]?.string.flatMap(AccessTokenID.grant) {
            guard try await grants.grant(grant) != nil else { throw Self.invalid("the grant was revoked") }
        }
        var body: JSON.Object = ["sub": .string(token.subject)]
        for member in try await interaction.userInfo(token, issuer: issuer, http: http).members {
            body[member.name] = member.value
        }
        var response = Response.json(.object(body))
        response.forbidStoring()
        return response
    }

    private func verified(_ text: String, _ issuer: Issuer) throws(ProtocolError) -> AccessTokenClaims {
        let token: VerifiedJWT
        do {
            token = try issuer.keys.verify(text)
            try JWTExpectations(issuer: issuer.identifier, audience: nil, now: now(), leewaySeconds: 0).check(token)
        } catch {
            throw Self.invalid("\(error)")
        }
        // An ID token has no `azp` of ours; it says who signed in, not what may be read.
        guard let claims = AccessTokenClaims(token.claims) else { throw Self.invalid("not an access token") }
        return claims
    }

    private func refuse(
        _ error: ProtocolError, _ issuer: Issuer, _ http: Request, scheme: String = "Bearer"
    ) -> Response {
        let seen = boundary.expose(error, http)
        return refusal(
            status: seen.status, "\(scheme) error=\"\(seen.code)\", error_description=\"\(seen.text)\"",
            ["error": .string(seen.code), "error_description": .string(seen.description(in: issuer.dialect))])
    }

    private func refusal(status: Int, _ challenge: String, _ body: JSON?) -> Response {
        var response = body.map { Response.json($0, status: status) } ?? Response(status: status)
        response.headers["WWW-Authenticate"] = challenge
        response.forbidStoring()
        return response
    }

    private static func invalid(_ detail: String) -> ProtocolError {
        ProtocolError(.invalidToken, "The access token is not valid.", detail: detail)
    }
}

extension AccessTokenClaims {
    /// Nil where the claims are not those of an access token of ours.
    init?(_ claims: JSON.Object) {
        guard let subject = claims["sub"]?.string, let audience = claims["aud"]?.string,
            let client = claims["azp"]?.string
        else { return nil }
        let scope = claims["scp"]?.string.map { $0.split(separator: " ").map(String.init) } ?? []
        self.init(subject: subject, audience: audience, client: client, scope: scope, claims: claims)
    }
}
