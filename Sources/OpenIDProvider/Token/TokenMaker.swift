import Directory
import Base
import Cryptography
import JOSE
import OpenID

/// Writes the JWTs of one answer: what every token says, then what the sign-in said (b2c-reference §7).
struct TokenMaker {
    let issuer: Issuer
    let client: Client
    let authentication: Authentication
    let now: Timestamp
    /// Thumbprint of the key that access tokens are for; nil: for whoever has them.
    var key: String?

    /// Only the endpoint says these; a policy's claim of the same name is left out. `acr` and `amr` are not among
    /// them, since the sign-in knows better.
    private static let reserved: Set<String> = [
        "ver", "iss", "sub", "aud", "exp", "nbf", "iat", "auth_time", "nonce", "at_hash", "c_hash", "s_hash", "azp",
        "scp", "client_id", "jti", "sid", "cnf",
    ]

    func idToken(nonce: String?, accessToken: String?, code: String?) throws(JOSEError) -> String {
        var claims = common(audience: client.id.text, lifetime: issuer.lifetimes.idToken)
        claims["nonce"] = nonce.map(JSON.string)
        if authentication.isProven { claims["auth_time"] = .integer(authentication.authenticatedAt.seconds) }
        // B2C's tokens have none; who wants to hear of a session's end must know which one it was.
        if issuer.dialect == .standard || client.frontChannelLogoutURI != nil {
            claims["sid"] = authentication.sessionID.map(JSON.string)
        }
        addSignInClaims(to: &claims)
        let key = issuer.keys.key(for: client.idTokenAlgorithm.flatMap(SignatureAlgorithm.init(rawValue:)))
        claims["at_hash"] = accessToken.map { .string(TokenHash.of($0, for: key.algorithm)) }
        claims["c_hash"] = code.map { .string(TokenHash.of($0, for: key.algorithm)) }
        return try JWT.sign(claims: claims, with: key)
    }

    /// `id` begins with the grant that the token hangs on, so that our own endpoints can tell a revoked one.
    func accessToken(_ access: GrantedAccess, id: AccessTokenID?) throws(JOSEError) -> String {
        var claims = common(audience: access.audience, lifetime: issuer.lifetimes.accessToken)
        if authentication.isProven { claims["auth_time"] = .integer(authentication.authenticatedAt.seconds) }
        addSignInClaims(to: &claims)
        // To us `azp` says that this is an access token: no ID token of ours has one.
        claims["azp"] = .string(client.id.text)
        if !access.permissions.isEmpty { claims["scp"] = .string(access.permissions.joined(separator: " ")) }
        claims["jti"] = id.map { .string($0.text) }
        claims["cnf"] = confirmation
        switch issuer.dialect {
        case .b2c: return try issuer.keys.sign(claims)
        case .standard:
            claims["client_id"] = .string(client.id.text)
            // RFC 9068 §2.1. An API finds the key by its name, whatever the algorithm.
            return try JWT.sign(claims: claims, with: issuer.keys.key(for: .es256), type: "at+jwt")
        }
    }

    /// A token that the client gets for itself (RFC 6749 §4.4): there was no sign-in that it could speak of.
    func applicationToken(_ access: GrantedAccess, id: AccessTokenID) throws(JOSEError) -> String {
        var claims = common(audience: access.audience, lifetime: issuer.lifetimes.accessToken)
        for member in authentication.claims.members where !Self.reserved.contains(member.name) {
            claims[member.name] = member.value
        }
        claims["azp"] = .string(client.id.text)
        if !access.permissions.isEmpty { claims["scp"] = .string(access.permissions.joined(separator: " ")) }
        claims["jti"] = .string(id.text)
        claims["cnf"] = confirmation
        return try issuer.keys.sign(claims)
    }

    /// RFC 9449 §6.1.
    private var confirmation: JSON? { key.map { ["jkt": .string($0)] } }

    private func common(audience: String, lifetime: Int64) -> JSON.Object {
        var claims: JSON.Object = [
            "iss": .string(issuer.identifier), "sub": .string(authentication.subject), "aud": .string(audience),
            "exp": .integer(now.seconds + lifetime), "nbf": .integer(now.seconds), "iat": .integer(now.seconds),
        ]
        if case .b2c = issuer.dialect { claims["ver"] = "1.0" }
        return claims
    }

    private func addSignInClaims(to claims: inout JSON.Object) {
        claims["acr"] = issuer.acr.map(JSON.string)
        for member in authentication.claims.members where !Self.reserved.contains(member.name) {
            claims[member.name] = member.value
        }
    }
}
