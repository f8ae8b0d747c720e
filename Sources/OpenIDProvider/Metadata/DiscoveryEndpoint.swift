import Cryptography
import Base
import Directory
import HTTP
import OpenID
import Synchronization

/// `GET` of the metadata (OpenID Connect Discovery §4).
struct DiscoveryEndpoint: Endpoint {
    func respond(to http: Request, issuer: Issuer) async throws -> Response {
        .cacheable(issuer.metadata.bytes { ProviderMetadata(of: issuer).json.bytes })
    }
}

/// `GET` of the JWK set (RFC 7517 §5).
struct KeysEndpoint: Endpoint {
    func respond(to http: Request, issuer: Issuer) async throws -> Response { .cacheable(issuer.keys.document) }
}

extension ProviderMetadata {
    /// What the endpoints of this module offer for `issuer` (b2c-reference §6.2).
    init(of issuer: Issuer) {
        let endpoints = issuer.endpoints
        self.init(
            issuer: issuer.identifier, authorizationEndpoint: endpoints.authorization,
            tokenEndpoint: endpoints.token, keysEndpoint: endpoints.keys)
        userInfoEndpoint = endpoints.userInfo
        endSessionEndpoint = endpoints.endSession
        revocationEndpoint = endpoints.revocation
        pushedRequestEndpoint = endpoints.pushedRequests
        if case .standard = issuer.dialect { proofAlgorithms = PossessionProofs.algorithms }
        requiresPushedRequests = issuer.requirements.pushedRequests
        responseModes = ResponseMode.allCases.map(\.rawValue)
        responseTypes = [
            "code", "code id_token", "code token", "code id_token token", "id_token", "id_token token", "token",
            "token id_token",
        ]
        grantTypes = ["authorization_code", "implicit", "refresh_token"]
        if case .b2c = issuer.dialect { grantTypes.append("client_credentials") }
        scopes = ["openid", "profile", "offline_access"]
        if case .standard = issuer.dialect { scopes += ["email", "phone"] }
        subjectTypes = issuer.subjectTypes.map(\.rawValue)
        contextClasses = issuer.contextClasses
        idTokenAlgorithms = issuer.keys.algorithms.map(\.rawValue)
        tokenAuthenticationMethods =
            issuer.requirements.keys
            ? ["private_key_jwt"] : ["client_secret_post", "client_secret_basic", "private_key_jwt", "none"]
        tokenAuthenticationAlgorithms = ClientAuthentication.algorithms
        revocationAuthenticationMethods = tokenAuthenticationMethods
        revocationAuthenticationAlgorithms = tokenAuthenticationAlgorithms
        challengeMethods = ["S256"]
        let own = ["iss", "iat", "exp", "aud", "acr", "nonce", "auth_time", "sub"]
        claims = issuer.claimsSupported.filter { !own.contains($0) } + own
        prompts = Prompt.allCases.map(\.rawValue)
        sendsIssuer = true
        supportsFrontChannelLogout = true
        sendsSessionOnLogout = true
    }
}

/// A document that is written when it is first asked for, and once.
package final class WrittenOnce: Sendable {
    private let written = Mutex<Bytes?>(nil)

    func bytes(_ write: () -> Bytes) -> Bytes {
        written.withLock { written in
            if let written { return written }
            let bytes = write()
            written = bytes
            return bytes
        }
    }
}

extension Response {
    /// Five minutes: long enough for a busy client, short against a new key's lead time.
    fileprivate static func cacheable(_ body: Bytes) -> Response {
        Response(
            status: 200, headers: ["Content-Type": "application/json", "Cache-Control": "public, max-age=300"],
            body: .bytes(body))
    }
}
